import Avro
import Testing

struct SchemaTests {
    @Test(arguments: SchemaCase.good)
    func schema_HasItsFields(_ schemaCase: SchemaCase) throws {
        let schema = try AvroSchema(Array(schemaCase.json.utf8))
        #expect(schema.name == schemaCase.recordName && schema.text == schemaCase.json)
        let fields = schema.fields.map { field in
            "\(field.name): \(field.type.summary)" + (field.nullBranch.map { "?\($0)" } ?? "")
        }
        #expect(fields == schemaCase.fields)
        for field in schema.fields { #expect(field.isNullable == (field.nullBranch != nil || field.type == .null)) }
    }

    @Test(arguments: SchemaCase.bad)
    func schema_IsRefused(_ schemaCase: SchemaCase) {
        let error = #expect(throws: AvroError.self) { try AvroSchema(Array(schemaCase.json.utf8)) }
        #expect(error?.reason == schemaCase.reason, "\(String(describing: error))")
        #expect(error?.offset == 0 && (error?.detail.utf8.count ?? 0) < 300)
    }

    @Test func schema_IsRefused_OneByteOverTheLimit() throws {
        let json = Array(#"{"type":"record","name":"R","fields":[]}"#.utf8)
        var limits = AvroLimits()
        limits.schemaBytes = json.count
        #expect(try AvroSchema(json, limits: limits).fields.isEmpty)
        limits.schemaBytes -= 1
        let error = #expect(throws: AvroError.self) { try AvroSchema(json, limits: limits) }
        #expect(error?.reason == .tooLarge)
    }

    @Test func schema_IsRefused_WhenItIsNotUTF8() {
        let json = Array(#"{"type":"record","name":""#.utf8) + [0xff] + Array(#"","fields":[]}"#.utf8)
        #expect(throws: AvroError.self) { try AvroSchema(json) }
    }

    /// A table of as many columns as a server allows, each with as long a comment.
    @Test func wideSchema_IsRead_InTime() throws {
        let doc = String(repeating: "漢", count: 1024)
        let fields = (0..<1017).map { #"{"name":"c\#($0)","type":["null","int"],"doc":"\#(doc)"}"# }
        let json = #"{"type":"record","name":"R","fields":[\#(fields.joined(separator: ","))]}"#
        let start = ContinuousClock.now
        #expect(try AvroSchema(Array(json.utf8)).fields.count == 1017)
        #expect(start.duration(to: .now) < .seconds(30))
    }

    /// As many parts as fit into the most bytes of a schema.
    @Test(arguments: ["[]", "{}", "0", "1.5", "null", #""a""#, #"{"a":0}"#])
    func schemaOfManyParts_IsReadInTime(_ part: String) {
        let json =
            "[" + Array(repeating: part, count: AvroLimits().schemaBytes / (part.utf8.count + 1)).joined(separator: ",")
            + "]"
        let start = ContinuousClock.now
        #expect(throws: AvroError.self) { try AvroSchema(Array(json.utf8)) }
        let time = start.duration(to: .now)
        #expect(time < .seconds(30), "\(time)")
    }
}
