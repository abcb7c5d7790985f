internal import FoundationEssentials

/// The schema of a file whose records have named fields.
public struct AvroSchema: Sendable {
    public struct Field: Sendable, Hashable {
        public let name: String
        /// Of a union of null and one other type, that other type.
        public let type: AvroType
        /// Which branch of such a union null is: 0 or 1.
        public let nullBranch: Int?
        public let doc: String?

        public var isNullable: Bool { nullBranch != nil || type == .null }
    }

    /// The JSON as it stands in the file.
    public let text: String
    /// The record's full name.
    public let name: String
    public let fields: [Field]
    /// The fields of records, by full name.
    let records: [String: [AvroType]]

    /// Reads a schema's JSON.
    ///
    /// - Throws: `AvroError` with offset 0 where it is not the schema of a record.
    public init(_ json: [UInt8], limits: AvroLimits = AvroLimits()) throws(AvroError) {
        do throws(Failure) {
            guard json.count <= limits.schemaBytes else { throw Failure(.tooLarge, "a schema of \(json.count) bytes") }
            guard let node = try? JSONDecoder().decode(SchemaNode.self, from: Data(json)) else {
                throw Failure(.badSchema, "the schema is not JSON")
            }
            var parser = SchemaParser(depthLimit: limits.depth)
            (name, fields) = try parser.topRecord(node)
            records = parser.records
        } catch {
            throw error.at(0)
        }
        text = String(decoding: json, as: UTF8.self)
    }
}

/// A part of a schema's JSON.
indirect enum SchemaNode: Decodable {
    case text(String)
    case number(Int)
    case list([SchemaNode])
    case object([String: SchemaNode])
    /// What a schema has no meaning for.
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else if let object = try? container.decode([String: SchemaNode].self) {
            self = .object(object)
        } else if let list = try? container.decode([SchemaNode].self) {
            self = .list(list)
        } else {
            self = .other
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var list: [SchemaNode]? { if case .list(let list) = self { list } else { nil } }
}
