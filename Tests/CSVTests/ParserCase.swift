import CSV
import Testing

/// One input and all that the parser must say of it.
struct ParserCase: Sendable, CustomTestStringConvertible {
    var name: String
    var input: String
    var dialect = CSVDialect()
    var limits = CSVLimits()
    /// The records, each as `line@offset+byteCount|field|"quoted field|` or `line@offset+byteCount!defect|raw`.
    var records: [String]
    var blank = 0
    var error: CSVError?

    var testDescription: String { name }

    init(
        _ name: String, _ input: String, _ records: [String], blank: Int = 0, error: CSVError? = nil,
        dialect: CSVDialect = CSVDialect(), limits: CSVLimits = CSVLimits()
    ) {
        (self.name, self.input, self.records, self.blank, self.error) = (name, input, records, blank, error)
        (self.dialect, self.limits) = (dialect, limits)
    }

    /// The compact form of a record, as in `records`.
    static func compact(_ record: Transcript.Record) -> String {
        let place = "\(record.line)@\(record.offset)+\(record.byteCount)"
        if let defect = record.defect { return "\(place)!\(defect)|\(String(decoding: record.raw, as: UTF8.self))" }
        let fields = record.fields.map { ($0.isQuoted ? "\"" : "") + String(decoding: $0.bytes, as: UTF8.self) }
        return ([place] + fields).joined(separator: "|")
    }
}

extension ParserCase {
    private static let semicolon = CSVDialect(delimiter: UInt8(ascii: ";"))
    private static let mac = CSVDialect(lineEnd: .carriageReturn)
    private static let small = CSVLimits(recordBytes: 8, fields: 3)

    static let all = lineEnds + lineEndsOfMac + quoting + badQuoting + blanks + marks + limits

    static let lineEnds = [
        ParserCase("empty input", "", []),
        ParserCase("LF", "a,b\nc,d\n", ["1@0+3|a|b", "2@4+3|c|d"]),
        ParserCase("CRLF", "a,b\r\nc,d\r\n", ["1@0+3|a|b", "2@5+3|c|d"]),
        ParserCase("LF and CRLF mixed", "a\r\nb\nc\r\n", ["1@0+1|a", "2@3+1|b", "3@5+1|c"]),
        ParserCase("no final line end", "a,b\nc,d", ["1@0+3|a|b", "2@4+3|c|d"]),
        ParserCase("one byte", "a", ["1@0+1|a"]),
        ParserCase("last field empty at the end", "a,", ["1@0+2|a|"]),
        ParserCase("empty fields", ",a,,b,\n", ["1@0+6||a||b|"]),
        ParserCase("lone CR is text", "a\rb,c\nd\n", ["1@0+5|a\rb|c", "2@6+1|d"]),
        ParserCase("two CRs before LF: the first is text", "a\r\r\nb\n", ["1@0+2|a\r", "2@4+1|b"]),
        ParserCase("CR at a field's end is text", "a\r,b\n", ["1@0+4|a\r|b"]),
        ParserCase("CR as the last byte ends the record", "a,b\r", ["1@0+3|a|b"]),
        ParserCase("CR as the last byte after a quote", "\"a\"\r", ["1@0+3|\"a"]),
        ParserCase("semicolons", "a;b,c;\"d;e\"\n", ["1@0+11|a|b,c|\"d;e"], dialect: semicolon),
        ParserCase("tabs", "a\tb\n", ["1@0+3|a|b"], dialect: CSVDialect(delimiter: 0x09)),
        ParserCase("other quote", "'a,''b',c\n", ["1@0+9|\"a,'b|c"], dialect: CSVDialect(quote: UInt8(ascii: "'"))),
        ParserCase("NUL is text", "a\0,\0\n", ["1@0+4|a\0|\0"]),
        ParserCase("UTF-8 is kept", "Zoë,東京\n", ["1@0+11|Zoë|東京"]),
        ParserCase(
            "bytes next to the special ones", "\u{0B}+-!#\u{01}\u{0C}\u{0E},x\n",
            ["1@0+10|\u{0B}+-!#\u{01}\u{0C}\u{0E}|x"]),
        ParserCase(
            "record longer than a block",
            "0123456789abcdefghijklmnopqrstuvwxyz,0123456789abcdefghijklmnopqrstuvwxyz\nx",
            ["1@0+73|0123456789abcdefghijklmnopqrstuvwxyz|0123456789abcdefghijklmnopqrstuvwxyz", "2@74+1|x"]),
    ]

