import JSON
import Testing

/// One input and all that the parser must say of it.
struct ParserCase: Sendable, CustomTestStringConvertible {
    var name: String
    var form: Transcript.Form
    var input: [UInt8]
    var limits: JSONLimits
    /// As `Transcript.events`.
    var events: [String]
    var blank: Int
    /// The error that ends it, as `reason line:column@offset`.
    var error: String?

    var testDescription: String { "\(form): \(name)" }

    private init(
        _ name: String, _ form: Transcript.Form, _ input: String, _ events: [String], blank: Int, error: String?,
        limits: JSONLimits
    ) {
        (self.name, self.form, self.input, self.events) = (name, form, Array(input.utf8), events)
        (self.blank, self.error, self.limits) = (blank, error, limits)
    }

    static func lines(
        _ name: String, _ input: String, _ events: [String], blank: Int = 0, error: String? = nil,
        limits: JSONLimits = JSONLimits()
    ) -> ParserCase {
        ParserCase(name, .lines, input, events, blank: blank, error: error, limits: limits)
    }

    static func document(
        _ name: String, _ input: String, _ events: [String], error: String? = nil, limits: JSONLimits = JSONLimits()
    ) -> ParserCase {
        ParserCase(name, .document, input, events, blank: 0, error: error, limits: limits)
    }

    static func compact(_ error: JSONError) -> String {
        "\(error.reason) \(error.line):\(error.column)@\(error.offset)"
    }
}

extension ParserCase {
    private static let small = JSONLimits(rowBytes: 12, stringBytes: 4, fields: 3, depth: 3)

    static let all = lineEnds + values + rowErrors + lineLimits + documents + documentErrors + documentLimits

    static let lineEnds: [ParserCase] = [
        .lines("empty input", "", []),
        .lines("LF", "{}\n[]\n", ["1@0+2 {}", "2@3+2 []"]),
        .lines("CRLF", "{\"a\":1}\r\n[2]\r\n", ["1@0+7 {a=#1}", "2@9+3 [#2]"]),
        .lines("no final line end", "[1]\n[2]", ["1@0+3 [#1]", "2@4+3 [#2]"]),
        .lines("blank lines", "\n\r\n \t\n[1]\n\n  ", ["4@6+3 [#1]"], blank: 5),
        .lines("blanks around", "\t [ 1 , 2 ] \r\n", ["1@2+9 [#1, #2]"]),
        .lines(
            "a value over two lines", "{\"a\":\n1}\n",
            ["1@0+5 !endsEarly 1:6@5 {\"a\":", "2@6+2 !trailingBytes 2:2@7 1}"]),
        .lines("two values in a line", "{} {}\n[]", ["1@0+5 !trailingBytes 1:4@3 {} {}", "2@6+2 []"]),
        .lines(
            "scalars", "1\n\"a\"\nnull\ntrue\nfalse",
            ["1@0+1 1", "2@2+3 \"a\"", "3@6+4 null", "4@11+4 true", "5@16+5 false"]),
        .lines("byte order mark", "\u{FEFF}{}\n", [], error: "byteOrderMark 1:1@0"),
        .lines(
            "byte order mark in a later line", "{}\n\u{FEFF}{}\n",
            ["1@0+2 {}", "2@3+5 !invalidLiteral 2:1@3 \u{FEFF}{}"]),
    ]

