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
            var parser = SchemaParser(depthLimit: limits.depth)
            (name, fields) = try parser.topRecord(try SchemaReader.read(json))
            records = parser.records
        } catch {
            throw error.at(0)
        }
        text = String(decoding: json, as: UTF8.self)
    }
}
