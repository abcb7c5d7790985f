/// Finds out how a CSV file is written by parsing its head in every way that is common and comparing the results.
///
/// Delimiters tried: comma, semicolon, tab, bar; quote: `"`. What cannot be decided is refused, not guessed. It does not
/// decide whether there is a header, and does not check that the text is UTF-8.
public struct CSVSniffer {
    /// The delimiters that are tried.
    public static let delimiters: [UInt8] = [ASCII.comma, ASCII.semicolon, ASCII.tab, ASCII.bar]

    /// Looks at the head of a file.
    ///
    /// The dialect under which most records have `expectedFields.upperBound` fields wins, then one within the range, then
    /// any that splits records; among those the one with clearly fewer irregular records, fewer quotes out of place, fewer
    /// blanks behind delimiters. A few short, long or broken records do no harm.
    ///
    /// - Parameters:
    ///   - head: The file's first bytes, 256 KiB or so. A last record that is cut off is ignored.
    ///   - isWhole: Whether `head` is the entire file, so that its last record needs no line end.
    ///   - expectedFields: The field counts that make sense, the table's column count being the upper bound. At least 1.
    ///   - delimiter: The delimiter, if the caller knows it. Must be valid for a `CSVDialect`.
    /// - Throws: `CSVSniffError` for what is no CSV file, has no record or leaves the delimiter open.
    public static func sniff(
        _ head: UnsafeRawBufferPointer, isWhole: Bool, expectedFields: ClosedRange<Int>, delimiter: UInt8? = nil
    ) throws(CSVSniffError) -> CSVFindings {
        let signature = FileSignature(head)
        if let refusal = signature.refusal() { throw refusal }
        let text = head.dropFirst(head.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
        if text.allSatisfy({ isWhiteSpace($0) || delimiters.contains($0) }) { throw .empty }
        let given = delimiter ?? separatorDelimiter(text)
        let trials = (given.map { [$0] } ?? delimiters).map { makeTrials($0, head: head, isWhole: isWhole) }
        // Of each delimiter by itself, so that one that is found is read in the same way when it is given.
        let scores = trials.compactMap { trials in
            best(of: trials.filter { $0.records > 0 }.map { TrialScore($0, expected: expectedFields) })
        }
        guard let best = best(of: scores) else { throw refusalWithoutRecords(trials.flatMap(\.self), isWhole: isWhole) }
        if given == nil {
            try checkChoice(best, among: scores, expected: expectedFields, signature: signature)
        }
        return makeFindings(best, isGiven: delimiter != nil)
    }

    /// The delimiter of a `sep=` line, if there is one and it is usable.
    private static func separatorDelimiter(_ text: Slice<UnsafeRawBufferPointer>) -> UInt8? {
        let line = text.prefix { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn }
        return separatorLine(line).flatMap { CSVDialect(delimiter: $0).isValid ? $0 : nil }
    }

    /// One trial, or two where both readings of a CR are possible. CR ends lines for sure when nothing else does.
    private static func makeTrials(_ delimiter: UInt8, head: UnsafeRawBufferPointer, isWhole: Bool) -> [DialectTrial] {
        let atNewlines = DialectTrial(CSVDialect(delimiter: delimiter), head: head, isWhole: isWhole)
        guard atNewlines.facts.loneCRCount > 0 else { return [atNewlines] }
        let dialect = CSVDialect(delimiter: delimiter, lineEnd: .carriageReturn)
        let atReturns = DialectTrial(dialect, head: head, isWhole: isWhole)
        let hasNewlines = atReturns.facts.crlfCount + atReturns.facts.lfCount > 0
        return hasNewlines ? [atNewlines, atReturns] : [atReturns]
    }

    /// The first of those that no other is better than, as far as "better" goes: it is no order.
    private static func best(of scores: [TrialScore]) -> TrialScore? {
        scores.first.map { first in scores.dropFirst().reduce(first) { $1.isBetter(than: $0) ? $1 : $0 } }
    }

    private static func refusalWithoutRecords(_ trials: [DialectTrial], isWhole: Bool) -> CSVSniffError {
        isWhole && trials.contains { !$0.isUnclosed } ? .empty : .endlessRecord
    }

    private static func checkChoice(
        _ best: TrialScore, among scores: [TrialScore], expected: ClosedRange<Int>, signature: FileSignature
    ) throws(CSVSniffError) {
        let noDelimiter = CSVSniffError.noDelimiter(expected: expected.upperBound, found: best.fieldCount)
        switch best.match {
        case .splitsNothing where !expected.contains(1): throw signature.otherTextRefusal() ?? noDelimiter
        // Dialects that split nothing read the file alike.
        case .splitsNothing: return
        case .tableWidth where best.fieldCount == 1: return
        case .unexpected where best.regular * 2 < best.trial.records: throw signature.otherTextRefusal() ?? noDelimiter
        default: break
        }
        let delimiter = best.trial.dialect.delimiter
        let rivals = scores.filter { $0.trial.dialect.delimiter != delimiter && !best.isBetter(than: $0) }
        guard !rivals.isEmpty else { return }
        let open = Set(rivals.map(\.trial.dialect.delimiter)).union([delimiter])
        throw .ambiguousDelimiter(delimiters.filter(open.contains))
    }
}
