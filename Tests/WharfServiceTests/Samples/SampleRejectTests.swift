import Testing
import WharfService

/// The broken records: as many as announced, each for the announced reason and no other.
struct SampleRejectTests {
    static let provoked: Set<RejectCode> = [
        .missing, .fieldCount, .notAnInteger, .outOfRange, .notADate, .tooPrecise, .tooLong, .badEncoding,
        .unknownParent,
        .repeatedInFile, .badQuoting,
    ]

    @Test(
        arguments: [(10, 0.5), (1000, 0.000001), (1000, 0.05), (30_000, 0.02), (5000, 0.5), (3000, 1.0)],
        [UInt64(1), 77])
    func rejects_AreExactlyThoseOfTheSummary(size: (rows: Int, share: Double), seed: UInt64) throws {
        let options = SampleOptions(rows: size.rows, seed: seed, rejectShare: size.share)
        let (scratch, summary) = try options.written()
        #expect(try Self.judged(scratch, summary) == summary.rejectsByCode)
        if size.rows >= 1000 {
            #expect(Set(summary.rejectsByCode.keys) == Self.provoked)
        }
    }

    @Test(arguments: [(2000, 0.05, 100), (1000, 0.0, 0), (1000, 1.0, 999), (1, 1.0, 0), (0, 1.0, 0), (1000, 0.001, 11)])
    func total_IsTheShareOfTheRows(rows: Int, share: Double, expected: Int) throws {
        let (_, summary) = try SampleOptions(rows: rows, seed: 8, rejectShare: share).written()
        #expect(summary.rejected == expected)
    }

    @Test func codes_AreEven() throws {
        let (_, summary) = try SampleOptions(rows: 10_000, seed: 8, rejectShare: 0.1).written()
        #expect(Set(summary.rejectsByCode.values).isSubset(of: [90, 91]))
    }

    @Test func missing_TakesEachFieldInTurn() throws {
        let (scratch, _) = try SampleOptions(rows: 10_000, seed: 8, rejectShare: 0.1).written()
        let records = try SampleGeneratorTests.records(in: scratch).compactMap(SampleJudge.fields)
        let empty = (0..<5).map { field in records.count { $0.count == 5 && $0[field].isEmpty } }
        #expect(empty.allSatisfy { (18...19).contains($0) }, "\(empty)")
    }

    @Test func ids_Rise_InSoundRecords() throws {
        let (scratch, summary) = try SampleOptions(rows: 5000, seed: 8, rejectShare: 0.3).written()
        var judge = SampleJudge(departments: summary.departments, jobs: summary.jobs)
        let sound = try SampleGeneratorTests.records(in: scratch).filter { judge.rules(brokenBy: $0).isEmpty }
        let ids = sound.compactMap { Int(String(decoding: $0.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)) }
        #expect(ids.first == 1)
        #expect(zip(ids, ids.dropFirst()).allSatisfy(<))
        #expect(ids.count == summary.inserted)
    }

    /// Judges each record and counts the rejects by rule; a record must not break two.
    private static func judged(_ scratch: SampleScratch, _ summary: SampleSummary) throws -> [RejectCode: Int] {
        var judge = SampleJudge(departments: summary.departments, jobs: summary.jobs)
        var counts: [RejectCode: Int] = [:]
        for line in try SampleGeneratorTests.records(in: scratch) {
            let rules = judge.rules(brokenBy: line)
            #expect(rules.count <= 1, "\(String(decoding: line, as: UTF8.self))")
            for rule in rules { counts[rule, default: 0] += 1 }
        }
        return counts
    }
}
