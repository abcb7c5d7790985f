/// What one row or member may cost. Memory stays bounded whatever the input's size.
public struct JSONLimits: Sendable, Hashable {
    /// Longest row, or member of a document, in bytes. Default: 1 MiB. From 1 to 1 GiB.
    public var rowBytes: Int
    /// Longest string in bytes, as written between its quotes. Default: 1 MiB. At least 1.
    public var stringBytes: Int
    /// Most members of a row that is an object, elements of one that is an array, members of a document. Objects and
    /// arrays inside a field are bounded by `rowBytes` alone. Default: 4096. At least 1.
    public var fields: Int
    /// Most objects and arrays inside each other, the row itself being the first. Default: 32. From 1 to 256.
    public var depth: Int

    /// Makes limits.
    public init(rowBytes: Int = 1 << 20, stringBytes: Int = 1 << 20, fields: Int = 4096, depth: Int = 32) {
        self.rowBytes = rowBytes
        self.stringBytes = stringBytes
        self.fields = fields
        self.depth = depth
    }

    /// Whether a parser accepts these limits.
    public var isValid: Bool {
        1...(1 << 30) ~= rowBytes && stringBytes > 0 && fields > 0 && 1...256 ~= depth
    }
}
