/// What one record may cost. A record beyond a limit is delivered once, with its defect; memory stays bounded.
public struct CSVLimits: Sendable, Hashable {
    /// Longest record in bytes, without its line end. Default: 1 MiB. At least 1.
    public var recordBytes: Int
    /// Most fields in a record. Default: 4096. At least 1.
    public var fields: Int

    /// Makes limits from bytes per record and fields per record.
    public init(recordBytes: Int = 1 << 20, fields: Int = 4096) {
        self.recordBytes = recordBytes
        self.fields = fields
    }
}
