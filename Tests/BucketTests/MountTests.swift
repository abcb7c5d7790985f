import Glibc
import ObjectStore
import Testing

@testable import Bucket

/// The bucket as it is in production: an object store, mounted.
@Suite(.serialized, .enabled(if: ObjectStore.isPossible, "\(ObjectStore.whyNot)"), .timeLimit(.minutes(5)))
struct MountTests {
    static let bytes = noise(20_000_000)

    private func write(_ name: String, to bucket: Bucket) throws -> BucketFile {
        let writer = try bucket.create(name)
        try Self.bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 300_000) {
                try writer.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 300_000, bytes.count)]))
            }
        }
        return try writer.finish()
    }

    private func error(
        _ seconds: Int, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) -> BucketError? {
        let start = ContinuousClock.now
        let error = #expect(throws: BucketError.self, sourceLocation: sourceLocation) { try body() }
        #expect(ContinuousClock.now - start < .seconds(seconds), sourceLocation: sourceLocation)
        return error
    }

    /// What is really in the store, seen by a mount that has nothing in a cache.
    private func stored(_ store: ObjectStore) throws -> [String] {
        let names = try Bucket(path: try store.mount("fresh", .s3fs), isMount: true).names().sorted()
        try store.unmount("fresh")
        return names
    }

    @Test(arguments: MountKind.allCases)
    func file_IsReadBackByAnotherMachine(_ kind: MountKind) throws {
        let store = try ObjectStore()
        let bucket = Bucket(path: try store.mount("one", kind), isMount: true)
        try bucket.probe()
        let written = try write("jobs.avro", to: bucket)
        try bucket.write("jobs.avro.json", noise(5000))
        #expect(try bucket.open("jobs.avro").finish() == written)

        let other = Bucket(path: try store.mount("two", kind), isMount: true)
        try eventually("both names on another mount", withinSeconds: 40) {
            try other.names().sorted() == ["jobs.avro", "jobs.avro.json"]
        }
        #expect(try other.open("jobs.avro").finish() == written)
        #expect(try other.read("jobs.avro.json", limit: 5000) == noise(5000))
        #expect(try other.status(of: "jobs.avro").bytes == Self.bytes.count)
        #expect(try other.names(in: "incoming") == [])

        try other.remove("jobs.avro.json")
        #expect(try other.names() == ["jobs.avro"])
        #expect(try stored(store) == ["jobs.avro"])
        #expect(bucket.stuckCount == 0)
    }

    @Test(arguments: [MountKind.s3fs, .rclone], ["full=507", "full=403", "cut=1000000"])
    func uploadThatFails_IsAnError_AndLeavesNothing(_ kind: MountKind, _ fault: String) throws {
        let store = try ObjectStore()
        let bucket = Bucket(path: try store.mount("one", kind), isMount: true)
        try bucket.write("before", [1])
        try store.fault(fault)
        let kinds: Set<BucketError.Kind> = [.failed, .full, .readOnly]
        #expect(error(60) { _ = try write("jobs.avro", to: bucket) }.map { kinds.contains($0.kind) } == true)
        if fault != "cut=1000000" {
            #expect(
                error(60) { try bucket.write("jobs.avro.json", noise(5000)) }.map { kinds.contains($0.kind) } == true)
        }
        try store.off()
        #expect(try stored(store).filter { $0.hasPrefix("jobs") } == [])
        #expect(try bucket.read("before", limit: 1) == [1])
        _ = try write("jobs.2.avro", to: bucket)
        #expect(try stored(store) == ["before", "jobs.2.avro"])
    }

    @Test(arguments: [MountKind.s3fs, .rclone])
    func storeThatRefuses_IsAnErrorInBoundedTime(_ kind: MountKind) throws {
        let store = try ObjectStore()
        let bucket = Bucket(path: try store.mount("one", kind), timeoutSeconds: 10, isMount: true)
        try bucket.write("before", [1])
        try store.fault("refuse=1")
        #expect(error(60) { _ = try write("jobs.avro", to: bucket) } != nil)
        #expect(error(60) { _ = try bucket.read("other", limit: 1) } != nil)
        try store.off()
        try eventually("a probe that succeeds", withinSeconds: 60) { (try? bucket.probe()) != nil }
        try eventually("no call that hangs", withinSeconds: 60) { bucket.stuckCount == 0 }
        #expect(try bucket.read("before", limit: 1) == [1])
        #expect(try stored(store) == ["before"])
    }

    @Test(arguments: [MountKind.s3fs, .rclone])
    func storeThatHangs_HoldsNoCaller_AndTheBucketComesBack(_ kind: MountKind) throws {
        let store = try ObjectStore(isPatient: true)
        let bucket = Bucket(path: try store.mount("one", kind), timeoutSeconds: 2, mostStuck: 2, isMount: true)
        try bucket.write("before", [1])
        try store.fault("hang=1000000")
        #expect(error(20) { _ = try write("jobs.avro", to: bucket) }?.kind == .hung)
        #expect(bucket.stuckCount == 1)
        try store.fault("hang=0")
        #expect(error(10) { _ = try bucket.status(of: "other") }?.kind == .hung)
        #expect(bucket.stuckCount == 2)
        #expect(error(1) { try bucket.write("jobs.avro.json", [1]) }?.kind == .busy)
        try store.off()
        try eventually("no call that hangs", withinSeconds: 60) { bucket.sessionCount == 0 }
        try bucket.probe()
        _ = try write("jobs.2.avro", to: bucket)
        #expect(try stored(store) == ["before", "jobs.2.avro"])
    }

    @Test(arguments: [MountKind.s3fs, .rclone])
    func mountThatDies_IsGone(_ kind: MountKind) throws {
        let store = try ObjectStore(isPatient: true)
        let bucket = Bucket(path: try store.mount("one", kind), timeoutSeconds: 2, isMount: true)
        try bucket.write("before", [1])
        try store.fault("hang=0")
        #expect(error(10) { _ = try bucket.read("before", limit: 1) }?.kind == .hung)
        // rclone answers from its list of names for some seconds.
        try eventually("a probe that hangs") { (try? bucket.probe()) == nil }
        #expect(error(1) { try bucket.probe() }?.kind == .hung)
        #expect(bucket.stuckCount == 2)
        try store.kill("one")
        try eventually("no call that hangs") { bucket.sessionCount == 0 }
        #expect(error(1) { try bucket.probe() }?.kind == .gone)
        #expect(error(1) { _ = try bucket.names() }?.kind == .gone)
        try store.off()
        try store.unmount("one")
        mkdir("\(store.path)/one", 0o700)
        #expect(error(1) { try bucket.write("jobs.avro", [1]) }?.kind == .gone)
        try store.mount("one", kind)
        #expect(try bucket.read("before", limit: 1) == [1])
    }
}