    static let values: [ParserCase] = [
        .lines(
            "all kinds", #"{"s":"x","n":-1.50e+2,"t":true,"f":false,"z":null,"o":{"a":[1]},"l":[{}, 2]}"#,
            ["1@0+76 {s=\"x, n=#-1.50e+2, t=true, f=false, z=null, o=<{\"a\":[1]}>, l=<[{}, 2]>}"]),
        .lines(
            "numbers keep their text", "[12345678901234567890.0100, 1E400, -0, 0.1e-7]",
            ["1@0+46 [#12345678901234567890.0100, #1E400, #-0, #0.1e-7]"]),
        .lines("escapes", #"["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20AC"]"#, ["1@0+41 [\"\"\\/\u{8}\u{C}\n\r\t, \"Aé€]"]),
        .lines("surrogate pair", #"["\ud83d\uDE00","\uDBFF\uDFFF"]"#, ["1@0+31 [\"😀, \"\u{10FFFF}]"]),
        .lines("escaped NUL", #"["a\u0000b"]"#, ["1@0+12 [\"a\0b]"]),
        .lines("escaped names", #"{"\u0061b":"c\"","c":1}"#, ["1@0+23 {ab=\"c\", c=#1}"]),
        .lines("empty name", #"{"":1}"#, ["1@0+6 {#1}"]),
        .lines("brackets in strings", #"{"a]":"}","b":["]\""]}"#, ["1@0+22 {a]=\"}, b=<[\"]\\\"\"]>}"]),
        .lines("UTF-8", "[\"Zoë 東京 😀\"]", ["1@0+20 [\"Zoë 東京 😀]"]),
        .lines(
            "same name in different objects", #"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#,
            ["1@0+35 {a=<{\"a\":1}>, b=<[{\"a\":1},{\"a\":2}]>}"]),
        .lines(
            "strings longer than a word", #"["0123456789abcdefghijklmnopqrstuvwxyz","0123456\"89abcdef\\"]"#,
            ["1@0+62 [\"0123456789abcdefghijklmnopqrstuvwxyz, \"0123456\"89abcdef\\]"]),
    ]

    static let rowErrors: [ParserCase] = [
        .lines("duplicate name", #"{"a":1,"b":2,"a":3}"#, ["1@0+19 !duplicateName 1:14@13 {\"a\":1,\"b\":2,\"a\":3}"]),
        .lines(
            "duplicate name, escaped", #"{"a":1,"\u0061":3}"#, ["1@0+18 !duplicateName 1:8@7 {\"a\":1,\"\\u0061\":3}"]),
        .lines(
            "duplicate name behind those of the row before", "{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2,\"a\":3}",
            ["1@0+13 {a=#1, b=#2}", "2@14+19 !duplicateName 2:14@27 {\"a\":1,\"b\":2,\"a\":3}"]),
        .lines(
            "duplicate name inside a field", #"[1,{"x":{"a":1,"a":2}}]"#,
            ["1@0+23 !duplicateName 1:16@15 [1,{\"x\":{\"a\":1,\"a\":2}}]"]),
        .lines("an error, then good rows", "[1\n[2]\n", ["1@0+2 !endsEarly 1:3@2 [1", "2@3+3 [#2]"]),
        .lines("form goes before UTF-8", "[\"é\" 1]", ["1@0+8 !expectedCommaOrEnd 1:7@6 [\"é\" 1]"]),
    ]

    static let lineLimits: [ParserCase] = [
        .lines("as long as allowed", "[1234567890]\n", ["1@0+12 [#1234567890]"], limits: small),
        .lines(
            "one byte too long", "[12345678901]\n[1]", ["1@0+13 !rowTooLarge 1:1@0 [12345678901", "2@14+3 [#1]"],
            limits: small),
        .lines(
            "too long at the end", "[1]\n [12345678901]", ["1@0+3 [#1]", "2@4+14 !rowTooLarge 2:1@4  [1234567890"],
            limits: small),
        .lines("as many fields as allowed", "[1,2,3]", ["1@0+7 [#1, #2, #3]"], limits: small),
        .lines(
            "too many elements", "[1,2,3,4]\n[]", ["1@0+9 !tooManyFields 1:8@7 [1,2,3,4]", "2@10+2 []"], limits: small),
        .lines("inner arrays have no such limit", "[[1,2,3,4]]", ["1@0+11 [<[1,2,3,4]>]"], limits: small),
        .lines("longest string", "[\"abcd\"]", ["1@0+8 [\"abcd]"], limits: small),
        .lines("string too long", "[1,\"abcde\"]", ["1@0+11 !stringTooLong 1:4@3 [1,\"abcde\"]"], limits: small),
        .lines("name too long", "{\"abcde\":1}", ["1@0+11 !stringTooLong 1:2@1 {\"abcde\":1}"], limits: small),
        .lines("deepest", "[[[1]]]", ["1@0+7 [<[[1]]>]"], limits: small),
        .lines("too deep", "[[[[1]]]]", ["1@0+9 !tooDeep 1:4@3 [[[[1]]]]"], limits: small),
        .lines(
            "too deep, objects", #"{"a":[{"b":{"c":[]}}]}"#, ["1@0+22 !tooDeep 1:12@11 {\"a\":[{\"b\":{\"c\":[]}}]}"],
            limits: JSONLimits(depth: 3)),
    ]

    static let documents: [ParserCase] = [
        .document("no members", "{}", []),
        .document(
            "blanks everywhere", " \n{ \"data\" : [ { \"a\" : 1 } , [ ] ] , \"t\" : \"x\" } \r\n",
            ["2@15+11 {a=#1}", "2@29+3 []", "t=\"x"]),
        .document(
            "rows first", #"{"data":[{"a":1},{"a":2}],"table":"jobs"}"#,
            ["1@9+7 {a=#1}", "1@17+7 {a=#2}", "table=\"jobs"]),
        .document(
            "rows last", #"{"table":"jobs","dry":true,"n":10,"data":[[1]]}"#,
            ["table=\"jobs", "dry=true", "n=#10", "1@42+3 [#1]"]),
        .document("no rows", #"{"data":[]}"#, []),
        .document(
            "rows of other kinds", #"{"data":[1,"a\"]",null,true,-2.5e1]}"#,
            ["1@9+1 1", "1@11+6 \"a\\\"]\"", "1@18+4 null", "1@23+4 true", "1@28+6 -2.5e1"]),
        .document("rows that are no array", #"{"data":{"a":[1]}}"#, ["data=<{\"a\":[1]}>"]),
        .document("rows that are text", #"{"data":"[]","x":null}"#, ["data=\"[]", "x=null"]),
        .document("rows under an escaped name", #"{"d\u0061ta":[[1]]}"#, ["1@14+3 [#1]"]),
        .document("an inner member of that name", #"{"x":{"data":[[1]]}}"#, ["x=<{\"data\":[[1]]}>"]),
        .document("lines inside a row", "{\"data\":[{\n\"a\":\n1},\n{\"a\":2}]}", ["1@9+9 {a=#1}", "4@20+7 {a=#2}"]),
        .document("members are decoded", #"{"\u0061":"\n","b":[1, 2]}"#, ["a=\"\n", "b=<[1, 2]>"]),
    ]

    static let documentErrors: [ParserCase] = [
        .document("empty input", "", [], error: "endsEarly 1:1@0"),
        .document("blanks alone", " \n ", [], error: "endsEarly 2:2@3"),
        .document("byte order mark", "\u{FEFF}{}", [], error: "byteOrderMark 1:1@0"),
        .document("no object", "[1]", [], error: "expectedObject 1:1@0"),
        .document("not JSON", "id,name\n", [], error: "expectedObject 1:1@0"),
        .document("something behind it", "{}\n{}", [], error: "trailingBytes 2:1@3"),
        .document("a NUL behind it", "{}\0", [], error: "trailingBytes 1:3@2"),
        .document("no quotes", "{a:1}", [], error: "expectedName 1:2@1"),
        .document("comma at the end", #"{"a":1,}"#, ["a=#1"], error: "expectedName 1:8@7"),
        .document("comma at the beginning", #"{,"a":1}"#, [], error: "expectedName 1:2@1"),
        .document("no colon", #"{"a" 1}"#, [], error: "expectedColon 1:6@5"),
        .document("no value", #"{"a":}"#, [], error: "expectedValue 1:6@5"),
        .document("no comma", #"{"a":1 "b":2}"#, ["a=#1"], error: "expectedCommaOrEnd 1:8@7"),
        .document("name twice", #"{"a":1,"a":2}"#, ["a=#1"], error: "duplicateName 1:8@7"),
        .document("rows twice", #"{"data":[[1]],"d\u0061ta":[]}"#, ["1@9+3 [#1]"], error: "duplicateName 1:15@14"),
        .document("comma behind the last row", #"{"data":[[1],]}"#, ["1@9+3 [#1]"], error: "expectedValue 1:14@13"),
        .document("comma before the first row", #"{"data":[,[1]]}"#, [], error: "expectedValue 1:10@9"),
        .document("no comma between rows", #"{"data":[[1][2]]}"#, ["1@9+3 [#1]"], error: "expectedCommaOrEnd 1:13@12"),
        .document("brace for bracket", #"{"data":[[1]}"#, ["1@9+3 [#1]"], error: "expectedCommaOrEnd 1:13@12"),
        .document("brackets crossed in a row", "{\"data\":[\n{\"a\":[1}]\n]}", [], error: "expectedCommaOrEnd 2:8@17"),
        .document(
            "error on a later line of a row", "{\"data\":[{\n\"a\":1,\n\"b\" 2}]}", [], error: "expectedColon 3:5@22"),
        .document("word", "{\"a\":tru, \"b\":1}", [], error: "invalidLiteral 1:6@5"),
        .document("number", "{\"a\":1., \"b\":1}", [], error: "invalidNumber 1:8@7"),
        .document("cut in a word", "{\"a\":tru", [], error: "endsEarly 1:9@8"),
        .document("cut in a name", "{\"a", [], error: "endsEarly 1:4@3"),
        .document("cut in a row", "{\"data\":[\n{\"a\":1", [], error: "endsEarly 2:7@16"),
        .document(
            "cut in a row that is wrong already", "{\"data\":[{\"a\":1 \"b\":[", [], error: "expectedCommaOrEnd 1:17@16"
        ),
        .document("cut between rows", "{\"data\":[[1],", ["1@9+3 [#1]"], error: "endsEarly 1:14@13"),
        .document("cut before the last brace", "{\"data\":[]\n", [], error: "endsEarly 2:1@11"),
    ]

    static let documentLimits: [ParserCase] = [
        .document("row as long as allowed", #"{"data":[[1234567890]]}"#, ["1@9+12 [#1234567890]"], limits: small),
        .document(
            "row too long", #"{"data":[[1],[12345678901]]}"#, ["1@9+3 [#1]"], error: "rowTooLarge 1:14@13",
            limits: small),
        .document("row without end", "{\"data\":[\n\"123456789012345", [], error: "rowTooLarge 2:1@10", limits: small),
        .document("member too long", #"{"a":"12345678901"}"#, [], error: "rowTooLarge 1:6@5", limits: small),
        .document("name too long", #"{"abcde":1}"#, [], error: "stringTooLong 1:2@1", limits: small),
        .document(
            "too many members", #"{"a":1,"b":2,"c":3,"d":4}"#, ["a=#1", "b=#2", "c=#3"], error: "tooManyFields 1:20@19",
            limits: small),
        .document("too deep", #"{"data":[[[[[]]]]]}"#, [], error: "tooDeep 1:13@12", limits: small),
        .document(
            "many rows", "{\"data\":[1,2,3,4,5]}", ["1@9+1 1", "1@11+1 2", "1@13+1 3", "1@15+1 4", "1@17+1 5"],
            limits: small),
    ]
}
