import CSV
import Testing

/// The head of a file and what the sniffer must make of it.
struct SnifferCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        case found(delimiter: Character, lineEnding: CSVFindings.LineEnding, fields: Int, first: [String])
        case refused(CSVSniffError)
    }

    var name: String
    var head: [UInt8]
    var expected: ClosedRange<Int>
    var isWhole: Bool
    var delimiter: UInt8?
    var outcome: Outcome

    var testDescription: String { name }

    init(
        _ name: String, _ text: String, _ expected: ClosedRange<Int>, isWhole: Bool = true, delimiter: UInt8? = nil,
        _ outcome: Outcome
    ) {
        (self.name, head, self.expected) = (name, Array(text.utf8), expected)
        (self.isWhole, self.delimiter, self.outcome) = (isWhole, delimiter, outcome)
    }

    /// Bytes that are refused.
    init(_ name: String, bytes: [UInt8], _ error: CSVSniffError) {
        (self.name, head, expected) = (name, bytes, 2...2)
        (isWhole, outcome) = (true, .refused(error))
    }
}

extension SnifferCase {
    static let all = delimiters + text + rejects + oneColumn + lineEnds + undecided + given + signatures

    static let delimiters = [
        SnifferCase(
            "comma", "1,a\n2,b\n", 2...2, .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "semicolon", "1;a\n2;b\n", 2...2, .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "tab", "1\ta\n2\tb\n", 2...2, .found(delimiter: "\t", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase("bar", "1|a\n2|b\n", 2...2, .found(delimiter: "|", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "one record", "1,a", 2...2, .found(delimiter: ",", lineEnding: .none, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "byte order mark, header", "\u{FEFF}id;job\r\n1;a\r\n", 2...2,
            .found(delimiter: ";", lineEnding: .crlf, fields: 2, first: ["id", "job"])),
        SnifferCase(
            "every field quoted", "\"1\",\"a;b\"\n\"2\",\"c;d\"\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "a;b"])),
        SnifferCase(
            "a comma in each quoted field", "1;\"a,b\"\n2;\"c,d\"\n", 2...2,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["1", "a,b"])),
        SnifferCase(
            "quoted, delimiter and line end inside", "1;\"a,\nb\"\n2;\"c,\nd\"\n", 2...2,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["1", "a,\nb"])),
        SnifferCase(
            "fewer columns than the table", "name;job\na;b\n", 1...5,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["name", "job"])),
        SnifferCase(
            "Excel's first line", "sep=;\r\n1;a,b\r\n2;c,d\r\n", 2...2,
            .found(delimiter: ";", lineEnding: .crlf, fields: 2, first: ["1", "a,b"])),
    ]

    static let text = [
        SnifferCase(
            "commas in some texts", "3;Research, Development\n4;Sales\n5;Support\n", 2...2,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["3", "Research, Development"])),
        SnifferCase(
            "comma in the only text", "3;Research, Development", 2...2,
            .found(delimiter: ";", lineEnding: .none, fields: 2, first: ["3", "Research, Development"])),
        SnifferCase(
            "semicolon in every text", "1,Smith; John\n2,Doe; Jane\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "Smith; John"])),
        SnifferCase(
            "decimal commas", "1;2,5;x\n2;3,5;y\n", 3...3,
            .found(delimiter: ";", lineEnding: .lf, fields: 3, first: ["1", "2,5", "x"])),
        SnifferCase(
            "decimal commas under a header", "id;price\n1;2,5\n2;3,5\n", 2...2,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["id", "price"])),
        SnifferCase(
            "decimal commas, quoted", "\"1\";\"2,5\"\n\"2\";\"3,5\"\n", 2...2,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["1", "2,5"])),
        SnifferCase(
            "names with commas, fewer columns than the table", "1;Smith, John;x\n2;Doe, Jane;y\n", 2...5,
            .found(delimiter: ";", lineEnding: .lf, fields: 3, first: ["1", "Smith, John", "x"])),
    ]

