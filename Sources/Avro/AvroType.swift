/// What a value can be: the types of the Avro 1.11 specification, logical ones where they are well formed.
///
/// A logical type that is unknown or malformed leaves the type beneath it ("Logical Types").
public indirect enum AvroType: Sendable, Hashable {
    case null, boolean, int, long, float, double, bytes, string
    case fixed(Int)
    case enumeration([String])
    case date, timeMillis, timeMicros
    case timestampMillis, timestampMicros, localTimestampMillis, localTimestampMicros
    /// The unscaled number, big-endian, in bytes or in a `fixed` of so many.
    case decimal(precision: Int, scale: Int, fixedSize: Int?)
    case uuid
    case array(AvroType)
    case map(AvroType)
    case union([AvroType])
    /// A record, by its full name.
    case record(String)
}
