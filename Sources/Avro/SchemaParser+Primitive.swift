extension SchemaParser {
    static func primitive(_ name: String) -> ValueNode? {
        switch name {
        case "null": ValueNode(.null, .fixed, fixedBytes: 0)
        case "boolean": ValueNode(.boolean, .fixed, fixedBytes: 1)
        case "int": ValueNode(.int, .int)
        case "long": ValueNode(.long, .long)
        case "float": ValueNode(.float, .fixed, fixedBytes: 4)
        case "double": ValueNode(.double, .fixed, fixedBytes: 8)
        case "bytes": ValueNode(.bytes, .bytes)
        case "string": ValueNode(.string, .bytes)
        default: nil
        }
    }

    /// The node of a primitive type with a logical one on it; nil where there is none that counts.
    static func logical(_ name: String, _ object: [String: Any]) -> ValueNode? {
        switch (name, object["logicalType"] as? String) {
        case ("int", "date"): ValueNode(.date, .int)
        case ("int", "time-millis"): ValueNode(.timeMillis, .int)
        case ("long", "time-micros"): ValueNode(.timeMicros, .long)
        case ("long", "timestamp-millis"): ValueNode(.timestampMillis, .long)
        case ("long", "timestamp-micros"): ValueNode(.timestampMicros, .long)
        case ("long", "local-timestamp-millis"): ValueNode(.localTimestampMillis, .long)
        case ("long", "local-timestamp-micros"): ValueNode(.localTimestampMicros, .long)
        case ("string", "uuid"): ValueNode(.uuid, .bytes)
        case ("bytes", _): decimal(object, fixedSize: nil).map { ValueNode($0, .bytes) }
        default: nil
        }
    }

    /// nil where the object has no logical type decimal, or one that is not valid.
    static func decimal(_ object: [String: Any], fixedSize: Int?) -> AvroType? {
        guard object["logicalType"] as? String == "decimal", let precision = object["precision"] as? Int, precision > 0
        else { return nil }
        let scale = object["scale"] as? Int ?? 0
        guard 0...precision ~= scale else { return nil }
        // n bytes hold floor(log10(2^(8n-1) - 1)) digits; 0.30103 is a little more than log10(2), by less than any
        // power of two with up to 1000 digits is away from a power of ten.
        if let fixedSize, Double(precision) > (Double(8 * fixedSize - 1) * 0.30102999566398).rounded(.down) {
            return nil
        }
        return .decimal(precision: precision, scale: scale, fixedSize: fixedSize)
    }
}
