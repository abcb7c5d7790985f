/// A column of one type, with values at its extremes.
struct TypeCase: Sendable {
    /// What a value is in the file, and how the server is asked for it in the same terms.
    enum Kind: Sendable {
        case integer, bits, decimal, real, date, time, span, moment, text, choice, binary
    }

    let type: String
    let kind: Kind
    /// As SQL has them.
    let values: [String]

    init(_ type: String, _ kind: Kind, _ values: String...) {
        (self.type, self.kind, self.values) = (type, kind, values)
    }

    /// The expression for everything that two equal values have in common, as ASCII text.
    func fingerprint(_ column: String) -> String {
        switch kind {
        case .bits: "\(column) + 0"
        case .real: "CAST(\(column) AS DOUBLE)"
        case .text, .binary: "HEX(\(column))"
        case .choice: "CONCAT(\(column) + 0, ':', HEX(\(column)))"
        default: "CAST(\(column) AS CHAR)"
        }
    }

    /// The expression for the value as other readers of the file are to see it: a number, or the octets of a text.
    func meaning(_ column: String) -> String {
        switch kind {
        case .integer, .bits, .decimal: "CAST(\(column) + 0 AS CHAR)"
        case .text, .choice: "HEX(CONVERT(\(column) USING utf8mb4))"
        case .date: "DATE_FORMAT(\(column), '%Y-%m-%d')"
        case .moment: "DATE_FORMAT(\(column), '%Y-%m-%dT%H:%i:%s.%f')"
        case .time: "TIME_FORMAT(\(column), '%H:%i:%s.%f')"
        case .span: Self.microseconds(column)
        default: fingerprint(column)
        }
    }

    /// The expression for the number that the file has, where no logical type is understood.
    func plainNumber(_ column: String) -> String {
        switch kind {
        case .date: "DATEDIFF(\(column), '1970-01-01')"
        case .moment: "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', \(column))"
        case .time, .span: Self.microseconds(column)
        default: meaning(column)
        }
    }

    private static func microseconds(_ column: String) -> String {
        // TIME_TO_SEC has the fraction on MariaDB alone.
        let sign = "IF(\(column) < '00:00:00', -1, 1)"
        return "CAST(TRUNCATE(TIME_TO_SEC(\(column)), 0) * 1000000 + \(sign) * MICROSECOND(\(column)) AS SIGNED)"
    }

    // MARK: All of them

    static let all = integers + decimals + reals + moments + texts + octets

    private static let integers = [
        TypeCase("TINYINT", .integer, "-128", "127", "0"), TypeCase("TINYINT UNSIGNED", .integer, "0", "255"),
        TypeCase("TINYINT(1)", .integer, "0", "1", "-1"),
        TypeCase("SMALLINT", .integer, "-32768", "32767"), TypeCase("SMALLINT UNSIGNED", .integer, "0", "65535"),
        TypeCase("MEDIUMINT", .integer, "-8388608", "8388607"),
        TypeCase("MEDIUMINT UNSIGNED", .integer, "0", "16777215"),
        TypeCase("INT", .integer, "-2147483648", "2147483647"), TypeCase("INT UNSIGNED", .integer, "0", "4294967295"),
        TypeCase("INT(7) ZEROFILL", .integer, "42", "0", "4294967295"),
        TypeCase("BIGINT", .integer, "-9223372036854775808", "9223372036854775807", "-1"),
        TypeCase(
            "BIGINT UNSIGNED", .decimal, "0", "9223372036854775807", "9223372036854775808", "18446744073709551615"),
        TypeCase("BIGINT ZEROFILL", .decimal, "7", "18446744073709551615"),
        TypeCase("YEAR", .integer, "1901", "2155", "'0000'", "2000"),
        TypeCase("BIT(1)", .bits, "0", "1"), TypeCase("BIT(7)", .bits, "0", "127"),
        TypeCase("BIT(8)", .bits, "255", "48"), TypeCase("BIT(33)", .bits, "8589934591", "1"),
        TypeCase("BIT(63)", .bits, "9223372036854775807", "0"),
        TypeCase("BIT(64)", .decimal, "18446744073709551615", "0", "9223372036854775808"),
    ]

    private static let decimals = [
        TypeCase(
            "DECIMAL(65,30)", .decimal, "99999999999999999999999999999999999.999999999999999999999999999999",
            "-99999999999999999999999999999999999.999999999999999999999999999999", "1e-30", "-1e-30", "0", "-128"),
        TypeCase(
            "DECIMAL(65,0)", .decimal, "99999999999999999999999999999999999999999999999999999999999999999",
            "-99999999999999999999999999999999999999999999999999999999999999999", "-1", "255"),
        TypeCase("DECIMAL(1,0)", .decimal, "-9", "9", "0"), TypeCase("DECIMAL(2,2)", .decimal, "-0.99", "0.01"),
        TypeCase(
            "DECIMAL(38,10)", .decimal, "9999999999999999999999999999.9999999999", "-0.0000000001", "1234.5"),
        TypeCase("DECIMAL(10,2) UNSIGNED", .decimal, "99999999.99", "0"),
        TypeCase("DECIMAL(6,1) ZEROFILL", .decimal, "1.5", "99999.9"),
    ]

