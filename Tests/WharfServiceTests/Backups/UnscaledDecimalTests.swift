import Testing

@testable import WharfService

struct UnscaledDecimalTests {
    private func decimal(_ text: String, scale: Int) -> UnscaledDecimal? {
        Array(text.utf8).withUnsafeBytes { UnscaledDecimal($0, scale: scale) }
    }

    @Test(
        arguments: [
            ("0", 0, [0]), ("0.00", 2, [0]), ("-0.00", 2, [0]), ("1", 0, [1]), ("-1", 0, [0xFF]), ("127", 0, [0x7F]),
            ("128", 0, [0, 0x80]), ("-128", 0, [0x80]), ("-129", 0, [0xFF, 0x7F]), ("1.00", 2, [100]),
            ("-2.56", 2, [0xFF, 0]), ("2.55", 2, [0, 0xFF]),
            ("18446744073709551615", 0, [0] + [UInt8](repeating: 0xFF, count: 8)),
            ("-9223372036854775808", 0, [0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] as [(String, Int, [UInt8])])
    func bytes_AreTheFewestOfTwosComplement(_ text: String, _ scale: Int, _ bytes: [UInt8]) throws {
        let number = try #require(decimal(text, scale: scale))
        #expect(number.withTwosComplement { [UInt8]($0) } == bytes)
        let back = try #require(bytes.withUnsafeBytes { UnscaledDecimal(twosComplement: $0) })
        #expect(back == number)
    }

    @Test(
        arguments: [
            (String(repeating: "9", count: 65), 0), ("-" + String(repeating: "9", count: 65), 0),
            (String(repeating: "9", count: 35) + "." + String(repeating: "9", count: 30), 30),
            ("-0." + String(repeating: "0", count: 29) + "1", 30), ("0.5", 1), ("-12345.678", 3),
            ("100000000000000000000000000000000000000", 0), ("0.000", 3),
            ("340282366920938463463374607431768211456", 0),
        ])
    func text_ComesBack(_ text: String, _ scale: Int) throws {
        let number = try #require(decimal(text, scale: scale))
        let bytes = number.withTwosComplement { [UInt8]($0) }
        let back = try #require(bytes.withUnsafeBytes { UnscaledDecimal(twosComplement: $0) })
        #expect(back.text(scale: scale) == text)
    }

    @Test(arguments: [("1", 2, "1.00"), ("1.5", 2, "1.50"), ("1.500", 1, "1.5"), ("-7.000", 0, "-7")])
    func otherScale_KeepsTheNumber(_ text: String, _ scale: Int, _ expected: String) throws {
        #expect(try #require(decimal(text, scale: scale)).text(scale: scale) == expected)
    }

    /// Others may write more bytes than are needed.
    @Test func superfluousBytes_AreRead() throws {
        for (bytes, text) in [([0, 0, 0, 5], "5"), ([0xFF, 0xFF, 0xFE], "-2")] as [([UInt8], String)] {
            let number = try #require(bytes.withUnsafeBytes { UnscaledDecimal(twosComplement: $0) })
            #expect(number.text(scale: 0) == text)
        }
        #expect([UInt8]().withUnsafeBytes { UnscaledDecimal(twosComplement: $0) } == nil)
        #expect([UInt8](repeating: 0, count: 33).withUnsafeBytes { UnscaledDecimal(twosComplement: $0) } == nil)
    }

    @Test(arguments: [
        ("", 0), ("1.5", 0), ("1.25", 1), ("1.2.3", 2), ("x", 0), ("-", 0), ("1e3", 0), ("NULL", 0), (".", 0),
    ])
    func otherTexts_AreRefused(_ text: String, _ scale: Int) { #expect(decimal(text, scale: scale) == nil) }
}
