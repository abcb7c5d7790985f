import CSV
import Testing

struct CSVSnifferTests {
    @Test(arguments: SnifferCase.all)
    func head_IsUnderstoodOrRefused(_ snifferCase: SnifferCase) {
        #expect(outcome(snifferCase) == snifferCase.outcome)
    }

    @Test func evidence_NamesDelimiterLineEndsAndMark() throws {
        let text = "\u{FEFF}id;name\r\n" + String(repeating: "1;\"a\"\r\n", count: 198) + ";\r\n2\r\n"
        let findings = try Array(text.utf8).withUnsafeBytes {
            try CSVSniffer.sniff($0, isWhole: true, expectedFields: 2...2)
        }
        #expect(
            findings.evidence == [
                "delimiter ';': 199 of 200 records have 2 fields", "line ends: 201 CRLF", "byte order mark: UTF-8",
                "quoting: 198 quoted fields", "blank records: 1, skipped",
            ])
        #expect(findings.hasByteOrderMark)
        #expect(findings.records == 200)
        #expect(findings.regularRecords == 199)
    }

    @Test func separatorLine_IsReported() throws {
        let findings = try Array("sep=|\n1|a\n".utf8).withUnsafeBytes {
            try CSVSniffer.sniff($0, isWhole: true, expectedFields: 2...2)
        }
        #expect(findings.hasSeparatorLine)
        #expect(findings.records == 1)
    }

    /// Found by the fuzzer: a delimiter had come to win by another reading of CR than that of its own which is better.
    @Test func dialect_IsFoundAgain_WhenItsDelimiterIsGiven() throws {
        let head = Array("\nb\"\n\n\"$\r2,\"c\nd\"\r1(5,xxMarxMarg$\r2,\"c\n(5".utf8)
        try head.withUnsafeBytes { head in
            let found = try CSVSniffer.sniff(head, isWhole: false, expectedFields: 1...2)
            let delimiter = found.dialect.delimiter
            let given = try CSVSniffer.sniff(head, isWhole: false, expectedFields: 1...2, delimiter: delimiter)
            #expect(given.dialect == found.dialect && given.records == found.records)
        }
    }

    @Test func everyRefusal_SaysWhatToDo() {
        let errors: [CSVSniffError] = [
            .empty, .spreadsheet, .gzip, .utf16, .utf32, .binary(format: "binary data"), .otherText(format: "JSON"),
            .ambiguousDelimiter([0x2C, 0x09]), .noDelimiter(expected: 5, found: 1), .endlessRecord,
        ]
        for error in errors {
            #expect(error.description == "\(error.summary) \(error.advice)")
            #expect(error.summary.hasSuffix(".") || error.summary.hasSuffix("well."))
            #expect(error.advice.hasSuffix("."))
        }
        #expect(Set(errors.map(\.summary)).count == errors.count)
        #expect(CSVSniffError.ambiguousDelimiter([0x2C, 0x09]).summary.contains("',' or tab"))
    }

    private func outcome(_ snifferCase: SnifferCase) -> SnifferCase.Outcome {
        snifferCase.head.withUnsafeBytes { head in
            do throws(CSVSniffError) {
                let found = try CSVSniffer.sniff(
                    head, isWhole: snifferCase.isWhole, expectedFields: snifferCase.expected,
                    delimiter: snifferCase.delimiter)
                return .found(
                    delimiter: Character(UnicodeScalar(found.dialect.delimiter)), lineEnding: found.lineEnding,
                    fields: found.fieldCount, first: found.firstRecord)
            } catch {
                return .refused(error)
            }
        }
    }
}
