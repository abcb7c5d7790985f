import Avro

/// A value of one field, floating numbers by their bits.
enum Value: Sendable, Hashable {
    case null
    case boolean(Bool)
    case int(Int32)
    case long(Int64)
    case floatBits(UInt32)
    case doubleBits(UInt64)
    case bytes([UInt8])
    case string([UInt8])
    case fixed([UInt8])
    /// The place of a symbol.
    case symbol(Int32)
    /// Of a type that is read over.
    case skipped

    static func text(_ text: String) -> Value { .string(Array(text.utf8)) }
    static func float(_ number: Float) -> Value { .floatBits(number.bitPattern) }
    static func double(_ number: Double) -> Value { .doubleBits(number.bitPattern) }

    init(_ record: borrowing AvroRecord, _ field: Int, of type: AvroType) {
        if record.isNull(field), !type.isNested {
            self = .null
            return
        }
        switch type {
        case .null: self = .null
        case .boolean: self = .boolean(record.boolean(field))
        case .int, .date, .timeMillis: self = .int(Int32(record.integer(field)))
        case .long, .timeMicros, .timestampMillis, .timestampMicros, .localTimestampMillis, .localTimestampMicros:
            self = .long(record.integer(field))
        case .float: self = .float(record.float(field))
        case .double: self = .double(record.double(field))
        case .bytes, .decimal(_, _, nil): self = .bytes(Array(record.bytes(field)))
        case .string, .uuid: self = .string(Array(record.bytes(field)))
        case .fixed, .decimal: self = .fixed(Array(record.bytes(field)))
        case .enumeration: self = .symbol(Int32(record.integer(field)))
        case .array, .map, .record, .union: self = .skipped
        }
    }

    func put(into file: AvroFileWriter) {
        switch self {
        case .null, .skipped: break
        case .boolean(let value): file.putBoolean(value)
        case .int(let value), .symbol(let value): file.putInt(value)
        case .long(let value): file.putLong(value)
        case .floatBits(let bits): file.putFloat(Float(bitPattern: bits))
        case .doubleBits(let bits): file.putDouble(Double(bitPattern: bits))
        case .bytes(let value): value.withUnsafeBytes { file.putBytes($0) }
        case .string(let value): value.withUnsafeBytes { file.putString($0) }
        case .fixed(let value): value.withUnsafeBytes { file.putFixed($0) }
        }
    }
}

extension AvroType {
    fileprivate var isNested: Bool {
        switch self {
        case .array, .map, .record, .union: true
        default: false
        }
    }
}
