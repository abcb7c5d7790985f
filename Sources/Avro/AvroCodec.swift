/// How the blocks of a file are compressed. The raw value is the name in the file's header.
public enum AvroCodec: String, Sendable, CaseIterable {
    /// Not at all.
    case null
    /// Raw deflate (RFC 1951) at zlib's default level; no checksum.
    case deflate
    /// Snappy, and the CRC-32 of what was compressed.
    case snappy
}
