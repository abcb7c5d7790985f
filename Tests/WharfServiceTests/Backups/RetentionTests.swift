import Testing

@testable import WharfService

struct RetentionTests {
    /// A backup as cases write it: days ago, then marks.
    struct Sample: Sendable {
        var table = "jobs"
        var days: Int
        var kind = BackupManifest.Kind.backup
        /// The best level that passed.
        var proof: BackupProof.Level?
        var hasFailed = false
        /// Days ago that a set began, and its tables.
        var set: Int?
        var tables: [String]?
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rules = "*:last=2"
        let samples: [Sample]
        /// The days of those that stay; of a sample of another table `TABLE DAYS`.
        let kept: [String]

        init(_ name: String, _ rules: String, _ samples: [Sample], kept: [String]) {
            (testDescription, self.rules, self.samples, self.kept) = (name, rules, samples, kept)
        }

        init(_ name: String, _ rules: String, days: [Int], kept: [Int]) {
            self.init(name, rules, days.map { Sample(days: $0) }, kept: kept.map { "jobs \($0)" })
        }
    }

    static let cases = [
        Case("no backup", "*:last=2", days: [], kept: []),
        Case("last", "*:last=2", days: [1, 2, 3, 4], kept: [1, 2]),
        Case("fewer than last", "*:last=9", days: [1, 2], kept: [1, 2]),
        Case("days", "*:days=3", days: [1, 2, 4, 5], kept: [1, 2]),
        Case("days, never none at all", "*:days=3", days: [40, 50], kept: [40]),
        // The present is 15 June 2026: 14 and 10 days ago are June, 16 May, 46 April, 100 March.
        Case("monthly", "*:monthly=3", days: [10, 14, 16, 20, 46, 47, 100], kept: [10, 16, 46]),
        Case("monthly counts months that have one", "*:monthly=2", days: [10, 300, 301], kept: [10, 300]),
        Case("all parts together", "*:last=1,days=12,monthly=2", days: [1, 11, 14, 16, 20], kept: [1, 11, 16]),
        Case("no rule", "departments:last=1", days: [1, 2, 3], kept: [1, 2, 3]),
        Case("own rule", "*:last=1;jobs:last=3", days: [1, 2, 3, 4], kept: [1, 2, 3]),
        Case(
            "tables apart", "*:last=1;jobs:last=2",
            [1, 2, 3].flatMap { [Sample(table: "jobs", days: $0), Sample(table: "departments", days: $0)] },
            kept: ["departments 1", "jobs 1", "jobs 2"]),
        Case(
            "newest proven one", "*:last=1",
            [Sample(days: 1), Sample(days: 2), Sample(days: 3, proof: .file), Sample(days: 4, proof: .file)],
            kept: ["jobs 1", "jobs 3"]),
        Case(
            "rows looked at are worth more than the file", "*:last=1",
            [
                Sample(days: 1, proof: .file), Sample(days: 2), Sample(days: 3, proof: .records),
                Sample(days: 4, proof: .drill),
            ],
            kept: ["jobs 1", "jobs 3"]),
        Case(
            "one whose proof failed neither counts nor goes", "*:last=1",
            [Sample(days: 1, hasFailed: true), Sample(days: 2), Sample(days: 3)], kept: ["jobs 1", "jobs 2"]),
        Case(
            "safety backups do not count, and stay a week", "*:last=1",
            [
                Sample(days: 1, kind: .safety), Sample(days: 2), Sample(days: 6, kind: .safety),
                Sample(days: 8, kind: .safety), Sample(days: 9),
            ], kept: ["jobs 1", "jobs 2", "jobs 6"]),
        Case(
            "safety backups stay for the days of the rule", "*:days=10",
            [Sample(days: 9, kind: .safety), Sample(days: 11, kind: .safety), Sample(days: 12)],
            kept: ["jobs 12", "jobs 9"]),
        Case(
            "newest complete set", "*:last=1",
            [
                Sample(table: "jobs", days: 1), Sample(table: "departments", days: 1),
                Sample(table: "jobs", days: 2, set: 3, tables: ["jobs", "departments"]),
                Sample(table: "jobs", days: 4, set: 5, tables: ["jobs", "departments"]),
                Sample(table: "departments", days: 4, set: 5, tables: ["jobs", "departments"]),
                Sample(table: "jobs", days: 6, set: 7, tables: ["jobs", "departments"]),
                Sample(table: "departments", days: 6, set: 7, tables: ["jobs", "departments"]),
            ], kept: ["departments 1", "departments 4", "jobs 1", "jobs 4"]),
    ]

    @Test(arguments: cases)
    func rules_KeepWhatTheySay(_ test: Case) throws {
        let backups = try test.samples.map(Self.backup)
        let gone = try RetentionRules(test.rules).superseded(backups.shuffled(), now: present)
        let kept = zip(test.samples, backups).filter { !gone.contains($0.1) }.map { "\($0.0.table) \($0.0.days)" }
        #expect(kept.sorted() == test.kept.sorted())
        #expect(gone == gone.sorted { $0.name < $1.name })
    }

    private static func backup(_ sample: Sample) throws -> CataloguedBackup {
        let seconds = present - sample.days * 86_400
        let id = try LoadIdentifier(atSeconds: seconds)
        var proofs = BackupProofs()
        proofs.best = sample.proof.map {
            BackupProof(backup: id, level: $0, passed: true, detail: "", rows: 0, seconds: 0)
        }
        proofs.last = proofs.best
        if sample.hasFailed {
            proofs.last = BackupProof(backup: id, level: .file, passed: false, detail: "", rows: nil, seconds: 0)
        }
        let set = try sample.set.map { try LoadIdentifier(atSeconds: present - $0 * 86_400) }
        return CataloguedBackup(
            manifest: .sample(
                sample.table, id: id, kind: sample.kind, set: set, setTables: sample.tables,
                snapshotAt: Timestamp.at(seconds: seconds)),
            proofs: proofs)
    }

    @Test func text_IsRead() throws {
        let rules = try RetentionRules(" * : last=7, days=30,monthly=12 ; jobs:last=3;a%3Ab:days=1; ")
        #expect(rules.other == RetentionRule(last: 7, days: 30, monthly: 12))
        #expect(rules.rule(for: "departments") == rules.other)
        #expect(rules.rule(for: "jobs") == RetentionRule(last: 3))
        #expect(rules.rule(for: "a:b") == RetentionRule(days: 1))
        #expect(try RetentionRules("").rule(for: "jobs") == nil)
    }

    @Test(
        arguments: [
            "*", "*:", "*:last", "*:last=", "*:last=0", "*:last=-1", "*:last=x", "*:last=1,last=2", "*:first=1",
            "*:last=1;*:last=2", "jobs:last=1;jobs:days=1", ":last=1", "*:last=1,", "*:last=999999999", "last=1",
        ])
    func otherText_IsRefused(_ text: String) {
        #expect(throws: RetentionError.self) { try RetentionRules(text) }
    }
}
