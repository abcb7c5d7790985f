/// One value of a statement's parameters or of a result.
///
/// Dates, times and decimals travel as text, in the server's own spelling.
public enum SQLValue: Sendable, Hashable {
    case null
    case signed(Int64)
    case unsigned(UInt64)
    case double(Double)
    /// Sent as `utf8mb4` text.
    case text(String)
    /// Sent as octets without a character set: for `BINARY` and `BLOB` columns. Not for `JSON` columns, which MySQL
    /// takes from text only.
    case bytes([UInt8])
}

extension SQLValue {
    public var isNull: Bool { self == .null }

    /// The value as a signed integer, also from text that is one (a `DECIMAL` sum); `nil` for `NULL`, anything else and
    /// what does not fit.
    public var int: Int64? {
        switch self {
        case .signed(let value): value
        case .unsigned(let value): Int64(exactly: value)
        case .double(let value): Int64(exactly: value)
        case .text(let text): Int64(text)
        case .null, .bytes: nil
        }
    }

    /// As `int`, unsigned.
    public var uint: UInt64? {
        switch self {
        case .signed(let value): UInt64(exactly: value)
        case .unsigned(let value): value
        case .double(let value): UInt64(exactly: value)
        case .text(let text): UInt64(text)
        case .null, .bytes: nil
        }
    }

    /// The nearest `Double`; `nil` for `NULL`, bytes and text that is no number.
    public var double: Double? {
        switch self {
        case .signed(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        case .text(let text): Double(text)
        case .null, .bytes: nil
        }
    }

    /// The value as text; `nil` for `NULL` and for bytes that are not UTF-8.
    public var string: String? {
        switch self {
        case .null: nil
        case .signed(let value): String(value)
        case .unsigned(let value): String(value)
        case .double(let value): value.shortestText
        case .text(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        }
    }

    /// The octets of text or bytes, numbers as text; `nil` for `NULL`.
    public var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { return bytes }
        return string.map { Array($0.utf8) }
    }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByStringInterpolation, ExpressibleByNilLiteral, ExpressibleByBooleanLiteral
{
    public init(integerLiteral value: Int64) { self = .signed(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
    /// 1 or 0, as the servers spell truth.
    public init(booleanLiteral value: Bool) { self = .signed(value ? 1 : 0) }
}

extension BinaryFloatingPoint where Self: LosslessStringConvertible {
    /// The shortest digits that give this number again, without a trailing `.0`.
    var shortestText: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