    private static let reals = [
        TypeCase(
            "FLOAT", .real, "3.4028234e38", "-3.4028234e38", "1.1754944e-38", "0.1", "1.0000001", "16777215", "'-0'"),
        TypeCase("FLOAT UNSIGNED", .real, "0", "1e-20"), TypeCase("FLOAT(7,3)", .real, "-1234.567", "0.001"),
        TypeCase(
            "DOUBLE", .real, "1.7976931348623157e308", "-1.7976931348623157e308", "2.2250738585072014e-308",
            "-1.2345678901234567e-300", "0.1", "1e0 / 3e0", "9007199254740993", "'-0'"),
        TypeCase("DOUBLE(10,2)", .real, "-12345678.91", "0.1"), TypeCase("DOUBLE ZEROFILL", .real, "1.5", "0"),
    ]

    private static let moments = [
        TypeCase("DATE", .date, "'1000-01-01'", "'9999-12-31'", "'0001-01-01'", "'1969-12-31'", "'2000-02-29'"),
        TypeCase("TIME", .time, "'00:00:00'", "'23:59:59'"),
        TypeCase("TIME(1)", .time, "'00:00:00.1'", "'23:59:59.9'"),
        TypeCase("TIME(3)", .time, "'00:00:00.001'", "'23:59:59.999'"),
        TypeCase("TIME(6)", .time, "'00:00:00.000001'", "'23:59:59.999999'", "'12:00:00'"),
        TypeCase("TIME", .span, "'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'"),
        TypeCase("TIME(2)", .span, "'24:00:00.01'", "'-00:00:00.01'", "'100:00:00'"),
        TypeCase("TIME(6)", .span, "'-838:59:59.999999'", "'838:59:59.999999'", "'-00:00:00.000001'", "'99:59:59.5'"),
        TypeCase("DATETIME", .moment, "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'1969-12-31 23:59:59'"),
        TypeCase("DATETIME(2)", .moment, "'0001-01-01 00:00:00'", "'2021-03-28 02:30:00.25'"),
        TypeCase("DATETIME(5)", .moment, "'1969-12-31 23:59:59.99999'", "'1970-01-01 00:00:00'"),
        TypeCase("DATETIME(6)", .moment, "'9999-12-31 23:59:59.999999'", "'0001-01-01 00:00:00.000001'"),
        TypeCase("TIMESTAMP", .moment, "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'"),
        TypeCase("TIMESTAMP(6)", .moment, "'1970-01-01 00:00:01.000001'", "'2038-01-19 03:14:07.999999'"),
    ]

    private static let everyASCII = "0x" + (0..<128).map { hexadecimal($0) }.joined()
    private static let everyLatin = "_latin1 0x" + (0..<256).map { hexadecimal($0) }.joined()

    private static func hexadecimal(_ octet: Int) -> String { String(octet + 256, radix: 16).suffix(2).uppercased() }

    private static let texts = [
        TypeCase("CHAR(10)", .text, "''", "'a'", "'ä😀'", "'  b'", "_utf8mb4 0x0009"),
        TypeCase(
            "VARCHAR(50)", .text, "''", "'at its end  '", "_utf8mb4 0x61006200", "'😀𝄞ß'", "_utf8mb4 0xF48FBFBF",
            #"'"\\''\n\t`'"#, "_utf8mb4 0xEFBBBF41", "'e\u{301}'", "' '"),
        TypeCase("VARCHAR(200) CHARACTER SET ascii", .text, "_ascii \(everyASCII)", "''", "'a '"),
        TypeCase("VARCHAR(300) CHARACTER SET latin1", .text, everyLatin, "'é€'", "''"),
        TypeCase("CHAR(3) CHARACTER SET latin1", .text, "'ÿ'", "_latin1 0x80819D"),
        TypeCase("VARCHAR(20) COLLATE utf8mb4_bin", .text, "'A '", "'a'"),
        TypeCase("TINYTEXT", .text, "REPEAT('ä', 127)", "''"),
        TypeCase("TEXT", .text, "REPEAT('äx ', 16383)", "'0x41'"),
        TypeCase("TEXT CHARACTER SET latin1", .text, everyLatin, "''"),
        TypeCase("MEDIUMTEXT", .text, "REPEAT('😀', 20000)", "''"),
        TypeCase("LONGTEXT", .text, "REPEAT('a', 100000)", "''"),
        TypeCase("JSON", .text, #"'{"a": 1.0, "b": [null, "\\u00e4😀", 12345678901234567890]}'"#, "'null'", "'\" \"'"),
        TypeCase("ENUM('2','1','it''s','ä, b','€','\\\\')", .choice, "'2'", "'1'", "3", "4", "'€'", "6"),
        TypeCase("ENUM('x','')", .choice, "'x'", "2"),
        TypeCase("ENUM('é','ñ') CHARACTER SET latin1", .choice, "1", "2"),
        TypeCase("SET('a','b c','ü','€')", .choice, "''", "15", "'a,€'", "2"),
    ]

    private static let octets = [
        TypeCase("BINARY(4)", .binary, "0x00", "0x6120", "0xFFFFFFFF"),
        TypeCase("VARBINARY(40)", .binary, "''", "0x00FF00", "'a  '", "0x30783431", "0xC328"),
        TypeCase("TINYBLOB", .binary, "''", "REPEAT(0xFF, 255)"),
        TypeCase("BLOB", .binary, "REPEAT(0x00, 65535)", "''"),
        TypeCase("MEDIUMBLOB", .binary, "REPEAT(0x00FF8000, 20000)", "0x00"),
        TypeCase("LONGBLOB", .binary, "REPEAT(0x5C27, 50000)", "0x80"),
    ]
}
