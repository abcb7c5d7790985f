extension CSVSniffer {
    /// What the best trial says of the file, with the reasons.
    static func makeFindings(_ best: TrialScore, isGiven: Bool) -> CSVFindings {
        let trial = best.trial
        return CSVFindings(
            dialect: trial.dialect, hasByteOrderMark: trial.facts.hasByteOrderMark,
            lineEnding: lineEnding(trial), hasSeparatorLine: trial.hasSeparatorLine, fieldCount: best.fieldCount,
            records: trial.records, regularRecords: best.regular, quotedFields: trial.facts.quotedFields,
            firstRecord: trial.firstRecord, evidence: evidence(best, isGiven: isGiven))
    }

    private static func lineEnding(_ trial: DialectTrial) -> CSVFindings.LineEnding {
        let facts = trial.facts
        let returns = trial.dialect.lineEnd == .carriageReturn ? facts.loneCRCount : 0
        let counts: [(Int, CSVFindings.LineEnding)] = [(facts.crlfCount, .crlf), (facts.lfCount, .lf), (returns, .cr)]
        let seen = counts.filter { $0.0 > 0 }
        return seen.count > 1 ? .mixed : seen.first?.1 ?? .none
    }

    private static func evidence(_ best: TrialScore, isGiven: Bool) -> [String] {
        let facts = best.trial.facts
        var sentences = [delimiterSentence(best, isGiven: isGiven), lineEndSentence(best.trial)]
        if best.trial.hasSeparatorLine { sentences.append("first line: names the delimiter (sep=)") }
        if facts.hasByteOrderMark { sentences.append("byte order mark: UTF-8") }
        if facts.quotedFields > 0 { sentences.append("quoting: \(facts.quotedFields) quoted fields") }
        if facts.literalQuotes > 0 { sentences.append("quoting: \(facts.literalQuotes) quotes are text") }
        if facts.defectiveRecords > 0 { sentences.append("quoting: wrong in \(facts.defectiveRecords) records") }
        if facts.blankRecords > 0 { sentences.append("blank records: \(facts.blankRecords), skipped") }
        return sentences
    }

    private static func delimiterSentence(_ best: TrialScore, isGiven: Bool) -> String {
        let fields = best.fieldCount == 1 ? "1 field" : "\(best.fieldCount) fields"
        let counts = "\(best.regular) of \(best.trial.records) records have \(fields)"
        if best.fieldCount == 1 && !isGiven { return "delimiter: none, \(counts)" }
        return "delimiter \(delimiterName(best.trial.dialect.delimiter))\(isGiven ? " (given)" : ""): \(counts)"
    }

    private static func lineEndSentence(_ trial: DialectTrial) -> String {
        let facts = trial.facts
        let endsAtCR = trial.dialect.lineEnd == .carriageReturn
        let ends = [(facts.crlfCount, "CRLF"), (facts.lfCount, "LF"), (endsAtCR ? facts.loneCRCount : 0, "CR")]
        let seen = ends.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let text = !endsAtCR && facts.loneCRCount > 0 ? "; \(facts.loneCRCount) lone CR kept as text" : ""
        return "line ends: \(seen.isEmpty ? "none" : seen.joined(separator: ", "))\(text)"
    }
}
