/// What a column can hold, as far as a value's text can be judged outside the database.
///
/// Made from `information_schema.COLUMNS` alone; the display width of an integer type is never read.
public enum ColumnType: Sendable, Hashable {
    /// `TINYINT` … `BIGINT`, `YEAR` and `BIT(n)`, by the range they hold. `acceptsBooleans` is set for `TINYINT(1)`.
    case integer(minimum: Int64, maximum: UInt64, acceptsBooleans: Bool)
    /// `DECIMAL(precision, scale)`: at most `precision` digits, `scale` of them after the point.
    case decimal(precision: Int, scale: Int, isUnsigned: Bool)
    /// `FLOAT`: IEEE 754 binary32.
    case float(isUnsigned: Bool)
    /// `DOUBLE`: IEEE 754 binary64.
    case double(isUnsigned: Bool)
    /// `DATE`: 1000-01-01 to 9999-12-31.
    case date
    /// `TIME(fraction)`: -838:59:59 to 838:59:59, `fraction` digits (0-6) after the second.
    case time(fraction: Int)
    /// `DATETIME(fraction)`: years 1000 to 9999, stored in UTC.
    case datetime(fraction: Int)
    /// `TIMESTAMP(fraction)`: 1970-01-01 00:00:01 to 2038-01-19 03:14:07 UTC.
    case timestamp(fraction: Int)
    /// `CHAR`, `VARCHAR` and the `TEXT` types. `maximumCharacters` counts code points, `maximumBytes` octets of the
    /// column's own character set; a `CHAR` (`isPadded`) loses spaces at its end.
    case text(maximumCharacters: Int, maximumBytes: Int, isPadded: Bool)
    /// `BINARY`, `VARBINARY` and the `BLOB` types. A `BINARY(n)` (`isPadded`) is filled up with zero bytes.
    case binary(maximumBytes: Int, isPadded: Bool)
    /// `ENUM`: its members in the order of the definition.
    case enumeration(members: [String])
    /// `SET`: its members in the order of the definition.
    case set(members: [String])
    /// `JSON`: its text; whether it is well formed is decided by the database.
    case json
    /// A type that Wharf cannot load honestly, by its SQL name.
    case unsupported(String)
}
