import Bucket
import Glibc
import ObjectStore
import Testing

@testable import WharfService

/// The catalogue on a mounted object store.
@Suite(.serialized, .enabled(if: ObjectStore.isPossible, "\(ObjectStore.whyNot)"), .timeLimit(.minutes(5)))
struct BackupMountTests {
    static let kinds = [MountKind.s3fs, .rclone]

    private func writeRows(_ manifest: BackupManifest, _ bucket: Bucket) throws {
        let rows = [UInt8](repeating: 7, count: manifest.bytes)
        let writer = try bucket.create(manifest.file)
        try rows.withUnsafeBytes { try writer.write($0) }
        _ = try writer.finish()
    }

    @Test(arguments: kinds)
    func otherMachine_SeesBackupsAndProofs(_ kind: MountKind) throws {
        let store = try ObjectStore()
        let bucket = Bucket(path: try store.mount("one", kind), isMount: true)
        let manifests = ["jobs", "größe", "jobs"].map { BackupManifest.sample($0, bytes: 100_000) }
        for manifest in manifests {
            try writeRows(manifest, bucket)
            try BackupCatalogue(bucket: bucket).add(manifest)
        }
        let proof = BackupProof(
            backup: manifests[0].id, level: .records, passed: true, detail: "", rows: 2, seconds: 1)
        try BackupCatalogue(bucket: bucket).add(proof, to: manifests[0].name)

        let other = BackupCatalogue(bucket: Bucket(path: try store.mount("two", kind), isMount: true))
        let page = try other.all()
        #expect(page.backups.map(\.manifest).sorted { $0.name > $1.name } == manifests.sorted { $0.name > $1.name })
        #expect(page.damaged == [])
        #expect(try other.find(manifests[0].id)?.proofs.best == proof)
        try other.remove(manifests[0].name)
        #expect(try other.all().backups.count == 2)
        let third = Bucket(path: try store.mount("three", kind), isMount: true)
        #expect(try third.names().count == 4)
    }

    /// Rows or manifest that do not arrive make no backup, neither here nor on another machine.
    @Test(arguments: kinds, ["full=507", "cut=1"])
    func uploadThatFails_MakesNoBackup(_ kind: MountKind, _ fault: String) throws {
        let store = try ObjectStore()
        let bucket = Bucket(path: try store.mount("one", kind), isMount: true)
        let catalogue = BackupCatalogue(bucket: bucket)
        let good = BackupManifest.sample(bytes: 100_000)
        try writeRows(good, bucket)
        try catalogue.add(good)

        try store.fault(fault, "match=.json")
        let bad = BackupManifest.sample(bytes: 100_000)
        try writeRows(bad, bucket)
        #expect(throws: BucketError.self) { try catalogue.add(bad) }
        try store.fault(fault)
        let worse = BackupManifest.sample(bytes: 100_000)
        #expect(throws: BucketError.self) { try writeRows(worse, bucket) }
        try store.off()

        #expect(try catalogue.all().backups.map(\.name) == [good.name])
        #expect(try catalogue.all().damaged == [])
        #expect(try catalogue.newest(of: "jobs")?.name == good.name)
        let other = BackupCatalogue(bucket: Bucket(path: try store.mount("two", kind), isMount: true))
        #expect(try other.all().backups.map(\.name) == [good.name])
        #expect(try other.all().damaged == [])
        #expect(try other.bucket.names().sorted() == [good.file, good.name.manifest, bad.file].sorted())
        #expect(try other.sweep(now: Int(time(nil)) + 90_000) == [bad.file])
        #expect(try other.bucket.names().sorted() == [good.file, good.name.manifest])
    }

    /// What cannot be read now may be the newest: a restore must not take an older one instead.
    @Test(arguments: kinds)
    func storeThatIsAway_HidesNoBackup(_ kind: MountKind) throws {
        let store = try ObjectStore()
        let bucket = Bucket(path: try store.mount("one", kind), timeoutSeconds: 10, isMount: true)
        let manifest = BackupManifest.sample()
        try writeRows(manifest, bucket)
        try BackupCatalogue(bucket: bucket).add(manifest)
        let other = BackupCatalogue(bucket: Bucket(path: try store.mount("two", kind), timeoutSeconds: 10))
        _ = try other.listing()
        try store.fault("refuse=1")
        #expect(throws: BucketError.self) { try other.newest(of: "jobs") }
        #expect(throws: BucketError.self) { try other.find(manifest.id) }
        // rclone answers from its list of names for some seconds.
        let page = try? other.all()
        #expect(page == nil || page?.damaged.map(\.name) == [manifest.name])
        try store.off()
    }
}
