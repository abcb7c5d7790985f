import JSON
import Testing

@testable import WharfService

/// One case of a table: a JSON value, its column, and what must come of it.
struct JSONValueCase: Sendable, CustomTestStringConvertible {
    let json: String
    let type: ColumnType
    let expected: Judgement
    var isNullable = false

    init(_ json: String, _ type: ColumnType, _ expected: Judgement, isNullable: Bool = false) {
        (self.json, self.type, self.expected, self.isNullable) = (json, type, expected, isNullable)
    }

    init(_ json: String, _ type: ColumnType, _ code: RejectCode) { self.init(json, type, .rejected(code)) }

    init(_ json: String, _ type: ColumnType, _ value: String) { self.init(json, type, .text(value)) }

    var testDescription: String { "\(json) as \(type)" }
}

extension JSONValueCase {
    private static let int = ColumnType.integer(minimum: -128, maximum: 127, acceptsBooleans: false)
    private static let flag = ColumnType.integer(minimum: -128, maximum: 127, acceptsBooleans: true)
    private static let bit = ColumnType.integer(minimum: 0, maximum: 1, acceptsBooleans: false)
    private static let big = ColumnType.integer(minimum: 0, maximum: .max, acceptsBooleans: false)
    private static let money = ColumnType.decimal(precision: 20, scale: 4, isUnsigned: false)
    private static let double = ColumnType.double(isUnsigned: false)
    private static let text = ColumnType.text(maximumCharacters: 5, maximumBytes: 20, isPadded: false)
    private static let binary = ColumnType.binary(maximumBytes: 4, isPadded: false)
    private static let size = ColumnType.enumeration(members: ["s", "1", "true"])
    private static let tags = ColumnType.set(members: ["x", "y"])

    static let all = numbers + booleans + texts + dates + others + missing

    static let numbers: [JSONValueCase] = [
        .init("7", int, .signed(7)), .init("-128", int, .signed(-128)), .init("7.0", int, .signed(7)),
        .init("1e2", int, .signed(100)), .init("15e-1", int, .notAnInteger), .init("150e-1", int, .signed(15)),
        .init("1e3", int, .outOfRange), .init("1e400", int, .outOfRange), .init("1e-400", int, .notAnInteger),
        .init("-0", int, .signed(0)), .init("0e999", int, .signed(0)), .init("1.5", int, .notAnInteger),
        .init("\"7\"", int, .signed(7)), .init("\" +007 \"", int, .signed(7)), .init("\"1e2\"", int, .notAnInteger),
        .init("\"x\"", int, .notAnInteger), .init("[7]", int, .wrongType), .init("{\"a\":7}", int, .wrongType),
        .init("18446744073709551615", big, .unsigned(.max)), .init("18446744073709551616", big, .outOfRange),
        .init("9007199254740993", big, .signed(9_007_199_254_740_993)),
        .init("1234567890123456.7891", money, "1234567890123456.7891"), .init("0.1", money, "0.1000"),
        .init("1e2", money, "100.0000"), .init("-12.5e-3", money, "-0.0125"), .init("1e-5", money, .tooPrecise),
        .init("1e16", money, .outOfRange), .init("\"1e2\"", money, .notANumber), .init("\"12.5\"", money, "12.5000"),
        .init("\"1,5\"", money, .notANumber), .init("1e3", double, "1000"), .init("1e400", double, .outOfRange),
        .init("\"1e3\"", double, "1000"), .init("true", money, .wrongType), .init("false", double, .wrongType),
        .init("[]", money, .wrongType), .init("{}", double, .wrongType),
    ]

    static let booleans: [JSONValueCase] = [
        .init("true", flag, .signed(1)), .init("false", flag, .signed(0)), .init("\"true\"", flag, .signed(1)),
        .init("1", flag, .signed(1)), .init("true", bit, .signed(1)), .init("false", bit, .signed(0)),
        .init("2", bit, .outOfRange), .init("true", int, .wrongType), .init("\"true\"", int, .notAnInteger),
    ]

