import Testing
import WharfService

/// The three files: the same for the same options, in the migration's format, and telling of a plausible company.
struct SampleGeneratorTests {
    @Test func digest_IsTheSame_ForTheSameOptions() throws {
        let options = SampleOptions(rows: 5000, seed: 42, rejectShare: 0.1)
        let first = try options.written()
        let second = try options.written()
        #expect(try first.scratch.digest() == second.scratch.digest())
        #expect(first.summary == second.summary)
    }

    @Test func digest_Differs_WhenTheSeedDiffers() throws {
        let digests = try [0, 1, 2, UInt64.max].map { seed in
            try SampleOptions(rows: 100, seed: seed).written().scratch.digest()
        }
        #expect(Set(digests).count == digests.count)
    }

    /// The bytes are a promise: whoever changes them changes these numbers, knowingly.
    @Test func digest_IsPinned() throws {
        let sound = SampleOptions(rows: 10, seed: 1)
        #expect(try sound.written().scratch.digest() == 0xC640_153F_3E0C_A8C5)
        let mixed = SampleOptions(rows: 2000, seed: 2021, rejectShare: 0.05, includesHeader: true)
        #expect(try mixed.written().scratch.digest() == 0x7121_A5A6_3D71_CFF0)
    }

    @Test func soundRecords_AreTheSame_WhateverTheRejectShare() throws {
        let sound = try Self.records(in: SampleOptions(rows: 3000, seed: 5).written().scratch)
        let mixed = try Self.records(in: SampleOptions(rows: 3000, seed: 5, rejectShare: 0.3).written().scratch)
        #expect(zip(sound, mixed).count { $0 == $1 } == 2100)
    }

    @Test(arguments: [0, 1, 2, 999, 20_000])
    func counts_AreThoseOfTheFiles(rows: Int) throws {
        let (scratch, summary) = try SampleOptions(rows: rows, seed: 3, rejectShare: 0.2).written()
        #expect(try scratch.names() == ["departments.csv", "hired_employees.csv", "jobs.csv"])
        let counts = try scratch.names().map { try Self.records(in: scratch, of: $0).count }
        #expect(counts == [summary.departments, summary.hiredEmployees, summary.jobs])
        #expect(summary.hiredEmployees == rows)
        #expect(summary.inserted + summary.rejected == rows)
        #expect(try scratch.names().map { try scratch.contents(of: $0).count }.reduce(0, +) == summary.bytes)
    }

    @Test func header_IsTheFirstLine_OnlyWhenAskedFor() throws {
        let (scratch, _) = try SampleOptions(rows: 3, includesHeader: true).written()
        #expect(try Self.records(in: scratch).first == Array("id,name,datetime,department_id,job_id".utf8))
        #expect(try Self.records(in: scratch).count == 4)
        #expect(try Self.records(in: scratch, of: "jobs.csv").first == Array("id,job".utf8))
        let (plain, _) = try SampleOptions(rows: 3).written()
        #expect(try Self.records(in: plain).first?.starts(with: Array("1,".utf8)) == true)
    }

    @Test func parents_AreDistinctAndQuotedWhereNeeded() throws {
        let (scratch, _) = try SampleOptions(rows: 0).written()
        for file in ["departments.csv", "jobs.csv"] {
            let records = try Self.records(in: scratch, of: file).map { try #require(SampleJudge.fields($0)) }
            #expect(records.allSatisfy { $0.count == 2 && !$0[1].isEmpty })
            #expect(records.map { $0[0] } == (1...records.count).map { Array(String($0).utf8) })
            #expect(Set(records.map { $0[1] }).count == records.count)
            for sign in [",", "\"", "&"] {
                #expect(records.contains { $0[1].contains(sign.utf8.first!) }, "\(file) has no \(sign)")
            }
        }
    }

    @Test func hires_AreUnevenOverYearsAndDepartments() throws {
        let (scratch, summary) = try SampleOptions(rows: 20_000, seed: 9).written()
        let records = try Self.records(in: scratch).map { try #require(SampleJudge.fields($0)) }
        let years = Dictionary(grouping: records) { String(decoding: $0[2].prefix(4), as: UTF8.self) }
        #expect(Set(years.keys) == ["2020", "2021", "2022", "2023"])
        #expect(try #require(years["2021"]).count > #require(years["2020"]).count)
        let departments = Dictionary(grouping: records) { String(decoding: $0[3], as: UTF8.self) }
        // One department hires nobody: a mean over all departments has to count it.
        #expect(departments.count == summary.departments - 1)
        #expect(try #require(departments["1"]).count > 5 * #require(departments["16"]).count)
        #expect(Set(records.map { $0[4] }).count > summary.jobs * 9 / 10)
        #expect(records.contains { $0[1].contains(UInt8(ascii: ",")) })
        #expect(records.contains { $0[1].contains(UInt8(ascii: "\"")) })
    }

    @Test func progress_IsCalledEverySoManyRows() throws {
        let scratch = try SampleScratch()
        var calls: [Int] = []
        let options = SampleOptions(rows: 1050, rejectShare: 0.5, progressIntervalRows: 250)
        _ = try SampleGenerator(options).write(to: scratch.path) { calls.append($0) }
        #expect(calls == [250, 500, 750, 1000])
        #expect(try scratch.names().count == 3)
    }

    /// The lines of a file of the scratch directory.
    static func records(in scratch: SampleScratch, of name: String = "hired_employees.csv") throws -> [[UInt8]] {
        try #require(SampleJudge.lines(scratch.contents(of: name)))
    }
}
