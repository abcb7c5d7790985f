import Testing

@testable import WharfService

struct FloatRuleTests {
    static let double = ColumnType.double(isUnsigned: false)
    static let float = ColumnType.float(isUnsigned: false)
    static let positive = ColumnType.double(isUnsigned: true)
    static let cases: [FieldCase] = [
        FieldCase("1", double, "1"), FieldCase("1.0", double, "1"), FieldCase("+1.50", double, "1.5"),
        FieldCase("0", double, "0"), FieldCase("-0.0", double, "0"), FieldCase("-0", positive, "0"),
        FieldCase("0e999999999999999999999999", double, "0"), FieldCase(".5", double, "0.5"),
        FieldCase("5.", double, "5"), FieldCase("-.5e1", double, "-5"), FieldCase("1e3", double, "1000"),
        FieldCase("1E+3", double, "1000"), FieldCase("1.5e-7", double, "1.5e-7"), FieldCase("100", double, "100"),
        FieldCase("0.00001", double, "0.00001"), FieldCase("0.000001", double, "1e-6"),
        FieldCase("1e14", double, "100000000000000"),
        FieldCase("1e15", double, "1e15"), FieldCase("1000000000000000.0", double, "1e15"),
        FieldCase("123456789012345", double, "123456789012345"), FieldCase("-12.34", double, "-12.34"),
        FieldCase("12.034", double, "12.034"), FieldCase("0.1", double, "0.1"),
        FieldCase("0.1000000000000000055511151231257827", double, "0.1"),
        FieldCase("0.30000000000000004", double, "0.30000000000000004"),
        FieldCase("9007199254740993", double, "9.007199254740992e15"),
        FieldCase("1.7976931348623157e308", double, "1.7976931348623157e308"),
        FieldCase("1.7976931348623159e308", double, .outOfRange), FieldCase("-1e309", double, .outOfRange),
        FieldCase("1e99999999999999999999", double, .outOfRange), FieldCase("1e-400", double, .outOfRange),
        FieldCase("4.9e-324", double, "5e-324"), FieldCase("5e-324", double, "5e-324"),
        FieldCase(String(repeating: "9", count: 400), double, .outOfRange),
        FieldCase("0." + String(repeating: "0", count: 400) + "1e401", double, "1"),
        FieldCase("1" + String(repeating: "0", count: 400) + "e-400", double, "1"),
        FieldCase(String(repeating: "0", count: 400) + "5.", double, "5"), FieldCase("-1", positive, .outOfRange),
        FieldCase("123456789012345678901234567890.", double, "1.2345678901234568e29"),
        FieldCase("+.12345678901234567", double, "0.12345678901234566"),
        FieldCase("nan", double, .notANumber), FieldCase("inf", double, .notANumber),
        FieldCase("-Infinity", double, .notANumber), FieldCase("0x1p3", double, .notANumber),
        FieldCase("1e", double, .notANumber), FieldCase("e5", double, .notANumber),
        FieldCase("1e+", double, .notANumber),
        FieldCase("1.2.3", double, .notANumber), FieldCase("1,5", double, .notANumber),
        FieldCase(".", double, .notANumber),
        FieldCase("1 ", double, "1"), FieldCase("1e 5", double, .notANumber), FieldCase("1f", double, .notANumber),
        FieldCase("0.1", float, "0.1"), FieldCase("16777217", float, "16777216"),
        FieldCase("3.4028235e38", float, "3.4028234663852886e38"), FieldCase("3.4028236e38", float, .outOfRange),
        FieldCase("-3.4028234663852886e38", float, "-3.4028234663852886e38"), FieldCase("1e39", float, .outOfRange),
        FieldCase("1e-46", float, .outOfRange), FieldCase("0.100000001490116", float, "0.1"),
        FieldCase("3.14159274", float, "3.1415927"), FieldCase("1e-45", float, "1e-45"),
    ]

    @Test(arguments: cases)
    func float_IsJudged(_ field: FieldCase) { field.run() }

    @Test
    func text_IsEqual_ForAllSpellingsOfANumber() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite, !value.isZero else { continue }
            expectStable(value.description, Self.double) { Double($0) == value }
            let short = Double(Int64.random(in: -99_999_999...99_999_999, using: &random)) / 1000
            expectStable(short.description, Self.double) { Double($0) == short }
            let single = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            guard single.isFinite, !single.isZero else { continue }
            expectStable(single.description, Self.float) { Float($0) == single }
        }
    }

    /// The text names the number, and is what its own judgement gives again, also with more digits than needed.
    private func expectStable(_ text: String, _ type: ColumnType, _ isSame: (String) -> Bool) {
        var notes = ValueNotes()
        guard case .text(let canonical) = FieldCase(text, type, .null).judge(notes: &notes) else {
            Issue.record("\(text) was rejected")
            return
        }
        #expect(isSame(canonical), "\(text) became \(canonical)")
        #expect(FieldCase(canonical, type, .null).judge(notes: &notes) == .text(canonical))
        let mantissa = canonical.prefix { $0 != "e" }
        let padding = (mantissa.contains(".") ? "" : ".") + String(repeating: "0", count: 20)
        let padded = mantissa + padding + canonical.dropFirst(mantissa.count)
        #expect(FieldCase(String(padded), type, .null).judge(notes: &notes) == .text(canonical))
    }

    @Test
    func shortText_EqualsShortestDescription_ForRandomDecimals() {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<20_000 {
            let digits = Int64.random(in: 1...999_999_999_999_999, using: &random)
            let text = "\(digits)e\(Int.random(in: -310...290, using: &random))"
            guard let value = Double(text) else { continue }
            var notes = ValueNotes()
            let direct = FieldCase(text, Self.double, .null).judge(notes: &notes)
            #expect(direct == FieldCase(value.description, Self.double, .null).judge(notes: &notes))
        }
    }
}
