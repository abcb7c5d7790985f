import Testing

@testable import WharfService

struct SortKeyLayoutTests {
    private func row(_ fields: [(String, ColumnType)]) -> [UInt8] {
        var row = RowEncoder()
        var notes = ValueNotes()
        for (text, type) in fields {
            let rule = ValueRule(type: type, isNullable: true, characterSet: nil)
            let code = Array(text.utf8).withUnsafeBytes { rule.check($0, isQuoted: false, into: &row, notes: &notes) }
            #expect(code == nil, "\(text)")
        }
        return row.bytes
    }

    private func key(_ row: [UInt8], _ layout: SortKeyLayout, positions: [Int]) -> [UInt8]? {
        var key = [UInt8](repeating: 0xAA, count: layout.width)
        let isWhole = key.withUnsafeMutableBytes { place in
            row.withUnsafeBytes { layout.write(row: $0, positions: positions, into: place) }
        }
        return isWhole ? key : nil
    }

    /// Each text, shuffled, must come out in the order in which the table gives it, equal texts with equal keys.
    private func expectOrder(_ texts: [String], _ type: ColumnType) throws {
        let layout = try #require(SortKeyLayout(types: [type]))
        let keys = try texts.map { try #require(key(row([($0, type)]), layout, positions: [0])) }
        for (index, pair) in zip(keys, keys.dropFirst()).enumerated() {
            #expect(pair.0.lexicographicallyPrecedes(pair.1), "\(texts[index]) before \(texts[index + 1])")
        }
    }

    @Test
    func integers_SortByValue() throws {
        let signed = ColumnType.integer(minimum: .min, maximum: UInt64(Int64.max), acceptsBooleans: false)
        let unsigned = ColumnType.integer(minimum: 0, maximum: .max, acceptsBooleans: false)
        try expectOrder(["-9223372036854775808", "-256", "-1", "0", "1", "255", "256", "9223372036854775807"], signed)
        try expectOrder(["0", "1", "9223372036854775807", "9223372036854775808", "18446744073709551615"], unsigned)
    }

    @Test
    func otherTypes_SortByValue() throws {
        try expectOrder(
            ["-999.99", "-10", "-9.99", "-0.02", "-0.01", "0", "0.01", "0.1", "1", "9.99", "10", "999.99"],
            .decimal(precision: 5, scale: 2, isUnsigned: false))
        try expectOrder(["0", "9", "10", "99"], .decimal(precision: 2, scale: 0, isUnsigned: true))
        try expectOrder(["-0.99", "-0.5", "0", "0.5"], .decimal(precision: 2, scale: 2, isUnsigned: false))
        try expectOrder(["1000-01-01", "2020-12-31", "2021-01-01", "2021-02-01", "9999-12-31"], .date)
        try expectOrder(
            ["2021-01-31T23:59:59Z", "2021-01-31T23:59:59.000001Z", "2021-02-01", "9999-12-31T23:59:59.999999Z"],
            .datetime(fraction: 6))
        try expectOrder(["2021-01-31T23:59:59Z", "2021-02-01T00:00:00Z"], .timestamp(fraction: 0))
        try expectOrder(
            ["-838:59:59", "-01:00:00", "-00:59:59.999", "-00:00:00.001", "0:00", "0:00:00.001", "0:01", "838:59:59"],
            .time(fraction: 3))
        try expectOrder(["z", "a", "m"], .enumeration(members: ["z", "a", "m"]))
        try expectOrder(["0x", "0x01", "0x0100ff", "0x7f", "0x80"], .binary(maximumBytes: 3, isPadded: true))
    }

    @Test
    func randomDecimals_SortAsNumbers() throws {
        var random = SeededGenerator(seed: 41)
        let type = ColumnType.decimal(precision: 13, scale: 3, isUnsigned: false)
        let layout = try #require(SortKeyLayout(types: [type]))
        let numbers = (0..<3000).map { index in
            index % 2 == 0
                ? Int64.random(in: -2000...2000, using: &random)
                : Int64.random(in: -9_999_999_999_999...9_999_999_999_999, using: &random)
        }
        let keyed = try numbers.map { number in
            let digits = String(number.magnitude)
            let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            let text = (number < 0 ? "-" : "") + padded.dropLast(3) + "." + padded.suffix(3)
            return (number, try #require(key(row([(text, type)]), layout, positions: [0])))
        }
        let byKey = keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
        #expect(byKey == numbers.sorted())
        #expect(Set(keyed.map(\.1)).count == Set(numbers).count)
    }

    @Test
    func compositeKeys_SortByColumnsInKeyOrder() throws {
        var random = SeededGenerator(seed: 42)
        let small = ColumnType.integer(minimum: -128, maximum: 127, acceptsBooleans: false)
        let name = ColumnType.text(maximumCharacters: 9, maximumBytes: 36, isPadded: false)
        let types = [small, name, ColumnType.date, ColumnType.enumeration(members: ["b", "a"])]
        // The key is (enumeration, integer, date), against the order of the columns.
        let layout = try #require(SortKeyLayout(types: [types[3], types[0], types[2]]))
        #expect(layout.width == 18)
        let keyed = try (0..<2000).map { _ in
            let (number, day) = (Int.random(in: -9...9, using: &random), Int.random(in: 10...28, using: &random))
            let member = Int.random(in: 0...1, using: &random)
            let texts = ["\(number)", "name", "2021-01-\(day)", ["b", "a"][member]]
            let bytes = row(Array(zip(texts, types)))
            return ([member, number, day], try #require(key(bytes, layout, positions: [3, 0, 2])))
        }
        let byKey = keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
        #expect(byKey == keyed.map(\.0).sorted { $0.lexicographicallyPrecedes($1) })
        #expect(Set(keyed.map(\.1)).count == Set(keyed.map(\.0)).count)
    }

    @Test
    func serverText_GivesTheSameKey() throws {
        let type = ColumnType.decimal(precision: 5, scale: 2, isUnsigned: true)
        let layout = try #require(SortKeyLayout(types: [type]))
        var zerofilled = RowEncoder()
        Array("000.50".utf8).withUnsafeBytes { zerofilled.append(bytes: $0) }
        #expect(key(zerofilled.bytes, layout, positions: [0]) == key(row([("0.5", type)]), layout, positions: [0]))
    }

    @Test
    func nullInTheKey_GivesNoKey() throws {
        let layout = try #require(SortKeyLayout(types: [.date, .date]))
        #expect(key(row([("", .date), ("2021-01-01", .date)]), layout, positions: [0, 1]) == nil)
        #expect(key(row([("2021-01-01", .date), ("", .date)]), layout, positions: [0, 1]) == nil)
    }

    @Test
    func layout_IsNil_WhereTheDatabaseDecides() {
        let undecided: [ColumnType] = [
            .text(maximumCharacters: 1, maximumBytes: 4, isPadded: false), .binary(maximumBytes: 8, isPadded: false),
            .binary(maximumBytes: 65, isPadded: true), .json, .float(isUnsigned: false), .double(isUnsigned: true),
            .set(members: ["a"]), .unsupported("geometry"),
        ]
        for type in undecided {
            #expect(SortKeyLayout(types: [type]) == nil)
            #expect(SortKeyLayout(types: [.date, type]) == nil)
        }
        #expect(SortKeyLayout(types: []) == nil)
        #expect(SortKeyLayout(types: [.binary(maximumBytes: 64, isPadded: true)])?.width == 64)
    }
}
