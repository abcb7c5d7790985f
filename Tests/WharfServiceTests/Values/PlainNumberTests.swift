import Testing

@testable import WharfService

struct PlainNumberTests {
    @Test(arguments: [
        ("1e2", "100"), ("1E+2", "100"), ("1e0", "1"), ("1.5e1", "15"), ("1.5e2", "150"), ("1.50e1", "15.0"),
        ("15e-1", "1.5"), ("15e-2", "0.15"), ("15e-4", "0.0015"), ("-1.25e-1", "-0.125"), ("-1e3", "-1000"),
        ("0e5", "0"), ("0.000e-7", "0"), ("-0e9", "-0"), ("0.00123e5", "123"), ("0.0012300e4", "12.300"),
        ("1234567890123456.7891e0", "1234567890123456.7891"), ("1.8446744073709551615e19", "18446744073709551615"),
        ("100e-2", "1.00"),
    ])
    func exponent_IsResolved_Exactly(_ text: String, _ expected: String) {
        #expect(plain(text) == expected)
    }

    @Test(arguments: ["0", "-1", "12.50", "12345678901234567890"])
    func numberWithoutExponent_StaysAsItIs(_ text: String) { #expect(plain(text) == nil) }

    /// Farther from the point than any column reaches, but no longer than that.
    @Test(arguments: ["1e201", "9e99999", "1e99999999999999999999", "12.5e1000000"])
    func hugeNumber_StaysHuge(_ text: String) throws {
        let digits = try #require(plain(text))
        #expect(digits.count > 200 && digits.count < 210 && digits.first != "0" && !digits.contains("."))
    }

    @Test(arguments: ["1e-201", "9e-99999", "12.5e-99999999999999999999"])
    func tinyNumber_IsNotZero(_ text: String) throws {
        let digits = try #require(plain(text))
        #expect(
            digits.count > 200 && digits.count < 210 && digits.hasPrefix("0.0") && digits.contains { "1"..."9" ~= $0 })
    }

    private func plain(_ text: String) -> String? {
        var plain = Array("left over".utf8)
        let isWritten = Array(text.utf8).withUnsafeBytes { PlainNumber.write($0, into: &plain) }
        return isWritten ? String(decoding: plain, as: UTF8.self) : nil
    }
}
