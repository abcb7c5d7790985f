/// What a field holds. Types that are not flat (`isFlat`) can be skipped, not read.
///
/// A logical type that this reader does not know, or whose attributes are not valid, counts as the type beneath it, as
/// the specification wants it.
public enum AvroType: Sendable, Hashable {
    case null, boolean, int, long, float, double, bytes, string
    /// Bytes of one length.
    case fixed(Int)
    /// An index into these symbols.
    case enumeration([String])
    /// Days since 1970-01-01, an int.
    case date
    /// Since midnight; an int, a long.
    case timeMillis, timeMicros
    /// Since 1970-01-01 00:00 UTC, a long.
    case timestampMillis, timestampMicros
    /// Since 1970-01-01 00:00 on the local clock, a long.
    case localTimestampMillis, localTimestampMicros
    /// The unscaled value in two's complement, big-endian: in bytes of any length, or in `fixedSize` of them.
    case decimal(precision: Int, scale: Int, fixedSize: Int?)
    /// A string.
    case uuid
    /// Not flat. `union` is one that is not of null and one other type.
    case array, map, record, union

    /// Whether a record's value of this type can be read.
    public var isFlat: Bool {
        switch self {
        case .array, .map, .record, .union: false
        default: true
        }
    }
}
