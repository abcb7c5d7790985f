import Bucket
import Glibc
import Testing

@testable import WharfService

struct BackupCatalogueTests {
    let scratch: ScratchBucket
    var catalogue: BackupCatalogue { scratch.catalogue }

    init() throws { scratch = try ScratchBucket() }

    private func id(_ number: Int) throws -> LoadIdentifier { try LoadIdentifier(atSeconds: present, number: number) }

    @discardableResult
    private func add(
        _ table: String, _ number: Int, kind: BackupManifest.Kind = .backup, set: Int? = nil, of tables: [String]? = nil
    ) throws -> BackupName {
        try scratch.add(
            .sample(table, id: try id(number), kind: kind, set: set.map { try id($0) }, setTables: tables))
    }

    /// Identifiers of one millisecond have no order.
    private func awaitNextMillisecond() {
        let now = LoadIdentifier().milliseconds
        while LoadIdentifier().milliseconds == now {}
    }

    @Test func pages_GoFromNewToOld_AndEnd() throws {
        for number in 1...5 { try add(number % 2 == 0 ? "jobs" : "departments", number) }
        let first = try catalogue.page(limit: 2)
        #expect(first.backups.map(\.name.id) == [try id(5), try id(4)])
        let second = try catalogue.page(before: first.next, limit: 2)
        #expect(second.backups.map(\.name.id) == [try id(3), try id(2)])
        let third = try catalogue.page(before: second.next, limit: 2)
        #expect(third.backups.map(\.name.id) == [try id(1)])
        #expect(third.next == nil)
        let jobs = try catalogue.page(table: "jobs", limit: 2)
        #expect(jobs.backups.map(\.name.id) == [try id(4), try id(2)])
        #expect(jobs.next == nil)
        #expect(try catalogue.page(table: "job", limit: 2).backups.isEmpty)
    }

    @Test func emptyBucket_HasNoBackups() throws {
        #expect(try catalogue.all().backups.isEmpty)
        #expect(try catalogue.newest(of: "jobs") == nil)
        #expect(try catalogue.newestSet() == nil)
        #expect(try catalogue.find(LoadIdentifier()) == nil)
    }

    @Test func file_IsNoBackup_WithoutItsManifest() throws {
        let manifest = BackupManifest.sample()
        try scratch.bucket.write(manifest.file, [1])
        #expect(try catalogue.all().backups.isEmpty)
        #expect(try catalogue.find(manifest.id) == nil)
        #expect(try catalogue.newest(of: "jobs") == nil)
        try catalogue.add(manifest)
        #expect(try catalogue.find(manifest.id)?.manifest == manifest)
    }

