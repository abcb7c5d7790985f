import Avro
import Testing

/// A schema's JSON and what is read of it: its fields, or the reason why not.
struct SchemaCase: Sendable, CustomTestStringConvertible {
    let name: String
    let json: String
    /// The record's name and the fields, as `name: type`, `?0` or `?1` behind a type where that branch is null.
    let fields: [String]
    let recordName: String
    let reason: AvroError.Reason?

    var testDescription: String { name }

    init(_ name: String, _ json: String, _ fields: [String], recordName: String = "R") {
        (self.name, self.json, self.fields, self.recordName, reason) = (name, json, fields, recordName, nil)
    }

    init(_ name: String, _ json: String, _ reason: AvroError.Reason) {
        (self.name, self.json, self.reason, fields, recordName) = (name, json, reason, [], "")
    }

    /// A record of one field `a`.
    static func field(_ name: String, _ type: String, _ read: String) -> SchemaCase {
        SchemaCase(name, record(type), ["a: \(read)"])
    }

    static func field(_ name: String, _ type: String, _ reason: AvroError.Reason) -> SchemaCase {
        SchemaCase(name, record(type), reason)
    }

    private static func record(_ type: String) -> String {
        #"{"type":"record","name":"R","fields":[{"name":"a","type":\#(type)}]}"#
    }

