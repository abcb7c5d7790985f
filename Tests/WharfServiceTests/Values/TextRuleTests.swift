import Testing

@testable import WharfService

struct TextRuleTests {
    static let name = ColumnType.text(maximumCharacters: 5, maximumBytes: 20, isPadded: false)
    static let tight = ColumnType.text(maximumCharacters: 5, maximumBytes: 5, isPadded: false)
    static let code = ColumnType.text(maximumCharacters: 3, maximumBytes: 12, isPadded: true)
    static let cases: [FieldCase] = [
        FieldCase("Ana", name, "Ana"), FieldCase("12345", name, "12345"), FieldCase("123456", name, .tooLong),
        FieldCase("1234 ", name, "1234 "), FieldCase("12345 ", name, .tooLong), FieldCase(" a", name, " a"),
        FieldCase("ñandú", name, "ñandú"), FieldCase("日本語日本", name, "日本語日本"), FieldCase("日本語日本語", name, .tooLong),
        FieldCase("😀😀😀😀😀", name, "😀😀😀😀😀"), FieldCase("a\u{0}b", name, "a\u{0}b"),
        FieldCase("e\u{301}e\u{301}e", name, "e\u{301}e\u{301}e"),
        FieldCase("e\u{301}e\u{301}e\u{301}", name, .tooLong),
        FieldCase("ñan", tight, "ñan"), FieldCase("ñandú", tight, .tooLong),
        FieldCase("ñandú", tight, "ñandú").characterSet("latin1"),
        FieldCase("abc", code, "abc"), FieldCase("abc   ", code, "abc"), FieldCase("a  ", code, "a"),
        FieldCase(" ab", code, " ab"), FieldCase("abcd", code, .tooLong), FieldCase("abc\t", code, .tooLong),
        FieldCase("😀", name, .badEncoding).characterSet("utf8mb3"),
        FieldCase("😀", name, .badEncoding).characterSet("utf8"),
        FieldCase("日", name, "日").characterSet("utf8mb3"), FieldCase("é", name, .badEncoding).characterSet("ascii"),
        FieldCase("e", name, "e").characterSet("ascii"),
        FieldCase("€ŸÿÀ\u{81}", name, "€ŸÿÀ\u{81}").characterSet("latin1"),
        FieldCase("\u{80}", name, .badEncoding).characterSet("latin1"),
        FieldCase("Ā", name, .badEncoding).characterSet("latin1"),
        FieldCase("日", name, .badEncoding).characterSet("latin1"),
        FieldCase("😀", name, .badEncoding).characterSet("latin1"),
        FieldCase("\u{10000}", name, .badEncoding).characterSet("latin1"),
        FieldCase("日本語日本", tight, "日本語日本").characterSet("sjis"),
        FieldCase("123456", tight, .tooLong).characterSet("sjis"),
        FieldCase("日本", name, "日本").characterSet(nil),
    ]

    @Test(arguments: cases)
    func text_IsJudged(_ field: FieldCase) { field.run() }

    /// Table 3-7 of the Unicode Standard, at its edges.
    static let malformed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x7F], [0xC2, 0xC0], [0xE0, 0x9F, 0xBF],
        [0xE0, 0xA0],
        [0xE1, 0x80, 0x7F], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF0, 0x90, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    @Test
    func malformedUTF8_IsBadEncoding_WhereverItStands() {
        let type = ColumnType.text(maximumCharacters: 99, maximumBytes: 999, isPadded: false)
        for sequence in Self.malformed {
            for before in 0..<20 {
                let padding = [UInt8](repeating: 0x61, count: before)
                FieldCase(bytes: padding + sequence, type, .rejected(.badEncoding)).run()
                FieldCase(bytes: padding + sequence + padding + [0x61], type, .rejected(.badEncoding)).run()
            }
        }
    }

    @Test
    func validation_EqualsStandardLibrary_ForRandomBytes() {
        var random = SeededGenerator(seed: 21)
        let alphabet = "aZ é ñ 日 本 😀 \u{10FFFF} \u{FFFF} \u{800} \u{7FF} \u{D7FF} \u{E000}".split(separator: " ")
        for round in 0..<40_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let piece = alphabet.randomElement(using: &random) ?? "a"
                for _ in 0..<Int.random(in: 1...(round % 3 == 0 ? 9 : 1), using: &random) { bytes += Array(piece.utf8) }
            }
            if round % 2 == 1, !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if round % 5 == 0 { bytes = Array(bytes.dropLast()) }
            let expected = String(validating: bytes, as: UTF8.self)
            let summary = bytes.withUnsafeBytes { UTF8Summary($0) }
            #expect(summary?.codePoints == expected?.unicodeScalars.count, "\(bytes)")
            #expect(summary?.hasSupplementary == expected?.unicodeScalars.contains { $0.value > 0xFFFF }, "\(bytes)")
        }
    }

    @Test
    func latin1_HasExactlyItsCharacters() {
        let type = ColumnType.text(maximumCharacters: 1, maximumBytes: 1, isPadded: false)
        let mapped = Set(Windows1252.upperControls.map(UInt32.init)).union(Windows1252.undefinedBytes.map(UInt32.init))
        for scalar in (UInt32(1)...0x3000).compactMap(Unicode.Scalar.init) {
            let isKnown = scalar.value < 0x80 || 0xA0...0xFF ~= scalar.value || mapped.contains(scalar.value)
            let text = String(Character(scalar))
            FieldCase(text, type, isKnown ? .text(text) : .rejected(.badEncoding)).characterSet("latin1").run()
        }
    }
}
