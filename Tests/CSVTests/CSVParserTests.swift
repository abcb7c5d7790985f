import CSV
import Testing

struct CSVParserTests {
    @Test(arguments: ParserCase.all)
    func records_AreAsExpected_WhenFedWhole(_ parserCase: ParserCase) {
        let said = transcript(parserCase, cutAt: [])
        #expect(said.records.map(ParserCase.compact) == parserCase.records)
        #expect(said.error == parserCase.error)
        #expect(said.facts.blankRecords == parserCase.blank)
        #expect(said.facts.records == parserCase.records.count)
        #expect(said.bytesRead == parserCase.input.utf8.count)
    }

    @Test(arguments: ParserCase.all)
    func records_AreTheSame_HoweverInputIsCut(_ parserCase: ParserCase) {
        let whole = transcript(parserCase, cutAt: [])
        let count = parserCase.input.utf8.count
        #expect(transcript(parserCase, cutAt: Array(0...count)) == whole, "byte by byte")
        for index in 0...count {
            #expect(transcript(parserCase, cutAt: [index]) == whole, "split at \(index)")
        }
        var generator = SeededGenerator(state: 4180)
        for _ in 0..<20 {
            let cuts = Transcript.makeCuts(count, using: &generator)
            #expect(transcript(parserCase, cutAt: cuts) == whole, "cut at \(cuts)")
        }
    }

    @Test func facts_CountWhatWasSeen() {
        let input = "\u{FEFF}a,\"b\"\r\n5\",\"c\"\n\r\nx\ry,\"\"z\r\n,\nlast"
        let facts = Transcript(Array(input.utf8), cutAt: [], dialect: CSVDialect(), limits: CSVLimits()).facts
        #expect(facts.records == 4)
        #expect(facts.defectiveRecords == 1)
        #expect(facts.blankRecords == 2)
        #expect(facts.crlfCount == 3)
        #expect(facts.lfCount == 2)
        #expect(facts.loneCRCount == 1)
        #expect(facts.quotedFields == 2)
        #expect(facts.literalQuotes == 1)
        #expect(facts.hasByteOrderMark)
        #expect(!facts.hasFinalLineEnd)
    }

    @Test(arguments: [
        ("", false), ("\u{FEFF}", false), ("a", false), ("a\nb", false), ("a,", false), ("\"a\"", false),
        ("a\n", true), ("a\r\n", true), ("a\r", true), ("a\n\n", true), ("a\n,\n", true), ("a\n\"b\"\n", true),
    ])
    func finalLineEnd_IsReported(_ input: String, _ expected: Bool) {
        let whole = Transcript(Array(input.utf8), cutAt: [], dialect: CSVDialect(), limits: CSVLimits())
        #expect(whole.facts.hasFinalLineEnd == expected)
    }

    @Test func field_KeepsItsBytes_WhenItIsNoUTF8() {
        let said = Transcript(
            [0x61, 0xFF, 0x2C, 0xEF, 0xBB, 0x0A], cutAt: [], dialect: CSVDialect(), limits: CSVLimits())
        #expect(said.records.first?.fields.map(\.bytes) == [[0x61, 0xFF], [0xEF, 0xBB]])
    }

    @Test func everyByte_IsText_UnlessItIsSpecial() {
        for byte in UInt8.min...UInt8.max where ![0x0A, 0x0D, 0x22, 0x2C].contains(byte) {
            let input = [0x78, byte, byte, 0x2C, byte, 0x0A]
            let said = Transcript(input, cutAt: [], dialect: CSVDialect(), limits: CSVLimits())
            #expect(said.records.first?.fields.map(\.bytes) == [[0x78, byte, byte], [byte]], "byte \(byte)")
        }
    }

    @Test func escapedFields_AreWhole_WhenTheyFillTheirBuffersAgainAndAgain() {
        let lengths = Array(1...60) + [3000, 20, 5000]
        let input = lengths.map { "\(String(repeating: "x", count: $0)),\"\(String(repeating: "\"\"", count: $0))\"\n" }
        let bytes = Array(input.joined().utf8)
        let whole = Transcript(bytes, cutAt: [], dialect: CSVDialect(), limits: CSVLimits())
        #expect(whole.records.map { $0.fields[0].bytes.count } == lengths)
        #expect(whole.records.map(\.fields[1].bytes) == lengths.map { Array(repeating: 0x22, count: $0) })
        #expect(Transcript(bytes, cutAt: Array(0...bytes.count), dialect: CSVDialect(), limits: CSVLimits()) == whole)
    }

    @Test func feed_RethrowsAtOnce_WhenBodyThrows() {
        struct Stop: Error {}
        let parser = CSVParser(dialect: CSVDialect())
        var seen = 0
        #expect(throws: Stop.self) {
            try Array("a\nb\nc\n".utf8).withUnsafeBytes { bytes in
                try parser.feed(bytes) { _ in
                    seen += 1
                    if seen == 2 { throw Stop() }
                }
            }
        }
        #expect(seen == 2)
    }

    @Test func body_MayLookAtTheParser() throws {
        let parser = CSVParser(dialect: CSVDialect())
        var seen: [Int] = []
        for chunk in ["a\nb\n", "c"] {
            try Array(chunk.utf8).withUnsafeBytes {
                try parser.feed($0) { _ in seen.append(parser.bytesRead + parser.facts.records) }
            }
        }
        try parser.finish { _ in seen.append(parser.bytesRead + parser.facts.records) }
        #expect(seen == [0, 0, 7])
        #expect(parser.facts.records == 3)
    }

    @Test func record_IsParsedInPlace_WhenItLiesInsideTheChunk() throws {
        let parser = CSVParser(dialect: CSVDialect())
        try Array("a,b\n\"c\",d\n".utf8).withUnsafeBytes { chunk in
            try parser.feed(chunk) { record in
                #expect(record.raw.baseAddress == chunk.baseAddress.map { $0 + record.offset })
                #expect(record[0].bytes.baseAddress == chunk.baseAddress.map { $0 + record.offset + record.line - 1 })
            }
        }
        #expect(parser.facts.records == 2)
    }

    @Test(arguments: [
        CSVDialect(delimiter: 0x22), CSVDialect(delimiter: 0x0A), CSVDialect(delimiter: 0x0D), CSVDialect(delimiter: 0),
        CSVDialect(delimiter: 0x80), CSVDialect(quote: 0x0A), CSVDialect(quote: 0x2C),
    ])
    func dialect_IsInvalid_WhenItsBytesClash(_ dialect: CSVDialect) {
        #expect(!dialect.isValid)
    }

    private func transcript(_ parserCase: ParserCase, cutAt cuts: [Int]) -> Transcript {
        Transcript(Array(parserCase.input.utf8), cutAt: cuts, dialect: parserCase.dialect, limits: parserCase.limits)
    }
}
