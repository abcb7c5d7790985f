import Testing

@testable import WharfService

struct BinaryRuleTests {
    static let blob = ColumnType.binary(maximumBytes: 3, isPadded: false)
    static let fixed = ColumnType.binary(maximumBytes: 3, isPadded: true)
    static let cases: [FieldCase] = [
        FieldCase("0x00fF7f", blob, .octets([0x00, 0xFF, 0x7F])), FieldCase(" 0xfe ", blob, .octets([0xFE])),
        FieldCase("0x", blob, ""), FieldCase("0x", fixed, "\u{0}\u{0}\u{0}"),
        FieldCase("0xFF", fixed, .octets([0xFF, 0, 0])), FieldCase("0x61ff09", fixed, .octets([0x61, 0xFF, 0x09])),
        FieldCase("0x00112233", blob, .tooLong), FieldCase("0x00112200", fixed, .tooLong),
        FieldCase("0xF", blob, .notHexadecimal), FieldCase("FF", blob, .notHexadecimal),
        FieldCase("0XFF", blob, .notHexadecimal),
        FieldCase("0xGG", blob, .notHexadecimal), FieldCase("0x0 ", blob, .notHexadecimal),
        FieldCase("0", blob, .notHexadecimal),
        FieldCase("0x0g112233", blob, .notHexadecimal), FieldCase("abc", blob, .notHexadecimal),
        FieldCase("0x/:", blob, .notHexadecimal), FieldCase("0x@`", blob, .notHexadecimal),
    ]

    @Test(arguments: cases)
    func binary_IsJudged(_ field: FieldCase) { field.run() }
}
