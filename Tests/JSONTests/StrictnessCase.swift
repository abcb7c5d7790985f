import JSON

/// JSON texts after the manner of Nicolas Seriot's "Parsing JSON is a Minefield": what RFC 8259 takes and what it does
/// not, and where this parser is stricter than it has to be.
enum StrictnessCase {
    static let valid: [String] = [
        "[]", "{}", "[ ]", "[\"\"]", "[\"a\"]", "[null]", "[true,false]", " [1] ", "\t[1]\r", "[1,null,\"a\",[],{}]",
        "[0]", "[-0]", "[-1]", "[1.5]", "[0e1]", "[0e+1]", "[1E22]", "[1E-2]", "[1e+2]", "[123.456e78]", "[1.0e+28]",
        "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000000001]",
        "[100000000000000000000000000000000000000000]", "[1e9999]", "{\"a\":{\"b\":{\"c\":[{}]}}}", "{\"\":0}",
        "{\"a\":\"b\",\"c\":\"d\"}", "{\"a\\u0000b\":1}", "{\"min\":-1.0e+28,\"max\":1.0e+28}",
        "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\\u0000\"]", "[\"\\\\a\"]", "[\"\\\\n\"]", "[\"a/*b*/c/*d//e\"]",
        "[\"\\u0012\"]", "[\"\\uFFFF\"]", "[\"\\uDBFF\\uDFFF\"]", "[\"new\\u00A0line\"]", "[\"\u{10FFFF}\"]",
        "[\"\u{FFFF}\"]", "[\"\u{7F}\"]", "[\"\u{2028}\u{2029}\"]", "[\"\u{E000}\"]", "[\"\u{FEFF}\"]", "[\"⍂㈴⍂\"]",
        "\"\"", "\" \"", "42", "-0.1", "null", "true", "false",
    ]