    static let texts: [JSONValueCase] = [
        .init("\"Zoë\"", text, "Zoë"), .init("\"a\\u00e9\\n\"", text, "aé\n"), .init("\" a \"", text, " a "),
        .init("\"NULL\"", text, "NULL"), .init("\"\\\\N\"", text, "\\N"), .init("\"   \"", text, "   "),
        .init("\"123456\"", text, .tooLong), .init("1", text, .wrongType), .init("true", text, .wrongType),
        .init("[\"a\"]", text, .wrongType), .init("{}", text, .wrongType),
    ]

    static let dates: [JSONValueCase] = [
        .init("\"2021-02-03T04:05:06.7+02:00\"", .datetime(fraction: 6), "2021-02-03 02:05:06.700000"),
        .init("\"2021-02-30\"", .date, .notADate), .init("\"2021-02-03\"", .date, "2021-02-03"),
        .init("20210203", .date, .wrongType), .init("1612324800", .timestamp(fraction: 0), .wrongType),
        .init("\"08:30\"", .time(fraction: 0), "08:30:00"), .init("830", .time(fraction: 0), .wrongType),
        .init("[]", .datetime(fraction: 0), .wrongType), .init("false", .date, .wrongType),
    ]

    static let others: [JSONValueCase] = [
        .init("\"s\"", size, "s"), .init("\"1\"", size, "1"), .init("1", size, .wrongType),
        .init("true", size, .wrongType),
        .init("\"S\"", size, .notAMember), .init("\"y,x\"", tags, "x,y"), .init("[\"x\"]", tags, .wrongType),
        .init("\"0xFFAA\"", binary, .octets([0xFF, 0xAA])), .init("\"FFAA\"", binary, .notHexadecimal),
        .init("57005", binary, .wrongType), .init("\"0x0102030405\"", binary, .tooLong),
        .init("{\"a\": [1, 2e5]}", .json, "{\"a\": [1, 2e5]}"), .init("[]", .json, "[]"), .init("1.50", .json, "1.50"),
        .init("\"a\\u0041\"", .json, "\"a\\u0041\""), .init("\"\"", .json, "\"\""), .init("true", .json, "true"),
    ]

    static let missing: [JSONValueCase] =
        [int, flag, money, double, text, binary, size, tags, .json, .date].flatMap {
            [JSONValueCase("null", $0, .missing), JSONValueCase("null", $0, .null, isNullable: true)]
        }
        + [int, money, text, size, .date].flatMap {
            [JSONValueCase("\"\"", $0, .missing), JSONValueCase("\"\"", $0, .null, isNullable: true)]
        } + [JSONValueCase("\"  \"", int, .missing)]
}

struct JSONValueRuleTests {
    @Test(arguments: JSONValueCase.all)
    func value_IsJudged_ByItsTypeAndText(_ one: JSONValueCase) throws {
        var judgements: [Judgement] = []
        let parser = JSONLineParser()
        try Array("[\(one.json)]".utf8).withUnsafeBytes { try parser.feed($0) { judgements.append(judge(one, $0[0])) } }
        try parser.finish { judgements.append(judge(one, $0[0])) }
        #expect(judgements == [one.expected])
    }

    @Test func absentValue_IsMissing() {
        let type = ColumnType.date
        for isNullable in [false, true] {
            let one = JSONValueCase("", type, .null, isNullable: isNullable)
            #expect(judge(one, nil) == (isNullable ? .null : .rejected(.missing)))
        }
    }

    /// Runs the rule between two other values and checks that exactly one value came in between.
    private func judge(_ one: JSONValueCase, _ field: JSONField?) -> Judgement {
        let rule = JSONValueRule(
            type: one.type, rule: ValueRule(type: one.type, isNullable: one.isNullable, characterSet: nil))
        var row = RowEncoder()
        var notes = ValueNotes()
        var plain: [UInt8] = []
        row.append(signed: 1)
        let code = rule.check(field, into: &row, notes: &notes, plain: &plain)
        row.append(signed: 2)
        let values = wireValues(row.bytes)
        #expect(values.count == 3 && values.first == .signed(1) && values.last == .signed(2))
        guard let code else { return values[1] }
        #expect(values[1] == .null)
        return .rejected(code)
    }
}
