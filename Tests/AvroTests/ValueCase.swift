import Testing

/// A type and values of it, with what a reader that knows logical types must make of each (`oracle.py` says it so).
struct ValueCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// The type's JSON.
    let type: String
    /// Of a type that is spoken of by its name the second time.
    let typeName: String?
    let values: [(value: Value, meaning: String)]

    var testDescription: String { name }

    init(
        _ name: String, _ type: String, typeName: String? = nil, _ values: [(value: Value, meaning: String)]
    ) {
        (self.name, self.type, self.typeName, self.values) = (name, type, typeName, values)
    }

    private static func logical(_ name: String, _ base: String, _ more: String = "") -> String {
        #"{"type":"\#(base)","logicalType":"\#(name)"\#(more)}"#
    }

    static let all = plain + texts + moments + decimals

    static let plain: [ValueCase] = [
        ValueCase("null", #""null""#, [(.null, "null")]),
        ValueCase("boolean", #""boolean""#, [(.boolean(false), "bool False"), (.boolean(true), "bool True")]),
        ValueCase(
            "int", #""int""#,
            [
                (.int(0), "int 0"), (.int(-1), "int -1"), (.int(63), "int 63"), (.int(64), "int 64"),
                (.int(-64), "int -64"), (.int(-65), "int -65"),
                (.int(.max), "int 2147483647"), (.int(.min), "int -2147483648"),
            ]),
        ValueCase(
            "long", #""long""#,
            [
                (.long(0), "int 0"), (.long(1), "int 1"), (.long(8191), "int 8191"), (.long(8192), "int 8192"),
                (.long(1 << 54), "int 18014398509481984"),
                (.long(.max), "int 9223372036854775807"), (.long(.min), "int -9223372036854775808"),
            ]),
        ValueCase(
            "float", #""float""#,
            [
                (.float(0), "float 0.0"), (.float(-0.0), "float -0.0"), (.float(1.5), "float 1.5"),
                (.float(0.1), "float 0.10000000149011612"),
                (.float(.greatestFiniteMagnitude), "float 3.4028234663852886e+38"),
                (.float(-.leastNonzeroMagnitude), "float -1.401298464324817e-45"),
            ]),
        ValueCase(
            "double", #""double""#,
            [
                (.double(0), "float 0.0"), (.double(-0.0), "float -0.0"), (.double(0.1), "float 0.1"),
                (.double(.greatestFiniteMagnitude), "float 1.7976931348623157e+308"),
                (.double(.leastNonzeroMagnitude), "float 5e-324"), (.double(-2.5e-8), "float -2.5e-08"),
            ]),
        ValueCase(
            "enum", #"{"type":"enum","name":"Suit","symbols":["spades","hearts","clubs"]}"#, typeName: "Suit",
            [(.symbol(0), "str spades"), (.symbol(1), "str hearts"), (.symbol(2), "str clubs")]),
    ]

    /// What JSON has no numbers for, which `avrocat` therefore cannot print.
    static let endless: [ValueCase] = [
        ValueCase(
            "float without end", #""float""#,
            [(.float(.infinity), "float inf"), (.float(-.infinity), "float -inf"), (.float(.nan), "float nan")]),
        ValueCase(
            "double without end", #""double""#,
            [(.double(.infinity), "float inf"), (.double(-.infinity), "float -inf"), (.double(.nan), "float nan")]),
    ]

    static let texts: [ValueCase] = [
        ValueCase(
            "string", #""string""#,
            [
                (.text(""), "str "), (.text("a"), "str a"), (.text("Zoë 漢字 🐳"), "str Zoë 漢字 🐳"),
                (.text("\"\\\n\t"), "str \"\\\n\t"),
                (.text(String(repeating: "x", count: 64)), "str " + String(repeating: "x", count: 64)),
            ]),
        ValueCase(
            "bytes", #""bytes""#,
            [(.bytes([]), "bytes "), (.bytes([0]), "bytes 00"), (.bytes([0, 0x7f, 0x80, 0xff]), "bytes 007f80ff")]),
        ValueCase(
            "fixed", #"{"type":"fixed","name":"Four","size":4}"#, typeName: "Four",
            [(.fixed([0, 0, 0, 0]), "bytes 00000000"), (.fixed([0xde, 0xad, 0xbe, 0xef]), "bytes deadbeef")]),
        ValueCase(
            "uuid", logical("uuid", "string"),
            [
                (
                    .text("00112233-4455-6677-8899-aabbccddeeff"), "uuid 00112233-4455-6677-8899-aabbccddeeff"
                )
            ]),
    ]

    static let moments: [ValueCase] = [
        ValueCase(
            "date", logical("date", "int"),
            [
                (.int(0), "date 1970-01-01"), (.int(-719_162), "date 0001-01-01"), (.int(-354_285), "date 1000-01-01"),
                (.int(11_016), "date 2000-02-29"), (.int(2_932_896), "date 9999-12-31"),
            ]),
        ValueCase(
            "time of milliseconds", logical("time-millis", "int"),
            [(.int(0), "time 00:00:00"), (.int(86_399_999), "time 23:59:59.999000")]),
        ValueCase(
            "time", logical("time-micros", "long"),
            [
                (.long(0), "time 00:00:00"), (.long(1), "time 00:00:00.000001"),
                (.long(86_399_999_999), "time 23:59:59.999999"),
            ]),
        ValueCase(
            "timestamp", logical("timestamp-micros", "long"),
            [
                (.long(0), "datetime 1970-01-01T00:00:00+00:00"),
                (.long(-1), "datetime 1969-12-31T23:59:59.999999+00:00"),
                (.long(-62_135_596_800_000_000), "datetime 0001-01-01T00:00:00+00:00"),
                (.long(1_709_210_096_123_456), "datetime 2024-02-29T12:34:56.123456+00:00"),
                (.long(253_402_300_799_999_999), "datetime 9999-12-31T23:59:59.999999+00:00"),
            ]),
        ValueCase(
            "timestamp of milliseconds", logical("timestamp-millis", "long"),
            [
                (.long(-1), "datetime 1969-12-31T23:59:59.999000+00:00"),
                (.long(253_402_300_799_999), "datetime 9999-12-31T23:59:59.999000+00:00"),
            ]),
        ValueCase(
            "local timestamp", logical("local-timestamp-micros", "long"),
            [
                (.long(0), "datetime 1970-01-01T00:00:00"),
                (.long(-62_135_596_800_000_000), "datetime 0001-01-01T00:00:00"),
                (.long(253_402_300_799_999_999), "datetime 9999-12-31T23:59:59.999999"),
            ]),
        ValueCase(
            "local timestamp of milliseconds", logical("local-timestamp-millis", "long"),
            [(.long(-1), "datetime 1969-12-31T23:59:59.999000")]),
    ]

    private static let most65 = String(repeating: "9", count: 65)

    static let decimals: [ValueCase] = [
        ValueCase(
            "decimal", logical("decimal", "bytes", #","precision":10,"scale":2"#),
            [
                (.bytes([0]), "decimal 0.00"), (.bytes([1]), "decimal 0.01"), (.bytes([0xff]), "decimal -0.01"),
                (.bytes([0x00, 0x80]), "decimal 1.28"), (.bytes([0x80]), "decimal -1.28"),
                (.bytes([0x02, 0x54, 0x0b, 0xe3, 0xff]), "decimal 99999999.99"),
                (.bytes([0xfd, 0xab, 0xf4, 0x1c, 0x01]), "decimal -99999999.99"),
            ]),
        ValueCase(
            "unsigned long", logical("decimal", "bytes", #","precision":20,"scale":0"#),
            [
                (.bytes([0x00] + [UInt8](repeating: 0xff, count: 8)), "decimal 18446744073709551615"),
                (.bytes([0x00, 0x80] + [UInt8](repeating: 0, count: 7)), "decimal 9223372036854775808"),
            ]),
        ValueCase(
            "longest decimal", logical("decimal", "bytes", #","precision":65,"scale":0"#),
            [
                (.bytes(nines65), "decimal \(most65)"),
                (.bytes(negated(nines65)), "decimal -\(most65)"),
            ]),
        ValueCase(
            "decimal of fixed size",
            #"{"type":"fixed","name":"Money","size":8,"logicalType":"decimal","precision":18,"scale":4}"#,
            typeName: "Money",
            [
                (.fixed([0, 0, 0, 0, 0, 0, 0x30, 0x39]), "decimal 1.2345"),
                (.fixed([0x0d, 0xe0, 0xb6, 0xb3, 0xa7, 0x63, 0xff, 0xff]), "decimal 99999999999999.9999"),
                (.fixed([UInt8](repeating: 0xff, count: 8)), "decimal -0.0001"),
            ]),
    ]

    /// 10^65 - 1, big-endian.
    private static let nines65: [UInt8] = {
        var number: [UInt8] = [UInt8](repeating: 0, count: 28)
        for _ in 0..<65 {
            var carry = 9
            for index in number.indices.reversed() {
                let product = Int(number[index]) * 10 + carry
                number[index] = UInt8(product & 0xff)
                carry = product >> 8
            }
        }
        return number
    }()

    /// Two's complement.
    private static func negated(_ number: [UInt8]) -> [UInt8] {
        var result = number.map { ~$0 }
        for index in result.indices.reversed() {
            result[index] &+= 1
            if result[index] != 0 { break }
        }
        return result
    }
}