    static let rejects = [
        SnifferCase(
            "short and long records", "1,a,x\n2\n3,b,y\n4,c,z,z\n5,d,w\n", 3...3,
            .found(delimiter: ",", lineEnding: .lf, fields: 3, first: ["1", "a", "x"])),
        SnifferCase(
            "badly quoted record", "1,a\n2,\"b\"x\n3,c\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "blank lines", "\n\n1,a\n,\n\n2,b\n\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "head cut in a record", "1,a,b\n2,c", 3...3, isWhole: false,
            .found(delimiter: ",", lineEnding: .lf, fields: 3, first: ["1", "a", "b"])),
        SnifferCase(
            "wrong width throughout", "1,a,b\n2,c,d\n", 5...5,
            .found(delimiter: ",", lineEnding: .lf, fields: 3, first: ["1", "a", "b"])),
        SnifferCase(
            "quote not closed later", "1,a\n2,b\n3,\"c\n4,d\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "a stray NUL in a long file", String(repeating: "1,some text\n", count: 50) + "2,a\0\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "some text"])),
    ]

    static let oneColumn = [
        SnifferCase("no delimiter", "a\nb\n", 1...1, .found(delimiter: ",", lineEnding: .lf, fields: 1, first: ["a"])),
        SnifferCase(
            "comma in every text", "Smith, John\nDoe, Jane\n", 1...1,
            .found(delimiter: ";", lineEnding: .lf, fields: 1, first: ["Smith, John"])),
        SnifferCase(
            "comma in some texts", "Sales\nResearch, Development\nSupport\n", 1...1,
            .found(delimiter: ";", lineEnding: .lf, fields: 1, first: ["Sales"])),
        SnifferCase(
            "one of the table's columns", "job\na\n", 1...5,
            .found(delimiter: ",", lineEnding: .lf, fields: 1, first: ["job"])),
    ]

    static let lineEnds = [
        SnifferCase("CR", "1,a\r2,b\r", 2...2, .found(delimiter: ",", lineEnding: .cr, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "CR, LF in quotes", "1,\"a\nb\"\r2,\"c\nd\"\r", 2...2,
            .found(delimiter: ",", lineEnding: .cr, fields: 2, first: ["1", "a\nb"])),
        SnifferCase(
            "CR, one LF at the end", "1,a\r2,b\r3,c\n", 2...2,
            .found(delimiter: ",", lineEnding: .mixed, fields: 2, first: ["1", "a"])),
        SnifferCase(
            "lone CR in an LF file", "1,a\rb\n2,c\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["1", "a\rb"])),
        SnifferCase(
            "CRLF and LF", "1,a\r\n2,b\n", 2...2,
            .found(delimiter: ",", lineEnding: .mixed, fields: 2, first: ["1", "a"])),
    ]

    static let undecided = [
        SnifferCase("no bytes", "", 2...2, .refused(.empty)),
        SnifferCase("white space", "\u{FEFF} \t\r\n \n", 2...2, .refused(.empty)),
        SnifferCase("nothing but delimiters", ",,\n,,\n", 3...3, .refused(.empty)),
        SnifferCase("nothing but Excel's first line", "sep=;\n", 3...3, .refused(.empty)),
        SnifferCase("two delimiters", "1,a;x\n2,b;y\n", 2...2, .refused(.ambiguousDelimiter([0x2C, 0x3B]))),
        SnifferCase("no delimiter", "hello\nworld\n", 3...3, .refused(.noDelimiter(expected: 3, found: 1))),
        SnifferCase(
            "prose", "Dear all\nplease, find, here\nthe data, enclosed\na, b, c, d\nYours\n", 7...7,
            .refused(.noDelimiter(expected: 7, found: 1))),
        SnifferCase(
            "web page", "<!DOCTYPE html>\n<html>\n<p>Sign in\n", 5...5,
            .refused(.otherText(format: "a web page or XML"))),
        SnifferCase("JSON", "[\n{\"id\": 1,\n\"a\": 2}]\n", 5...5, .refused(.otherText(format: "JSON"))),
        SnifferCase("quote of the first record not closed", "\"1,a\n2,b\n", 2...2, .refused(.endlessRecord)),
        SnifferCase("head without a line end", "1,abc", 2...2, isWhole: false, .refused(.endlessRecord)),
    ]

    static let given = [
        SnifferCase(
            "given where it is open", "1,a;x\n2,b;y\n", 2...2, delimiter: 0x3B,
            .found(delimiter: ";", lineEnding: .lf, fields: 2, first: ["1,a", "x"])),
        SnifferCase(
            "given against all evidence", "1,a\n2,b\n", 2...2, delimiter: 0x3B,
            .found(delimiter: ";", lineEnding: .lf, fields: 1, first: ["1,a"])),
        SnifferCase(
            "given, not among the usual ones", "1:a\n2:b\n", 2...2, delimiter: 0x3A,
            .found(delimiter: ":", lineEnding: .lf, fields: 2, first: ["1", "a"])),
        SnifferCase("given, and empty", "\n", 2...2, delimiter: 0x3B, .refused(.empty)),
    ]

    static let signatures = [
        SnifferCase(".xlsx", bytes: [0x50, 0x4B, 3, 4, 20, 0, 6, 0], .spreadsheet),
        SnifferCase(".xls", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .spreadsheet),
        SnifferCase("gzip", bytes: [0x1F, 0x8B, 8, 0, 0], .gzip),
        SnifferCase("UTF-16 LE", bytes: [0xFF, 0xFE] + wide("1,a\n", [0], 1), .utf16),
        SnifferCase("UTF-16 BE", bytes: [0xFE, 0xFF] + wide("1,a\n", [0], 0), .utf16),
        SnifferCase("UTF-16 LE without mark", bytes: wide("1,Zoë Smith\n2,b\n", [0], 1), .utf16),
        SnifferCase("UTF-16 BE without mark", bytes: wide("1,Zoë Smith\n2,b\n", [0], 0), .utf16),
        SnifferCase("UTF-32 LE", bytes: [0xFF, 0xFE, 0, 0] + wide("1,a\n", [0, 0, 0], 1), .utf32),
        SnifferCase("UTF-32 BE without mark", bytes: wide("1,a\n2,b\n", [0, 0, 0], 0), .utf32),
        SnifferCase("PDF", bytes: Array("%PDF-1.7\n".utf8), .binary(format: "a PDF document")),
        SnifferCase("Parquet", bytes: Array("PAR1".utf8) + [0x15, 4], .binary(format: "a Parquet file")),
        SnifferCase("Avro", bytes: Array("Obj\u{1}".utf8) + [4], .binary(format: "an Avro file")),
        SnifferCase("SQLite", bytes: Array("SQLite format 3\0".utf8), .binary(format: "an SQLite database")),
        SnifferCase("NULs", bytes: Array("1,a\0b\n".utf8), .binary(format: "binary data")),
        SnifferCase("nothing but NULs", bytes: Array(repeating: 0, count: 64), .binary(format: "binary data")),
        SnifferCase(
            "a column called PAR1", "PAR1,b\n1,2\n", 2...2,
            .found(delimiter: ",", lineEnding: .lf, fields: 2, first: ["PAR1", "b"])),
    ]

    /// Each character of `text` (all below U+0100) with `zeros` before it (`place` 0) or behind it (`place` 1).
    private static func wide(_ text: String, _ zeros: [UInt8], _ place: Int) -> [UInt8] {
        text.unicodeScalars.flatMap { place == 0 ? zeros + [UInt8($0.value)] : [UInt8($0.value)] + zeros }
    }
}
