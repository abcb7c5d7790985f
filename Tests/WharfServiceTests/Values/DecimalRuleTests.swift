import Testing

@testable import WharfService

struct DecimalRuleTests {
    static let money = ColumnType.decimal(precision: 5, scale: 2, isUnsigned: false)
    static let price = ColumnType.decimal(precision: 5, scale: 2, isUnsigned: true)
    static let whole = ColumnType.decimal(precision: 3, scale: 0, isUnsigned: false)
    static let share = ColumnType.decimal(precision: 2, scale: 2, isUnsigned: false)
    static let widest = ColumnType.decimal(precision: 65, scale: 30, isUnsigned: false)
    static let nines = String(repeating: "9", count: 35) + "." + String(repeating: "9", count: 30)
    static let cases: [FieldCase] = [
        FieldCase("1", money, "1.00"), FieldCase("1.5", money, "1.50"), FieldCase("+1.5", money, "1.50"),
        FieldCase(" 1.5\t", money, "1.50"), FieldCase(".5", money, "0.50"), FieldCase("-.5", money, "-0.50"),
        FieldCase("5.", money, "5.00"), FieldCase("0", money, "0.00"), FieldCase("-0", money, "0.00"),
        FieldCase("-0.00", money, "0.00"), FieldCase("-0.000", price, "0.00"), FieldCase("000.50", money, "0.50"),
        FieldCase("00012.3", money, "12.30"), FieldCase("999.99", money, "999.99"),
        FieldCase("-999.99", money, "-999.99"), FieldCase("1000", money, .outOfRange),
        FieldCase("-1000.00", money, .outOfRange), FieldCase("0001000", money, .outOfRange),
        FieldCase("1.500", money, "1.50"), FieldCase("1.501", money, .tooPrecise),
        FieldCase("999.999", money, .tooPrecise), FieldCase("0.001", money, .tooPrecise),
        FieldCase("-0.001", money, .tooPrecise), FieldCase("-1", price, .outOfRange), FieldCase("7", whole, "7"),
        FieldCase("7.0", whole, "7"), FieldCase("-007", whole, "-7"), FieldCase("7.5", whole, .tooPrecise),
        FieldCase("-0.0", whole, "0"), FieldCase("0.99", share, "0.99"), FieldCase("1.00", share, .outOfRange),
        FieldCase(nines, widest, nines), FieldCase("-" + nines, widest, "-" + nines),
        FieldCase("1" + nines, widest, .outOfRange), FieldCase(nines + "9", widest, .tooPrecise),
        FieldCase(nines + "000", widest, nines), FieldCase("1e3", money, .notANumber),
        FieldCase("1,5", money, .notANumber), FieldCase("1.5.2", money, .notANumber),
        FieldCase(".", money, .notANumber),
        FieldCase("-", money, .notANumber), FieldCase("-.", money, .notANumber), FieldCase("--1", money, .notANumber),
        FieldCase("1 2", money, .notANumber), FieldCase("nan", money, .notANumber), FieldCase("€5", money, .notANumber),
        FieldCase("0x1", money, .notANumber), FieldCase("1.5", money, "1.50").quoted(),
    ]

    @Test(arguments: cases)
    func decimal_IsJudged(_ field: FieldCase) { field.run() }

    @Test
    func canonicalText_EqualsNaiveOne_ForRandomNumbers() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let scale = Int.random(in: 0...30, using: &random)
            let precision = Int.random(in: max(1, scale)...65, using: &random)
            let isUnsigned = Bool.random(using: &random)
            let text = Self.randomNumber(near: precision, scale, using: &random)
            let type = ColumnType.decimal(precision: precision, scale: scale, isUnsigned: isUnsigned)
            FieldCase(text, type, Self.naive(text, precision, scale, isUnsigned)).run()
        }
    }

    private static func randomNumber(near precision: Int, _ scale: Int, using random: inout SeededGenerator) -> String {
        func digits(_ count: Int) -> String {
            let pool = Bool.random(using: &random) ? Array("0000000001") : Array("0123456789")
            return String((0..<count).map { _ in pool[Int.random(in: 0..<10, using: &random)] })
        }
        let sign = ["", "", "-", "+"].randomElement(using: &random) ?? ""
        let integer = digits(Int.random(in: 0...max(1, precision - scale + 1), using: &random))
        let fraction = digits(Int.random(in: 0...scale + 1, using: &random))
        return sign + integer + (Bool.random(using: &random) ? "." + fraction : "")
    }

    /// The same rule, told with strings.
    private static func naive(_ text: String, _ precision: Int, _ scale: Int, _ isUnsigned: Bool) -> Judgement {
        var body = Substring(text)
        let isMinus = body.first == "-"
        if body.first == "-" || body.first == "+" { body.removeFirst() }
        if body.isEmpty && text.isEmpty { return .rejected(.missing) }
        let parts = body.split(separator: ".", omittingEmptySubsequences: false)
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        if (parts[0] + fraction).isEmpty { return .rejected(.notANumber) }
        let integer = String(parts[0].drop { $0 == "0" })
        while fraction.last == "0" { fraction.removeLast() }
        let sign = isMinus && !(integer + fraction).isEmpty ? "-" : ""
        if integer.count > precision - scale || (isUnsigned && sign == "-") { return .rejected(.outOfRange) }
        if fraction.count > scale { return .rejected(.tooPrecise) }
        while fraction.count < scale { fraction += "0" }
        return .text(sign + (integer.isEmpty ? "0" : integer) + (scale > 0 ? "." + fraction : ""))
    }
}