    static let invalid: [(String, JSONError.Reason)] = [
        ("[1 true]", .expectedCommaOrEnd), ("[\"\": 1]", .expectedCommaOrEnd), ("[\"\"],", .trailingBytes),
        ("[,1]", .expectedValue), ("[1,,2]", .expectedValue), ("[\"x\",,]", .expectedValue), ("[1,]", .expectedValue),
        ("[,]", .expectedValue), ("[]]", .trailingBytes), ("[3[4]]", .expectedCommaOrEnd),
        ("[1:2]", .expectedCommaOrEnd),
        ("[", .endsEarly), ("[1", .endsEarly), ("[1,", .endsEarly), ("[\"a", .endsEarly), ("[\"a\",", .endsEarly),
        ("[\"a\\", .endsEarly), ("[\"a\\\"", .endsEarly), ("[{", .endsEarly), ("{\"a\"", .endsEarly),
        ("{\"a\":", .endsEarly), ("{\"a\":1", .endsEarly), ("{\"a\":1,", .endsEarly), ("[fals]", .invalidLiteral),
        ("[nul]", .invalidLiteral), ("[tru]", .invalidLiteral), ("[True]", .invalidLiteral),
        ("[NULL]", .invalidLiteral),
        ("[truefalse]", .invalidLiteral), ("[nan]", .invalidLiteral), ("[NaN]", .invalidLiteral),
        ("[Infinity]", .invalidLiteral), ("[a]", .invalidLiteral), ("[é]", .invalidLiteral),
        ("[-Infinity]", .invalidNumber),
        ("[-NaN]", .invalidNumber), ("[+1]", .invalidNumber), ("[++1]", .invalidNumber), ("[.5]", .invalidNumber),
        ("[-]", .invalidNumber), ("[--1]", .invalidNumber), ("[-1-2]", .invalidNumber), ("[-01]", .invalidNumber),
        ("[01]", .invalidNumber), ("[00]", .invalidNumber), ("[1.]", .invalidNumber), ("[1.e1]", .invalidNumber),
        ("[-.1]", .invalidNumber), ("[0.1.2]", .invalidNumber), ("[1e]", .invalidNumber), ("[1e+]", .invalidNumber),
        ("[0E+-1]", .invalidNumber), ("[1eE2]", .invalidNumber), ("[0x42]", .invalidNumber),
        ("[1_000]", .invalidNumber),
        ("[1a]", .invalidNumber), ("[1é]", .invalidNumber), ("[1 000]", .expectedCommaOrEnd), ("[-1x]", .invalidNumber),
        ("[\"\\x00\"]", .invalidEscape), ("[\"\\a\"]", .invalidEscape), ("[\"\\'\"]", .invalidEscape),
        ("[\"\\U0041\"]", .invalidEscape), ("[\"\\u\"]", .invalidEscape), ("[\"\\u00A\"]", .invalidEscape),
        ("[\"\\u00G0\"]", .invalidEscape), ("[\"\\u 041\"]", .invalidEscape), ("[\"\\u+041\"]", .invalidEscape),
        ("[\"\\😀\"]", .invalidEscape), ("[\"\\\u{1}\"]", .invalidEscape), ("[\"\\uD800\\u\"]", .loneSurrogate),
        ("[\"\\uD800\"]", .loneSurrogate), ("[\"\\uD800abc\"]", .loneSurrogate), ("[\"\\uDC00\"]", .loneSurrogate),
        ("[\"\\uD800\\uD800\"]", .loneSurrogate), ("[\"\\uD800\\u0041\"]", .loneSurrogate),
        ("[\"\\uDC00\\uD800\"]", .loneSurrogate), ("[\"\\uD83D\\n\"]", .loneSurrogate),
        ("[\"\\uD83Dx\\uDE00\"]", .loneSurrogate),
        ("[\"a\0b\"]", .controlCharacter), ("[\"\t\"]", .controlCharacter), ("[\"\u{1F}\"]", .controlCharacter),
        ("['a']", .expectedValue), ("[*]", .expectedValue), ("[<null>]", .expectedValue), ("[\u{0C}]", .expectedValue),
        ("[\u{0B}1]", .expectedValue), ("[\u{A0}1]", .invalidLiteral), ("[\u{2060}]", .invalidLiteral),
        ("[#]", .expectedValue),
        ("[/*c*/1]", .expectedValue), ("[1/*c*/]", .expectedCommaOrEnd), ("[1]//c", .trailingBytes),
        ("[1]x", .trailingBytes),
        ("[1]\0", .trailingBytes), ("[\0]", .expectedValue), ("{]", .expectedName), ("{\"a\":1]", .expectedCommaOrEnd),
        ("[1}", .expectedCommaOrEnd), ("{\"a\"}", .expectedColon), ("{\"a\",1}", .expectedColon),
        ("{\"a\"::1}", .expectedValue),
        ("{\"a\":1,,\"b\":2}", .expectedName), ("{\"a\":1,}", .expectedName), ("{a:1}", .expectedName),
        ("{1:1}", .expectedName),
        ("{'a':1}", .expectedName), ("{null:1}", .expectedName), ("{\"a\":1 \"b\":2}", .expectedCommaOrEnd),
        ("{[]:1}", .expectedName),
        ("{\"a\" b}", .expectedColon), ("{:1}", .expectedName), ("{\"a\":}", .expectedValue),
        ("{\"a\":a}", .invalidLiteral),
        ("{}}", .trailingBytes), ("{}#", .trailingBytes), ("{\"a\":1,\"a\":1}", .duplicateName),
        ("[{\"b\":{\"x\":1,\"\\u0078\":2}}]", .duplicateName),
    ]

    /// Strings of bytes that are not UTF-8.
    static let notUTF8: [[UInt8]] = [
        [0xFF], [0x80], [0xC3], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80],
        [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
        [0xF0, 0x9F, 0x98], [0xC3, 0x28], [0xFE, 0xFE, 0xFF, 0xFF],
    ]
}
