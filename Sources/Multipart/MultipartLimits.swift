/// What a parser accepts at most. The contents of parts have no limit here: the reader of the body counts.
public struct MultipartLimits: Sendable {
    /// Bytes of one part's headers, line ends and the blank line included.
    public var headerBytes: Int
    /// Parts in one body.
    public var parts: Int
    /// Bytes of a decoded `name`.
    public var nameBytes: Int
    /// Bytes of a decoded `filename`.
    public var filenameBytes: Int
    /// Bytes before the first boundary, which are skipped.
    public var preambleBytes: Int
    /// Bytes after the closing boundary, which are skipped.
    public var epilogueBytes: Int

    public init(
        headerBytes: Int = 16 << 10, parts: Int = 64, nameBytes: Int = 256, filenameBytes: Int = 1024,
        preambleBytes: Int = 16 << 10, epilogueBytes: Int = 16 << 10
    ) {
        self.headerBytes = headerBytes
        self.parts = parts
        self.nameBytes = nameBytes
        self.filenameBytes = filenameBytes
        self.preambleBytes = preambleBytes
        self.epilogueBytes = epilogueBytes
    }
}
