import Testing

@testable import WharfService

struct SpoolFileTests {
    @Test(arguments: [1, 1000, 100_000, 300_000])
    func bytes_ComeBack_AtEveryOffset(most: Int) throws {
        var random = SeededGenerator(seed: UInt64(most))
        let scratch = try SpoolScratch()
        let file = scratch.makeFolder().makeFile()
        var expected: [UInt8] = []
        while expected.count < min(3 * most, 900_000) {
            let piece = (0..<Int.random(in: 0...most, using: &random)).map {
                UInt8(truncatingIfNeeded: $0 &* 31 &+ expected.count)
            }
            try file.append(piece)
            expected += piece
        }
        #expect(file.count == expected.count)
        for _ in 0..<50 {
            let start = Int.random(in: 0...expected.count, using: &random)
            let end = Int.random(in: start...expected.count, using: &random)
            #expect(try file.bytes(at: start, length: end - start) == Array(expected[start..<end]))
        }
        var tail = [UInt8](repeating: 0, count: 64)
        let got = try tail.withUnsafeMutableBytes { try file.read(at: expected.count - 1, into: $0) }
        #expect(got == 1 && tail[0] == expected.last)
    }

    @Test func smallFile_NeverTouchesTheDisk() throws {
        let scratch = try SpoolScratch()
        let file = scratch.makeFolder().makeFile()
        try file.append([UInt8](repeating: 1, count: SpoolFile.bufferBytes - 1))
        #expect(scratch.root.budget.usedBytes == 0)
        #expect(try scratch.leftovers() == [], "not even a folder")
        try file.append([1, 1])
        #expect(scratch.root.budget.usedBytes == SpoolFile.bufferBytes - 1)
    }

    @Test func fullSpool_IsToldApart_AndGivesEverythingBack() throws {
        let scratch = try SpoolScratch(limitBytes: 1_000_000)
        do {
            let folder = scratch.makeFolder()
            let (file, other) = (folder.makeFile(), folder.makeFile())
            try other.append([UInt8](repeating: 2, count: 500_000))
            let error = try #require(throws: SpoolError.self) {
                for _ in 0..<4 { try file.append([UInt8](repeating: 1, count: 300_000)) }
            }
            #expect(error.isFull)
            #expect(scratch.root.budget.usedBytes == 800_000)
            other.remove()
            #expect(scratch.root.budget.usedBytes == 300_000)
            #expect(try file.bytes(at: 0, length: 300_000) == [UInt8](repeating: 1, count: 300_000))
        }
        #expect(scratch.root.budget.usedBytes == 0)
        #expect(try scratch.leftovers() == [])
    }

    @Test func spoolThatCannotBeMade_SaysWhere() throws {
        let directory = try SampleScratch()
        try directory.put("", into: "file")
        let error = try #require(throws: SpoolError.self) {
            _ = try SpoolRoot(path: "\(directory.path)/file/spool", limitBytes: 1)
        }
        #expect(!error.isFull)
        #expect(error.description.contains("mkdir \(directory.path)/file/spool: Not a directory"))
    }

    @Test(arguments: [16, 1000, 64 << 10])
    func reader_GivesEveryRecord_WhateverTheBuffer(bufferBytes: Int) throws {
        let scratch = try SpoolScratch()
        let file = scratch.makeFolder().makeFile()
        let records = [0, 1, 5, 20_000, 0, 300_000, 7].map { length in
            (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        }
        var ends: [Int] = []
        for record in records {
            try record.withUnsafeBytes { try RecordSorter.write($0, to: file) }
            ends.append(file.count)
        }
        var reader = SpoolReader(file, bufferBytes: bufferBytes)
        var read: [[UInt8]] = []
        while let record = try reader.next({ Array($0) }) { read.append(record) }
        #expect(read == records)
        var part = SpoolReader(file, range: ends[1]..<ends[3], bufferBytes: bufferBytes)
        #expect(try part.next { Array($0) } == records[2])
        #expect(try part.next { Array($0) } == records[3])
        #expect(try part.next { Array($0) } == nil)
    }

    @Test func rejects_ComeBack_WithTheirReasons() throws {
        let scratch = try SpoolScratch()
        let spool = RejectSpool(file: scratch.makeFolder().makeFile())
        let row: [UInt8] = [0, 0]
        for ordinal in 0..<500 {
            let reasons = [
                RejectReason(.missing, column: ordinal % 3),
                RejectReason(.tooLong, column: 300, value: [UInt8](repeating: 65, count: 999)),
                RejectReason(.aborted),
            ].prefix(ordinal % 3 + 1)
            try row.withUnsafeBytes {
                try spool.append(
                    RecordPosition(ordinal: ordinal, line: 1, offset: 2, length: 3), reasons: Array(reasons), row: $0)
            }
        }
        #expect(spool.count == 500)
        #expect(spool.byCode == [.missing: 500, .tooLong: 333, .aborted: 166])
        #expect(spool.byColumn == [0: 167, 1: 167, 2: 166, 300: 333])
        var ordinal = 0
        func take(_ record: RejectSpool.Record) {
            #expect(record.position == RecordPosition(ordinal: ordinal, line: 1, offset: 2, length: 3))
            #expect(
                record.reasons.map(\.code) == Array([RejectCode.missing, .tooLong, .aborted].prefix(ordinal % 3 + 1)))
            #expect(record.reasons.map(\.column) == Array([ordinal % 3, 300, nil].prefix(ordinal % 3 + 1)))
            #expect(record.reasons.dropFirst().first.map { $0.value.count == RejectReason.valueBytes } ?? true)
            #expect(Array(record.row) == row)
            ordinal += 1
        }
        try spool.withEachRecord(take)
        #expect(ordinal == 500)
        #expect(try spool.first(3).map(\.position.ordinal) == [0, 1, 2])
        #expect(try spool.first(1000).count == 500)
        #expect(try spool.first(0).isEmpty)
    }
}
