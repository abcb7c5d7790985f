import Testing

@testable import WharfService

struct ValueRuleTests {
    static let int = ColumnType.integer(minimum: -2_147_483_648, maximum: 2_147_483_647, acceptsBooleans: false)
    static let name = ColumnType.text(maximumCharacters: 10, maximumBytes: 40, isPadded: false)
    static let code = ColumnType.text(maximumCharacters: 10, maximumBytes: 40, isPadded: true)
    static let colour = ColumnType.enumeration(members: ["red", "NULL"])

    static let cases: [FieldCase] = [
        FieldCase("", int, .missing), FieldCase("", int, .null).nullable(),
        FieldCase("", int, .missing).quoted(), FieldCase("", int, .null).nullable().quoted(),
        FieldCase("", name, .missing), FieldCase("", name, .null).nullable(),
        FieldCase("", name, .missing).quoted(), FieldCase("", name, .null).nullable().quoted(),
        FieldCase("", colour, .missing), FieldCase("", .json, .missing), FieldCase("", .set(members: ["a"]), .missing),
        FieldCase("NULL", int, .missing), FieldCase("NULL", int, .null).nullable(),
        FieldCase(" NULL\t", int, .null).nullable(), FieldCase("NULL", int, .notAnInteger).nullable().quoted(),
        FieldCase("null", int, .notAnInteger).nullable(), FieldCase("Null", int, .notAnInteger).nullable(),
        FieldCase("\\N", int, .null).nullable(), FieldCase("\\N", int, .missing),
        FieldCase("\\n", int, .notAnInteger).nullable(), FieldCase("\\N", name, .null).nullable(),
        FieldCase("\\N", name, "\\N").quoted(), FieldCase("NULL", name, .null).nullable(),
        FieldCase("NULL", name, .missing), FieldCase("NULL", name, "NULL").quoted(),
        FieldCase("null", name, "null").nullable(), FieldCase(" NULL", name, " NULL").nullable(),
        FieldCase("NULLS", name, "NULLS").nullable(), FieldCase("NUL", name, "NUL").nullable(),
        FieldCase("NULL", colour, .missing), FieldCase("NULL", colour, "NULL").quoted(),
        FieldCase("null", .json, "null").nullable(), FieldCase("NULL", .json, .null).nullable(),
        FieldCase("  \t", int, .missing), FieldCase("  \t", int, .null).nullable(),
        FieldCase("  ", int, .null).nullable().quoted(), FieldCase("  ", .date, .missing),
        FieldCase("  ", colour, .missing), FieldCase("  ", .json, .missing),
        FieldCase("  ", .binary(maximumBytes: 2, isPadded: false), .null).nullable(),
        FieldCase("  ", name, "  "), FieldCase("  ", name, "  ").nullable().quoted(), FieldCase("  ", code, ""),
        FieldCase("NaN", int, .notAnInteger), FieldCase("\u{A0}", int, .notAnInteger),
    ]

    @Test(arguments: cases)
    func missing_FollowsTheDocumentedRule(_ field: FieldCase) { field.run() }

    @Test
    func json_IsPassedOn_WhenItIsUTF8() {
        FieldCase(" {\"a\": 1} ", .json, " {\"a\": 1} ").run()
        FieldCase("{", .json, "{").run()
        FieldCase(bytes: [0x22, 0xFF, 0x22], .json, .rejected(.badEncoding)).run()
    }

    @Test
    func rowEncoder_KeepsRow_WhenItGrows() {
        var row = RowEncoder()
        let text = [UInt8](repeating: 0x61, count: 3000)
        row.append(unsigned: .max)
        text.withUnsafeBytes { row.append(bytes: $0) }
        row.appendNull()
        row.append(signed: .min)
        row.append(bytes: UnsafeRawBufferPointer(start: nil, count: 0))
        let expected: [Judgement] = [
            .unsigned(.max), .text(String(repeating: "a", count: 3000)), .null, .signed(.min), .text(""),
        ]
        #expect(wireValues(row.bytes) == expected)
        row.removeAll()
        #expect(row.count == 0)
        #expect(row.bytes.isEmpty)
    }

    @Test
    func wireReader_StopsAtEnd_WhenSkippingTooFar() {
        var row = RowEncoder()
        for number in 0..<3 { row.append(signed: Int64(number)) }
        let bytes = row.bytes
        bytes.withUnsafeBytes { wire in
            var reader = WireReader(wire)
            reader.skip(2)
            #expect(reader.next().map(Judgement.init) == .signed(2))
            reader.skip(5)
            #expect(reader.next() == nil)
        }
    }
}
