import Testing

@testable import WharfService

struct RecordSorterTests {
    /// One record as it went in or came out.
    struct Item: Equatable {
        var ordinal: Int
        var key: [UInt8]
        var row: [UInt8]
    }

    /// Small enough for more runs than one merge takes.
    private static let arenaLimit = 2000

    private static func items(_ count: Int, keyWidth: Int, seed: UInt64) -> [Item] {
        var random = SeededGenerator(seed: seed)
        // Few keys, many of them alike in their first octets, so that equal and nearly equal ones meet.
        let keys = (0..<400).map { _ in
            (0..<keyWidth).map {
                $0 < keyWidth - 2
                    ? UInt8.random(in: 0...1, using: &random) * 255 : UInt8.random(in: 0...255, using: &random)
            }
        }
        return (0..<count).map { ordinal in
            let key = keys.randomElement(using: &random) ?? []
            let row = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            return Item(ordinal: ordinal, key: key, row: row)
        }
    }

    /// What a sorter makes of the items, and how many files it took.
    private static func sorted(_ items: [Item], keyWidth: Int, arenaLimit: Int) throws -> (items: [Item], files: Int) {
        let scratch = try SpoolScratch()
        var files = 0
        var sorted: [Item] = []
        do {
            let folder = scratch.makeFolder()
            let sorter = RecordSorter(keyWidth: keyWidth, arenaLimit: arenaLimit) {
                files += 1
                return folder.makeFile()
            }
            for item in items {
                let position = RecordPosition(
                    ordinal: item.ordinal, line: item.ordinal + 1, offset: item.ordinal * 7, length: 6)
                try item.key.withUnsafeBytes { key in
                    try item.row.withUnsafeBytes { try sorter.append(position, key: key, row: $0) }
                }
            }
            #expect(sorter.count == items.count)
            var records = try sorter.finish()
            func take(_ record: SpooledRecord) {
                let position = record.position
                #expect(position.line == position.ordinal + 1 && position.offset == position.ordinal * 7)
                sorted.append(Item(ordinal: position.ordinal, key: Array(record.key), row: Array(record.row)))
            }
            try records.withEachRecord(take)
            #expect(try records.next { _ in } == nil)
        }
        #expect(try scratch.leftovers() == [])
        #expect(scratch.root.budget.usedBytes == 0)
        return (sorted, files)
    }

    private static func inOrder(_ items: [Item]) -> [Item] {
        items.sorted { left, right in
            if left.key == right.key { return left.ordinal < right.ordinal }
            return left.key.lexicographicallyPrecedes(right.key)
        }
    }

    @Test(arguments: [2, 4, 8, 12, 20], [1, 2, 3] as [UInt64])
    func records_ComeInKeyOrder_EqualOnesAsTheyCame(keyWidth: Int, seed: UInt64) throws {
        let items = Self.items(5000, keyWidth: keyWidth, seed: seed)
        let result = try Self.sorted(items, keyWidth: keyWidth, arenaLimit: Self.arenaLimit)
        #expect(result.items == Self.inOrder(items))
        #expect(result.files > 1, "merged in more than one pass")
    }

    @Test(arguments: [0, 1, 2, 3, 63, 64, 65, 66, 128, 129])
    func runs_AreMerged_WhateverTheirNumber(runs: Int) throws {
        // Each record is a run: keys fall, and the arena holds one.
        let items = (0..<runs).map { Item(ordinal: $0, key: [0, UInt8(255 - $0), 0, 0], row: [1, 2, 3]) }
        let result = try Self.sorted(items, keyWidth: 4, arenaLimit: 1)
        #expect(result.items == items.reversed())
        #expect(result.files == (runs > SortedRecords.widestMerge ? 2 : 1))
    }

    @Test(arguments: [2, 8, 20])
    func recordsInOrder_AreOneRun(keyWidth: Int) throws {
        let items = Self.inOrder(Self.items(5000, keyWidth: keyWidth, seed: 7)).enumerated().map { index, item in
            Item(ordinal: index, key: item.key, row: item.row)
        }
        let result = try Self.sorted(items, keyWidth: keyWidth, arenaLimit: Self.arenaLimit)
        #expect(result.items == items)
        #expect(result.files == 1, "nothing was merged")
    }

    @Test func recordsWithoutKey_KeepTheirOrder() throws {
        let items = Self.items(5000, keyWidth: 0, seed: 9)
        let result = try Self.sorted(items, keyWidth: 0, arenaLimit: Self.arenaLimit)
        #expect(result.items == items)
        #expect(result.files == 1)
    }

    @Test func records_MayBeLargerThanArenaAndBuffers() throws {
        let items = [90, 10, 50, 10].enumerated().map { index, key in
            Item(
                ordinal: index, key: [0, 0, 0, UInt8(key)], row: [UInt8](repeating: UInt8(key), count: 400_000 + index))
        }
        let result = try Self.sorted(items, keyWidth: 4, arenaLimit: Self.arenaLimit)
        #expect(result.items == Self.inOrder(items))
    }

    @Test func sorter_FailsWhole_WhenTheSpoolIsFull() throws {
        let scratch = try SpoolScratch(limitBytes: 600_000)
        do {
            let folder = scratch.makeFolder()
            let sorter = RecordSorter(keyWidth: 8, arenaLimit: 20_000) { folder.makeFile() }
            let items = Self.items(30_000, keyWidth: 8, seed: 1)
            let error = try #require(throws: SpoolError.self) {
                for item in items {
                    let position = RecordPosition(ordinal: item.ordinal, line: 1, offset: 0, length: 0)
                    try item.key.withUnsafeBytes { key in
                        try item.row.withUnsafeBytes { try sorter.append(position, key: key, row: $0) }
                    }
                }
                _ = try sorter.finish()
            }
            #expect(error.isFull)
            #expect(scratch.root.budget.usedBytes <= 600_000)
        }
        #expect(try scratch.leftovers() == [])
        #expect(scratch.root.budget.usedBytes == 0)
    }
}
