import Testing

@testable import WharfService

struct IntegerRuleTests {
    /// The types of the manual's table, by signed and unsigned range.
    static let ranges: [(minimum: Int64, maximum: UInt64)] = [
        (-128, 127), (0, 255), (-32_768, 32_767), (0, 65_535), (-8_388_608, 8_388_607), (0, 16_777_215),
        (-2_147_483_648, 2_147_483_647), (0, 4_294_967_295), (.min, UInt64(Int64.max)), (0, .max), (1901, 2155), (0, 1),
    ]

    @Test
    func boundaries_AreHeld_ForEveryType() {
        for (minimum, maximum) in Self.ranges {
            let type = ColumnType.integer(minimum: minimum, maximum: maximum, acceptsBooleans: false)
            let largest = Int64(exactly: maximum).map { Judgement.signed($0) } ?? .unsigned(maximum)
            FieldCase("\(minimum)", type, .signed(minimum)).run()
            FieldCase("\(maximum)", type, largest).run()
            FieldCase("\(Self.below(minimum))", type, .outOfRange).run()
            FieldCase(Self.increment("\(maximum)"), type, .outOfRange).run()
            FieldCase(String(repeating: "9", count: 400), type, .outOfRange).run()
            FieldCase("-" + String(repeating: "9", count: 400), type, .outOfRange).run()
        }
    }

    private static func below(_ minimum: Int64) -> String {
        minimum == .min ? "-9223372036854775809" : "\(minimum - 1)"
    }

    private static func increment(_ digits: String) -> String {
        var digits = Array(digits.utf8)
        var index = digits.count - 1
        while index >= 0, digits[index] == UInt8(ascii: "9") {
            digits[index] = UInt8(ascii: "0")
            index -= 1
        }
        if index < 0 { return "1" + String(decoding: digits, as: UTF8.self) }
        digits[index] += 1
        return String(decoding: digits, as: UTF8.self)
    }

    static let big = ColumnType.integer(minimum: .min, maximum: UInt64(Int64.max), acceptsBooleans: false)
    static let flag = ColumnType.integer(minimum: -128, maximum: 127, acceptsBooleans: true)
    static let natural = ColumnType.integer(minimum: 0, maximum: .max, acceptsBooleans: false)
    static let cases: [FieldCase] = [
        FieldCase("42", big, .signed(42)), FieldCase(" \t42 ", big, .signed(42)), FieldCase("+42", big, .signed(42)),
        FieldCase("-42", big, .signed(-42)), FieldCase("-0", natural, .signed(0)), FieldCase("+0", big, .signed(0)),
        FieldCase("007", big, .signed(7)), FieldCase(String(repeating: "0", count: 300) + "7", big, .signed(7)),
        FieldCase("8.0", big, .signed(8)), FieldCase("8.", big, .signed(8)), FieldCase("8.000", big, .signed(8)),
        FieldCase("-8.0", big, .signed(-8)), FieldCase("8.5", big, .notAnInteger),
        FieldCase("8.01", big, .notAnInteger),
        FieldCase("8.0.0", big, .notAnInteger), FieldCase(".0", big, .notAnInteger), FieldCase(".", big, .notAnInteger),
        FieldCase("1e3", big, .notAnInteger), FieldCase("1,000", big, .notAnInteger),
        FieldCase("1 000", big, .notAnInteger), FieldCase("1_000", big, .notAnInteger),
        FieldCase("-", big, .notAnInteger),
        FieldCase("+-1", big, .notAnInteger), FieldCase("- 1", big, .notAnInteger),
        FieldCase("0x1F", big, .notAnInteger),
        FieldCase("12a", big, .notAnInteger), FieldCase("٣", big, .notAnInteger),
        FieldCase("1\u{0}", big, .notAnInteger),
        FieldCase("99999999999999999999.5", big, .notAnInteger), FieldCase("42", big, .signed(42)).quoted(),
        FieldCase("9223372036854775808", natural, .unsigned(9_223_372_036_854_775_808)),
        FieldCase("9223372036854775807", natural, .signed(.max)),
        FieldCase("-1", natural, .outOfRange), FieldCase("-9223372036854775808.0", big, .signed(.min)),
        FieldCase("true", flag, .signed(1)), FieldCase("FALSE", flag, .signed(0)), FieldCase("True", flag, .signed(1)),
        FieldCase("truE ", flag, .signed(1)), FieldCase("yes", flag, .notAnInteger),
        FieldCase("-true", flag, .notAnInteger),
        FieldCase("true", big, .notAnInteger), FieldCase("tru", flag, .notAnInteger), FieldCase("2", flag, .signed(2)),
    ]

    @Test(arguments: cases)
    func integer_IsJudged(_ field: FieldCase) { field.run() }
}
