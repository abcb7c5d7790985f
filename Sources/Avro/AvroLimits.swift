/// How much of a file's own claims is believed.
public struct AvroLimits: Sendable {
    /// Bytes of a block, packed or not.
    public var blockBytes = 64 << 20
    /// Bytes of the schema's JSON: a table of a thousand columns, each with the longest comment, takes three million.
    public var schemaBytes = 4 << 20
    /// Bytes of all the header's metadata.
    public var headerBytes = 8 << 20
    /// Types within types.
    public var depth = 64

    public init() {}
}
