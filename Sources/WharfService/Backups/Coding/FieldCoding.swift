/// How the values of a column are written in Avro: what becomes of each type, and which types are read back into it.
///
/// Logical types as in the Avro 1.11 specification, "Logical Types". What an Avro type cannot hold is refused, not changed.
enum FieldCoding: Sendable, Hashable {
    case int, long
    /// `BIGINT UNSIGNED` and `BIT(64)`: numbers that a `long` does not hold, as `decimal(20,0)`.
    case unsignedLong
    case decimal(precision: Int, scale: Int)
    case float, double
    case date
    /// A time of day, from 0 to 24 hours.
    case timeOfDay
    /// Microseconds that may be negative or more than a day, which no logical type allows.
    case timeSpan
    /// Microseconds since 1970 in UTC.
    case timestamp
    case string
    case bytes

    /// Digits of the greatest 64-bit number.
    static let unsignedLongPrecision = 20

    /// How a column is written; `nil` for a type that Wharf does not serve.
    ///
    /// - Parameter hasSpans: whether a `TIME` column holds values that are no time of day.
    init?(_ column: Column, hasSpans: Bool) {
        switch column.type {
        case .integer: self = Self.integer(column.sqlType.lowercased())
        case .decimal(let precision, let scale, _): self = .decimal(precision: precision, scale: scale)
        case .float: self = .float
        case .double: self = .double
        case .date: self = .date
        case .time: self = hasSpans ? .timeSpan : .timeOfDay
        case .datetime, .timestamp: self = .timestamp
        case .text, .enumeration, .set, .json: self = .string
        case .binary: self = .bytes
        case .unsupported: return nil
        }
    }

    /// By the declared type, whatever a `CHECK` leaves of its range: another `CHECK` must not make another schema.
    private static func integer(_ sqlType: String) -> FieldCoding {
        let isUnsigned = sqlType.contains("unsigned")
        if sqlType.hasPrefix("bigint") { return isUnsigned ? .unsignedLong : .long }
        if sqlType.hasPrefix("bit") { return sqlType == "bit(64)" ? .unsignedLong : .long }
        return sqlType.hasPrefix("int") && isUnsigned ? .long : .int
    }

    /// The schema of a value that is not null.
    var schema: JSONValue {
        switch self {
        case .int: "int"
        case .long, .timeSpan: "long"
        case .unsignedLong: Self.decimalSchema(precision: Self.unsignedLongPrecision, scale: 0)
        case .decimal(let precision, let scale): Self.decimalSchema(precision: precision, scale: scale)
        case .float: "float"
        case .double: "double"
        case .date: ["type": "int", "logicalType": "date"]
        case .timeOfDay: ["type": "long", "logicalType": "time-micros"]
        case .timestamp: ["type": "long", "logicalType": "timestamp-micros"]
        case .string: "string"
        case .bytes: "bytes"
        }
    }

    private static func decimalSchema(precision: Int, scale: Int) -> JSONValue {
        [
            "type": "bytes", "logicalType": "decimal", "precision": .integer(Int64(precision)),
            "scale": .integer(Int64(scale)),
        ]
    }

    /// The expression that gives the column's values in the text that is read here.
    func expression(_ name: String, _ column: Column) -> String {
        switch self {
        // The text of a FLOAT has six digits and loses the rest.
        case .float: "CAST(\(name) AS DOUBLE)"
        // The text of a BIT is its octets.
        case .long, .unsignedLong, .int: column.sqlType.lowercased().hasPrefix("bit") ? "\(name) + 0" : name
        default: name
        }
    }
}