    static let lineEndsOfMac = [
        ParserCase("CR", "a,b\rc,d\r", ["1@0+3|a|b", "2@4+3|c|d"], dialect: mac),
        ParserCase("CR, no final line end", "a\rb", ["1@0+1|a", "2@2+1|b"], dialect: mac),
        ParserCase("CR, LF and CRLF", "a\rb\nc\r\nd", ["1@0+1|a", "2@2+1|b", "3@4+1|c", "4@7+1|d"], dialect: mac),
        ParserCase("CRLF twice", "a\r\n\r\nb", ["1@0+1|a", "3@5+1|b"], blank: 1, dialect: mac),
        ParserCase("CRLF at the end", "a\r\n", ["1@0+1|a"], dialect: mac),
        ParserCase("CR in quotes", "\"a\rb\"\rc", ["1@0+5|\"a\rb", "3@6+1|c"], dialect: mac),
        ParserCase("CRLF in quotes is one line", "\"a\r\nb\"\rc", ["1@0+6|\"a\r\nb", "3@7+1|c"], dialect: mac),
        ParserCase("bad quoting ends at CR", "\"a\"b\rc", ["1@0+4!badQuoting|\"a\"b", "2@5+1|c"], dialect: mac),
    ]

    static let quoting = [
        ParserCase("quoted", "\"a\",\"b\"\n", ["1@0+7|\"a|\"b"]),
        ParserCase("quoted and not", "\"a\",b,\"c\"", ["1@0+9|\"a|b|\"c"]),
        ParserCase("delimiter in quotes", "\"a,b\",c\r\n", ["1@0+7|\"a,b|c"]),
        ParserCase("LF in quotes", "\"a\nb\",c\nd\n", ["1@0+7|\"a\nb|c", "3@8+1|d"]),
        ParserCase("CRLF in quotes", "\"a\r\nb\"\r\nd", ["1@0+6|\"a\r\nb", "3@8+1|d"]),
        ParserCase("lone CR in quotes is no line", "\"a\rb\"\nd", ["1@0+5|\"a\rb", "2@6+1|d"]),
        ParserCase("empty quoted", "\"\",\"\"\n", ["1@0+5|\"|\""]),
        ParserCase("one empty quoted field is no blank record", "\"\"\n", ["1@0+2|\""]),
        ParserCase("doubled quote", "\"a\"\"b\",c\n", ["1@0+8|\"a\"b|c"]),
        ParserCase("nothing but a doubled quote", "\"\"\"\"\n", ["1@0+4|\"\""]),
        ParserCase("doubled quotes in several fields", "\"\"\"a\",b,\"c\"\"\"\"\"\n", ["1@0+15|\"\"a|b|\"c\"\""]),
        ParserCase("doubled quotes in record after record", "\"a\"\"\"\n\"\"\"b\"", ["1@0+5|\"a\"", "2@6+5|\"\"b"]),
        ParserCase("quote in an unquoted field", "5\" pipe,x\"\n", ["1@0+10|5\" pipe|x\""]),
        ParserCase("blank before a quote", "a, \"b\"\n", ["1@0+6|a| \"b\""]),
        ParserCase("not closed", "a,b\nc,\"d\ne\n", ["1@0+3|a|b"], error: .unclosedQuote(line: 2, offset: 6)),
        ParserCase(
            "not closed, second line of a record", "\"a\nb\",\"c\n", [], error: .unclosedQuote(line: 2, offset: 6)),
        ParserCase("not closed, ends with a doubled quote", "\"a\"\"", [], error: .unclosedQuote(line: 1, offset: 0)),
        ParserCase("nothing but a quote", "\"", [], error: .unclosedQuote(line: 1, offset: 0)),
    ]