    @Test func damagedBackup_IsShown_ButNeverTaken() throws {
        let good = try add("jobs", 1)
        let bad = try add("jobs", 2)
        try scratch.damage(bad.manifest, at: 30)
        let bare = try add("jobs", 3)
        try scratch.bucket.remove(bare.file)
        let cut = try add("jobs", 4)
        #expect(truncate("\(scratch.path)/\(cut.manifest)", 0) == 0)
        let page = try catalogue.page(limit: 10)
        #expect(page.backups.map(\.name) == [good])
        #expect(
            page.damaged == [
                BackupDamage(name: cut, reason: .notWhole), BackupDamage(name: bare, reason: .noFile),
                BackupDamage(name: bad, reason: .notWhole),
            ])
        #expect(try catalogue.newest(of: "jobs")?.name == good)
        #expect(throws: BackupDamage(name: bad, reason: .notWhole)) { try catalogue.find(bad.id) }
    }

    /// A link with the name of a manifest cannot be read, as little as a ghost that a mount shows.
    @Test func manifestThatCannotBeRead_IsDamaged_WhileTheBucketAnswers() throws {
        let name = BackupName(table: "jobs", id: try id(1))
        #expect(symlink("nowhere", "\(scratch.path)/\(name.manifest)") == 0)
        let damaged = try catalogue.page(limit: 10).damaged
        #expect(damaged.map(\.name) == [name])
        #expect(damaged.first?.description.contains("cannot be read") == true)
        try add("jobs", 0)
        #expect(throws: BucketError.self) { try catalogue.newest(of: "jobs") }
    }

    @Test func newest_IsAGoodOneThatWasAskedFor() throws {
        let old = try add("jobs", 1)
        let failed = try add("jobs", 2)
        try add("jobs", 3, kind: .safety)
        try add("departments", 4)
        #expect(try catalogue.newest(of: "jobs")?.name == failed)
        _ = try scratch.prove(failed, .file)
        #expect(try catalogue.newest(of: "jobs")?.name == failed)
        _ = try scratch.prove(failed, .records, passed: false)
        #expect(try catalogue.newest(of: "jobs")?.name == old)
    }

    @Test func proofs_AreTheLast_AndTheBest() throws {
        let name = try add("jobs", 1)
        #expect(try catalogue.proofs(of: name) == BackupProofs())
        let drill = try scratch.prove(name, .drill)
        awaitNextMillisecond()
        _ = try scratch.prove(name, .file)
        awaitNextMillisecond()
        let last = try scratch.prove(name, .file)
        #expect(try catalogue.proofs(of: name) == BackupProofs(last: last, best: drill))
        try scratch.damage(name.proof(last.id), at: 30)
        #expect(try catalogue.proofs(of: name).last != last)
        awaitNextMillisecond()
        let failed = try scratch.prove(name, .drill, passed: false)
        let proofs = try #require(try catalogue.find(name.id)).proofs
        #expect(proofs == BackupProofs(last: failed, best: drill))
        #expect(!proofs.isGood)
    }

    @Test func newestSet_IsComplete() throws {
        let tables = ["jobs", "departments"]
        #expect(try catalogue.newestSet() == nil)
        try add("departments", 11, set: 10, of: tables)
        #expect(try catalogue.newestSet() == nil)
        try add("jobs", 12, set: 10, of: tables)
        try add("jobs", 20)
        // Two runs at once: the later one's backups stand between those of the earlier one.
        try add("jobs", 33, set: 30, of: tables)
        try add("jobs", 34, set: 31, of: tables)
        try add("departments", 35, set: 31, of: tables)
        try add("departments", 36, set: 30, of: tables)
        try add("jobs", 41, set: 40, of: tables)
        #expect(try catalogue.newestSet()?.map(\.name.id) == [try id(35), try id(34)])
        #expect(try catalogue.set(try id(10))?.map(\.manifest.table) == ["departments", "jobs"])
        #expect(try catalogue.set(try id(40)) == nil)
        _ = try scratch.prove(BackupName(table: "jobs", id: try id(34)), .file, passed: false)
        #expect(try catalogue.newestSet()?.map(\.name.id) == [try id(36), try id(33)])
        try scratch.damage(BackupName(table: "jobs", id: try id(33)).manifest, at: 9)
        #expect(try catalogue.newestSet()?.map(\.name.id) == [try id(11), try id(12)])
    }

    /// A set and its backups are mostly made in one millisecond.
    @Test func set_IsFound_WhateverTheOrderOfItsIdentifiers() throws {
        let tables = ["departments", "jobs"]
        try add("departments", 1, set: 5, of: tables)
        try add("jobs", 9, set: 5, of: tables)
        #expect(try catalogue.set(try id(5))?.map(\.name.id) == [try id(1), try id(9)])
        #expect(try catalogue.newestSet()?.map(\.name.id) == [try id(1), try id(9)])
    }

    @Test func removedBackup_LeavesNothing() throws {
        let name = try add("jobs", 1)
        _ = try scratch.prove(name, .file)
        let other = try add("jobs", 2)
        try catalogue.remove(name)
        #expect(try scratch.names == [other.file, other.manifest])
        try catalogue.remove(name)
    }

    // MARK: Upkeep

    /// Hours since the time in the name, hours since the file's time, whether it goes.
    @Test(arguments: [(25, 25, true), (25, 23, false), (23, 25, false), (0, 0, false), (1000, 1000, true)])
    func orphan_IsSwept_WhenNameAndFileAreOld(_ nameHours: Int, _ fileHours: Int, _ goes: Bool) throws {
        let old = BackupName(table: "jobs", id: try LoadIdentifier(atSeconds: present - nameHours * 3600))
        try scratch.bucket.write(old.file, [1])
        try scratch.bucket.write(old.proof(old.id), [1])
        for name in [old.file, old.proof(old.id)] { scratch.age(name, seconds: fileHours * 3600) }
        #expect(try catalogue.sweep(now: present).sorted() == (goes ? [old.proof(old.id), old.file].sorted() : []))
        #expect(try scratch.names.isEmpty == goes)
    }

    @Test func sweep_LeavesBackupsAndOtherFilesAlone() throws {
        let backup = try add("jobs", 1)
        let bare = try add("jobs", 2)
        try scratch.bucket.remove(bare.file)
        _ = try scratch.prove(backup, .file)
        for name in ["notes.txt", "jobs.avro", "x.avro.json"] { try scratch.bucket.write(name, [1]) }
        let names = try scratch.names
        for name in names { scratch.age(name, seconds: 1_000_000) }
        #expect(try catalogue.sweep(now: present + 1_000_000).isEmpty)
        #expect(try scratch.names == names)
    }

    @Test func prune_RemovesWhatNoRuleKeeps() throws {
        let names = try (1...4).map { try add("jobs", $0) }
        let rules = try RetentionRules("*:last=2")
        #expect(try catalogue.prune(rules, now: present, isDryRun: true).map(\.name) == Array(names.prefix(2)))
        #expect(try catalogue.all().backups.count == 4)
        #expect(try catalogue.prune(rules, now: present).map(\.name) == Array(names.prefix(2)))
        #expect(try catalogue.all().backups.map(\.name) == names.suffix(2).reversed())
        #expect(try catalogue.prune(rules, now: present).isEmpty)
    }
}