    private static func nested(_ begin: String, _ end: String, _ depth: Int, around type: String = #""int""#) -> String
    {
        String(repeating: begin, count: depth) + type + String(repeating: end, count: depth)
    }

    static let good = primitives + texts + named + logical
    static let bad = shapes + notJSON + names + hostile

    static let primitives: [SchemaCase] = [
        SchemaCase("no field", #"{"type":"record","name":"R","fields":[]}"#, []),
        SchemaCase(
            "members that mean nothing",
            #"{"fields":[{"type":"int","name":"a","default":1.5e300,"order":"ignore","x":[null,{"y":true},[],{},-0,0.5E-7,false]}],"name":"R","aliases":["Q"],"type":"record","z":18446744073709551616}"#,
            ["a: int"]),
        SchemaCase(
            "fields in their order",
            #"{"type":"record","name":"R","fields":[{"name":"b","type":"long"},{"name":"a","type":"string"}]}"#,
            ["b: long", "a: string"]),
        SchemaCase(
            "names that are not ASCII, and escapes",
            #"{"type":"record","name":"R","fields":[{"name":"\u00e9té 🐳","type":"b\u006folean"}]}"#, ["été 🐳: boolean"]),
        field("null", #""null""#, "null"), field("float", #""float""#, "float"),
        field("double", #""double""#, "double"), field("bytes", #""bytes""#, "bytes"),
        field("a type in a type", #"{"type":{"type":"int"}}"#, "int"),
        field("null first", #"["null","int"]"#, "int?0"), field("null second", #"["int","null"]"#, "int?1"),
        field("a union of three", #"["null","int","string"]"#, "union([null, int, string])"),
        field("a union of one", #"["int"]"#, "union([int])"),
        field("a union of nulls", #"["null","null"]"#, "union([null, null])"),
        field("a union without null", #"["int","string"]"#, "union([int, string])"),
        field("a fixed", #"{"type":"fixed","name":"F","size":16}"#, "fixed(16)"),
        field("an enum", #"{"type":"enum","name":"E","symbols":["x","y"]}"#, #"enumeration(["x", "y"])"#),
        field("an enum or null", #"["null",{"type":"enum","name":"E","symbols":["x"]}]"#, #"enumeration(["x"])?0"#),
        field("an array", #"{"type":"array","items":["null","int"]}"#, "array(union([null, int]))"),
        field("a map", #"{"type":"map","values":{"type":"array","items":"int"}}"#, "map(array(int))"),
        field("an array or null", #"["null",{"type":"array","items":"int"}]"#, "array(int)?0"),
    ]

    static let texts: [SchemaCase] = [
        .text(#"\" \\ \/ \b \f \n \r \t \u0041 \uD83D\udc33"#, "\" \\ / \u{8} \u{C} \n \r \t A 🐳"),
        .text("Zoë 漢字 🐳", "Zoë 漢字 🐳"), .text("\u{7f}", "\u{7f}"), .text("", ""),
    ]

    private static func text(_ json: String, _ text: String) -> SchemaCase {
        SchemaCase(json, #"{"type":"record","name":"R","fields":[{"name":"\#(json)","type":"int"}]}"#, ["\(text): int"])
    }

    static let notJSON: [SchemaCase] = [
        "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "-01", "1 2", "tru", "True", "nul", "NaN", "'a'", #""a"#,
        #""\x""#, #""\u12""#, #""\u12g4""#, #""\uD800""#, #""\uDC00""#, #""\uD800\uD800""#, #""\uD800\n""#, "\"\t\"",
        "\"a\u{0}\"", "[1,]", "[,1]", "[1", "[1 2]", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#,
        #"{"a":1 "b":2}"#,
        #"{"a":1,"a":1}"#, "//", "1//", "\u{FEFF}1",
    ].map { SchemaCase($0, #"{"type":"record","name":"R","fields":[],"x":\#($0)}"#, .badSchema) }

    static let named: [SchemaCase] = [
        SchemaCase(
            "a namespace", #"{"type":"record","name":"R","namespace":"a.b","fields":[]}"#, [], recordName: "a.b.R"),
        SchemaCase(
            "a full name", #"{"type":"record","name":"c.R","namespace":"a.b","fields":[]}"#, [], recordName: "c.R"),
        SchemaCase("an empty namespace", #"{"type":"record","name":"R","namespace":"","fields":[]}"#, []),
        SchemaCase(
            "a name in the namespace around it",
            #"""
            {"type":"record","name":"n.R","fields":[
                {"name":"a","type":{"type":"fixed","name":"F","size":2}}, {"name":"b","type":"F"},
                {"name":"c","type":"n.F"}, {"name":"d","type":["null","F"]}]}
            """#, ["a: fixed(2)", "b: fixed(2)", "c: fixed(2)", "d: fixed(2)?0"], recordName: "n.R"),
        SchemaCase(
            "one name in two namespaces",
            #"""
            {"type":"record","name":"n.R","fields":[
                {"name":"a","type":{"type":"fixed","name":"F","size":2}},
                {"name":"b","type":{"type":"fixed","name":"F","namespace":"m","size":3}},
                {"name":"c","type":"m.F"}, {"name":"d","type":"F"}]}
            """#, ["a: fixed(2)", "b: fixed(3)", "c: fixed(3)", "d: fixed(2)"], recordName: "n.R"),
        SchemaCase(
            "a record in a record",
            #"""
            {"type":"record","name":"R","fields":[
                {"name":"a","type":{"type":"record","name":"n.S","fields":[
                    {"name":"b","type":{"type":"enum","name":"E","symbols":["x"]}}]}},
                {"name":"c","type":"n.E"}]}
            """#, ["a: record(n.S)", #"c: enumeration(["x"])"#]),
        SchemaCase(
            "a record in itself",
            #"{"type":"record","name":"R","fields":[{"name":"a","type":["null","R"]},{"name":"b","type":{"type":"array","items":"R"}}]}"#,
            ["a: record(R)?0", "b: array(record(R))"]),
    ]

    private static func logical(_ base: String, _ name: String, _ more: String = "") -> String {
        #"{"type":\#(base),"logicalType":"\#(name)"\#(more)}"#
    }

    static let logical: [SchemaCase] = [
        field("date", logical(#""int""#, "date"), "date"),
        field("date or null", "[\"null\",\(logical(#""int""#, "date"))]", "date?0"),
        field("date in a type", logical(logical(#""int""#, "date"), "x"), "date"),
        field("time-millis", logical(#""int""#, "time-millis"), "timeMillis"),
        field("time-micros", logical(#""long""#, "time-micros"), "timeMicros"),
        field("timestamp-millis", logical(#""long""#, "timestamp-millis"), "timestampMillis"),
        field("timestamp-micros", logical(#""long""#, "timestamp-micros"), "timestampMicros"),
        field("local-timestamp-millis", logical(#""long""#, "local-timestamp-millis"), "localTimestampMillis"),
        field("local-timestamp-micros", logical(#""long""#, "local-timestamp-micros"), "localTimestampMicros"),
        field("uuid", logical(#""string""#, "uuid"), "uuid"),
        field("decimal", logical(#""bytes""#, "decimal", #","precision":9,"scale":2"#), "decimal(9, 2)"),
        field("decimal without a scale", logical(#""bytes""#, "decimal", #","precision":9"#), "decimal(9, 0)"),
        field("decimal of its scale", logical(#""bytes""#, "decimal", #","precision":2,"scale":2"#), "decimal(2, 2)"),
        field(
            "decimal of fixed size",
            #"{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":9,"scale":3}"#, "decimal(9, 3, 4)"
        ),
        // What is malformed is ignored ("Logical Types").
        field("date of a long", logical(#""long""#, "date"), "long"),
        field("time-micros of an int", logical(#""int""#, "time-micros"), "int"),
        field("timestamp of a string", logical(#""string""#, "timestamp-micros"), "string"),
        field("uuid of bytes", logical(#""bytes""#, "uuid"), "bytes"),
        field("a logical type that is unknown", logical(#""long""#, "timestamp-nanos"), "long"),
        field("a logical type that is a number", #"{"type":"int","logicalType":7}"#, "int"),
        field("decimal without a precision", logical(#""bytes""#, "decimal"), "bytes"),
        field("decimal of no digit", logical(#""bytes""#, "decimal", #","precision":0"#), "bytes"),
        field("decimal of negative precision", logical(#""bytes""#, "decimal", #","precision":-1"#), "bytes"),
        field("decimal of half a digit", logical(#""bytes""#, "decimal", #","precision":1.5"#), "bytes"),
        field("decimal of a text", logical(#""bytes""#, "decimal", #","precision":"9""#), "bytes"),
        field(
            "decimal of 2^64 digits", logical(#""bytes""#, "decimal", #","precision":18446744073709551616"#), "bytes"),
        field("decimal of negative scale", logical(#""bytes""#, "decimal", #","precision":9,"scale":-1"#), "bytes"),
        field("decimal of a larger scale", logical(#""bytes""#, "decimal", #","precision":2,"scale":3"#), "bytes"),
        field("decimal of a string", logical(#""string""#, "decimal", #","precision":9"#), "string"),
        field(
            "decimal of more digits than its fixed holds",
            #"{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":10}"#, "fixed(4)"),
        field(
            "decimal of fixed size without precision", #"{"type":"fixed","name":"F","size":4,"logicalType":"decimal"}"#,
            "fixed(4)"),
    ]

    static let shapes: [SchemaCase] = [
        SchemaCase("no JSON", "", .badSchema), SchemaCase("half of an object", #"{"type":"record""#, .badSchema),
        SchemaCase("JSON and more", #"{"type":"record","name":"R","fields":[]} x"#, .badSchema),
        SchemaCase("a text", #""record""#, .badSchema), SchemaCase("a number", "7", .badSchema),
        SchemaCase("null", "null", .badSchema), SchemaCase("a union", #"["null","int"]"#, .badSchema),
        SchemaCase("an int", #"{"type":"int"}"#, .badSchema),
        SchemaCase("a record without fields", #"{"type":"record","name":"R"}"#, .badSchema),
        SchemaCase("fields that are no list", #"{"type":"record","name":"R","fields":{}}"#, .badSchema),
        SchemaCase("a field that is a text", #"{"type":"record","name":"R","fields":["a"]}"#, .badSchema),
        SchemaCase("a field without a type", #"{"type":"record","name":"R","fields":[{"name":"a"}]}"#, .badSchema),
        SchemaCase("a field without a name", #"{"type":"record","name":"R","fields":[{"type":"int"}]}"#, .badSchema),
        SchemaCase(
            "a field whose name is a number", #"{"type":"record","name":"R","fields":[{"name":1,"type":"int"}]}"#,
            .badSchema),
        field("a type that is a number", "1", .badSchema), field("a type that is null", "null", .badSchema),
        field("a type that is true", "true", .badSchema), field("a type that says not what it is", "{}", .badSchema),
        field("a type whose type is a number", #"{"type":5}"#, .badSchema),
        field("a union of nothing", "[]", .badSchema), field("a union with a number", #"["null",1]"#, .badSchema),
        field("an array of nothing", #"{"type":"array"}"#, .badSchema),
        field("a map of nothing", #"{"type":"map"}"#, .badSchema),
        field("an enum without symbols", #"{"type":"enum","name":"E"}"#, .badSchema),
        field("an enum of no symbol", #"{"type":"enum","name":"E","symbols":[]}"#, .badSchema),
        field("an enum with a number", #"{"type":"enum","name":"E","symbols":["a",1]}"#, .badSchema),
        field("a fixed without a size", #"{"type":"fixed","name":"F"}"#, .badSchema),
        field("a fixed of negative size", #"{"type":"fixed","name":"F","size":-1}"#, .badSchema),
        field("a fixed of 2^62 bytes", #"{"type":"fixed","name":"F","size":4611686018427387904}"#, .badSchema),
        field("a fixed whose size is a text", #"{"type":"fixed","name":"F","size":"4"}"#, .badSchema),
    ]

    static let names: [SchemaCase] = [
        SchemaCase("a record without a name", #"{"type":"record","fields":[]}"#, .badSchema),
        SchemaCase("a record of empty name", #"{"type":"record","name":"","fields":[]}"#, .badSchema),
        field("a type that is not there", #""F""#, .badSchema),
        field("a type that comes later", #"["null","F",{"type":"fixed","name":"F","size":1}]"#, .badSchema),
        field("a type of another namespace", #"["null",{"type":"fixed","name":"n.F","size":1},"F"]"#, .badSchema),
        field("an enum without a name", #"{"type":"enum","symbols":["a"]}"#, .badSchema),
        field("a fixed without a name", #"{"type":"fixed","size":1}"#, .badSchema),
        SchemaCase(
            "two fields of one name",
            #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"long"}]}"#, .badSchema
        ),
        field(
            "a type that is defined twice",
            #"[{"type":"fixed","name":"F","size":1},{"type":"enum","name":"F","symbols":["x"]}]"#, .badSchema),
        field("the record's own name once more", #"{"type":"record","name":"R","fields":[]}"#, .badSchema),
    ]

    static let hostile: [SchemaCase] = [
        field("64 arrays within each other", nested(#"{"type":"array","items":"#, "}", 64), .tooLarge),
        field("65 types within each other", nested(#"{"type":"#, "}", 65), .tooLarge),
        field("64 unions within each other", nested("[", "]", 64), .tooLarge),
        field(
            "64 records within each other",
            (0..<64).map { #"{"type":"record","name":"R\#($0)","fields":[{"name":"a","type":"# }.joined() + #""int""#
                + String(repeating: "}]}", count: 64), .tooLarge),
        SchemaCase("100,000 lists within each other", nested("[", "]", 100_000), .tooLarge),
        SchemaCase("100,000 lists that do not end", nested("[", "", 100_000, around: ""), .tooLarge),
        SchemaCase("50,000 objects within each other", nested(#"{"type":"#, "}", 50_000), .tooLarge),
        SchemaCase("a string that does not end", "\"" + String(repeating: "a", count: 1_000_000), .badSchema),
    ]
}

extension AvroType {
    /// In short, for the table above.
    var summary: String {
        switch self {
        case .array(let item): "array(\(item.summary))"
        case .map(let value): "map(\(value.summary))"
        case .union(let branches): "union([\(branches.map(\.summary).joined(separator: ", "))])"
        case .record(let name): "record(\(name))"
        case .decimal(let precision, let scale, nil): "decimal(\(precision), \(scale))"
        case .decimal(let precision, let scale, let size?): "decimal(\(precision), \(scale), \(size))"
        default: "\(self)"
        }
    }
}
