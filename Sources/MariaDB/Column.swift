internal import CMariaDB

/// A column of a result.
public struct Column: Sendable, Hashable {
    /// How its values come.
    public enum Kind: Sendable, Hashable {
        /// Integers and `YEAR`.
        case signed, unsigned
        case float, double
        /// Text, `DECIMAL`, `JSON`, `ENUM`, and dates and times in the server's own spelling, with exactly the
        /// fraction digits that the column has.
        case text
        /// `BINARY`, `BLOB`, `BIT` (most significant byte first) and geometry.
        case bytes
    }

    /// The alias, or the column's name, as it was when the statement was prepared.
    public let name: String
    public let kind: Kind
    /// Digits to which `RowCursor.withText` pads an integer: the display width of a `ZEROFILL` or `YEAR` column, else 0.
    public let zeroFillWidth: Int
    /// How many bytes a value may have, at most, by its type.
    let lengthBytes: Int

    init(_ field: MYSQL_FIELD) {
        name = String(decoding: UnsafeRawBufferPointer(start: field.name, count: Int(field.name_length)), as: UTF8.self)
        kind = Self.kind(of: field)
        let isFilled = field.flags & UInt32(ZEROFILL_FLAG) != 0 && (kind == .signed || kind == .unsigned)
        zeroFillWidth = isFilled ? min(Int(field.length), 255) : 0
        lengthBytes = Int(field.length)
    }

    private static func kind(of field: MYSQL_FIELD) -> Kind {
        switch field.type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
            field.flags & UInt32(UNSIGNED_FLAG) != 0 ? .unsigned : .signed
        case MYSQL_TYPE_FLOAT: .float
        case MYSQL_TYPE_DOUBLE: .double
        case MYSQL_TYPE_BIT, MYSQL_TYPE_GEOMETRY: .bytes
        case MYSQL_TYPE_VARCHAR, MYSQL_TYPE_VAR_STRING, MYSQL_TYPE_STRING, MYSQL_TYPE_TINY_BLOB, MYSQL_TYPE_BLOB,
            MYSQL_TYPE_MEDIUM_BLOB, MYSQL_TYPE_LONG_BLOB:
            // Collation 63 is `binary`. Numbers and dates carry it too, hence only here.
            field.charsetnr == 63 ? .bytes : .text
        default: .text
        }
    }
}