    static let badQuoting = [
        ParserCase("text behind the quote", "\"a\"b,c\nd\n", ["1@0+6!badQuoting|\"a\"b,c", "2@7+1|d"]),
        ParserCase("blank behind the quote", "\"a\" ,c\r\nd\r\n", ["1@0+6!badQuoting|\"a\" ,c", "2@8+1|d"]),
        ParserCase("text behind the quote at the end", "\"a\"b", ["1@0+4!badQuoting|\"a\"b"]),
        ParserCase("text behind the quote, then LF", "\"a\"b\nd", ["1@0+4!badQuoting|\"a\"b", "2@5+1|d"]),
        ParserCase("quotes behind bad quoting", "\"a\"b,\"c\nd\",e\n", ["1@0+7!badQuoting|\"a\"b,\"c", "2@8+4|d\"|e"]),
        ParserCase("CR behind the quote, then text", "\"a\"\rb\nc", ["1@0+5!badQuoting|\"a\"\rb", "2@6+1|c"]),
        ParserCase("CR behind the quote, then delimiter", "\"a\"\r,b\nc", ["1@0+6!badQuoting|\"a\"\r,b", "2@7+1|c"]),
        ParserCase("CR CR LF behind the quote", "\"a\"\r\r\nc", ["1@0+4!badQuoting|\"a\"\r", "2@6+1|c"]),
        ParserCase("quote, text, quote", "\"a\"b\"c\"\nd", ["1@0+7!badQuoting|\"a\"b\"c\"", "2@8+1|d"]),
        ParserCase("bad quoting on a later line", "\"a\nb\"c\nd", ["1@0+6!badQuoting|\"a\nb\"c", "3@7+1|d"]),
    ]

    static let blanks = [
        ParserCase("empty lines", "\n\na\n\r\nb\n\n", ["3@2+1|a", "5@6+1|b"], blank: 4),
        ParserCase("nothing but delimiters", "a,b\n,\n,,,\r\nc,d\n", ["1@0+3|a|b", "4@11+3|c|d"], blank: 2),
        ParserCase("delimiters at the end", "a,b\n,,", ["1@0+3|a|b"], blank: 1),
        ParserCase("a blank is text", " \n", ["1@0+1| "]),
        ParserCase("quoted empty field among empty ones", ",\"\"\n", ["1@0+3||\""]),
        ParserCase("nothing but line ends", "\r\n\n", [], blank: 2),
    ]

    static let marks = [
        ParserCase("byte order mark", "\u{FEFF}a,b\nc", ["1@3+3|a|b", "2@7+1|c"]),
        ParserCase("byte order mark and quote", "\u{FEFF}\"a,b\"\n", ["1@3+5|\"a,b"]),
        ParserCase("nothing but a byte order mark", "\u{FEFF}", []),
        ParserCase("byte order mark, empty line", "\u{FEFF}\r\na", ["2@5+1|a"], blank: 1),
        ParserCase("two byte order marks", "\u{FEFF}\u{FEFF}a\n", ["1@3+4|\u{FEFF}a"]),
        ParserCase("byte order mark elsewhere is text", "a\n\u{FEFF}b", ["1@0+1|a", "2@2+4|\u{FEFF}b"]),
        ParserCase("U+FEC0 begins like a byte order mark", "\u{FEC0},a\n", ["1@0+5|\u{FEC0}|a"]),
    ]

    static let limits = [
        ParserCase("as long as allowed", "12345678\r\nb", ["1@0+8|12345678", "2@10+1|b"], limits: small),
        ParserCase("one byte too long", "123456789\nb", ["1@0+9!tooLarge|12345678", "2@10+1|b"], limits: small),
        ParserCase("too long at the end", "a\n123456789", ["1@0+1|a", "2@2+9!tooLarge|12345678"], limits: small),
        ParserCase(
            "too long in quotes", "\"1234\n6789\",x\nb", ["1@0+13!tooLarge|\"1234\n67", "3@14+1|b"], limits: small),
        ParserCase(
            "too long and badly quoted", "\"1\"23456789\nb", ["1@0+11!tooLarge|\"1\"23456", "2@12+1|b"], limits: small),
        ParserCase(
            "too long, not closed", "a\n\"123456789\n0", ["1@0+1|a"], error: .unclosedQuote(line: 2, offset: 2),
            limits: small),
        ParserCase("as many fields as allowed", "a,b,c\nd", ["1@0+5|a|b|c", "2@6+1|d"], limits: small),
        ParserCase("too many fields", "a,b,c,d\ne", ["1@0+7!tooManyFields|a,b,c,d", "2@8+1|e"], limits: small),
        ParserCase(
            "too many fields, some quoted", ",,,\"\n\"\ne", ["1@0+6!tooManyFields|,,,\"\n\"", "3@7+1|e"], limits: small),
        ParserCase(
            "too many fields, bad quoting", ",,,\"\"x\ne", ["1@0+6!badQuoting|,,,\"\"x", "2@7+1|e"], limits: small),
        ParserCase("too many fields, all empty", ",,,,\ne", ["2@5+1|e"], blank: 1, limits: small),
        ParserCase("too long, all empty", ",,,,,,,,,,,\ne", ["2@12+1|e"], blank: 1, limits: small),
    ]
}
