/// What a file may cost its reader. Memory stays bounded whatever the file claims.
public struct AvroLimits: Sendable, Hashable {
    /// Largest block in bytes, compressed or not. Default: 64 MiB. From 1 to 1 GiB.
    public var blockBytes: Int
    /// Longest header in bytes, schema and metadata. Default: 4 MiB. From 1 to 1 GiB.
    public var headerBytes: Int

    /// Makes limits.
    public init(blockBytes: Int = 64 << 20, headerBytes: Int = 4 << 20) {
        self.blockBytes = blockBytes
        self.headerBytes = headerBytes
    }

    /// Whether a reader accepts these limits.
    public var isValid: Bool {
        1...(1 << 30) ~= blockBytes && 1...(1 << 30) ~= headerBytes
    }
}
