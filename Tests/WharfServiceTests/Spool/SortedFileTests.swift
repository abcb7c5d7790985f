import Testing

@testable import WharfService

/// What a sorter knows of a file that needs no merge.
struct SortedFileTests {
    /// Calls `body` with what a sorter makes of records with these numbers as keys.
    private static func withSorted(
        _ numbers: [UInt32], keyWidth: Int, arenaLimit: Int = RecordSorter.arenaBytes,
        _ body: (SortedRecords) throws -> Void
    ) throws {
        let scratch = try SpoolScratch()
        do {
            let folder = scratch.makeFolder()
            let sorter = RecordSorter(keyWidth: keyWidth, arenaLimit: arenaLimit) { folder.makeFile() }
            let row = [UInt8](repeating: 7, count: 20)
            for (ordinal, number) in numbers.enumerated() {
                // The number is at the key's end, behind what all keys have in common.
                let digits = withUnsafeBytes(of: number.bigEndian) { Array($0) }
                let key = [UInt8](repeating: 0, count: max(keyWidth - 4, 0)) + digits.prefix(keyWidth)
                let position = RecordPosition(ordinal: ordinal, line: ordinal + 1, offset: 0, length: 0)
                try key.withUnsafeBytes { key in
                    try row.withUnsafeBytes { try sorter.append(position, key: key, row: $0) }
                }
            }
            try body(sorter.finish())
        }
        #expect(try scratch.leftovers() == [])
    }

    /// The numbers of records in each range of the file.
    private static func counts(_ whole: SortedFile) throws -> [Int] {
        try whole.chunks.ranges(end: whole.file.count).map { range in
            var count = 0
            var reader = SpoolReader(whole.file, range: range)
            try reader.withEachRecord { _ in count += 1 }
            return count
        }
    }

    @Test(arguments: [4, 8, 20])
    func fileInStrictOrder_NeedsNoCopy(keyWidth: Int) throws {
        try Self.withSorted(Array(0..<5000), keyWidth: keyWidth, arenaLimit: 2000) { records in
            let whole = try #require(records.whole)
            #expect(whole.isStrict && whole.count == 5000)
            #expect(try Self.counts(whole) == [5000])
        }
    }

    /// Runs of about thirty records: the repetition stands within one and between two.
    @Test(arguments: [4, 8, 20])
    func repeatedKey_IsSeen_WhereverItStands(keyWidth: Int) throws {
        for place in 1..<100 {
            var numbers = [UInt32](0..<100)
            numbers[place] = numbers[place - 1]
            try Self.withSorted(numbers, keyWidth: keyWidth, arenaLimit: 2000) { records in
                let whole = try #require(records.whole)
                #expect(!whole.isStrict && whole.count == 100)
            }
        }
    }

    @Test(arguments: [4, 8, 20])
    func keyThatFalls_IsSeen_WhereverItStands(keyWidth: Int) throws {
        for place in 1..<100 {
            var numbers = [UInt32](0..<100)
            numbers.swapAt(place, place - 1)
            try Self.withSorted(numbers, keyWidth: keyWidth, arenaLimit: 2000) { records in
                #expect(records.whole?.isStrict != true)
                #expect(records.whole?.count ?? 100 == 100)
            }
        }
    }

    @Test func mergedRuns_AreNoFile() throws {
        try Self.withSorted([UInt32](0..<100).reversed(), keyWidth: 8, arenaLimit: 2000) { #expect($0.whole == nil) }
    }

    @Test func chunks_HoldWholeRows_WhateverTheOrder() throws {
        let numbers = [UInt32](0..<45_000)
        for order in [numbers, numbers.reversed()] {
            try Self.withSorted(order, keyWidth: 8) { records in
                let whole = try #require(records.whole)
                #expect(try Self.counts(whole) == [20_000, 20_000, 5000])
            }
        }
    }

    @Test func recordsWithoutKey_AreAFile_OfWhichNoOrderIsKnown() throws {
        try Self.withSorted(Array(0..<100), keyWidth: 0) { records in
            let whole = try #require(records.whole)
            #expect(!whole.isStrict && whole.count == 100)
        }
    }
}
