/// How the blocks of a file are packed.
public enum AvroCodec: String, Sendable, CaseIterable {
    case null
    /// RFC 1951, without zlib's header.
    case deflate
    /// Snappy, and the CRC-32 of the bytes before packing.
    case snappy

    /// What is written unless told otherwise: every reader of Avro knows it, and it is the smallest.
    public static let usual = AvroCodec.deflate
}
