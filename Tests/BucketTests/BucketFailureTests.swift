import Glibc
import Testing

@testable import Bucket

struct BucketFailureTests {
    /// Each operation once, on files that are not there.
    static let operations: [String: @Sendable (Bucket) throws -> Void] = [
        "names": { _ = try $0.names() }, "names in": { _ = try $0.names(in: "incoming") },
        "read": { _ = try $0.read("file", limit: 1) }, "write": { try $0.write("file", [1]) },
        "remove": { try $0.remove("file") }, "status": { _ = try $0.status(of: "file") },
        "create": { _ = try $0.create("file") }, "open": { _ = try $0.open("file") }, "probe": { try $0.probe() },
    ]

    private func kind(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> BucketError.Kind?
    {
        #expect(throws: BucketError.self, sourceLocation: sourceLocation) { try body() }?.kind
    }

    @Test(arguments: operations.keys.sorted())
    func directoryThatIsNotThere_IsGone(_ operation: String) throws {
        let folder = try ScratchFolder()
        let body = try #require(Self.operations[operation])
        #expect(kind { try body(Bucket(path: "\(folder.path)/nowhere")) } == .gone)
        try folder.put("file", [])
        #expect(kind { try body(Bucket(path: "\(folder.path)/file")) } == .gone)
        // An object store that is not mounted.
        #expect(kind { try body(Bucket(path: folder.path, isMount: true)) } == .gone)
        #expect(folder.names == ["file"])
    }

    @Test(arguments: ["read", "status", "open"])
    func fileThatIsNotThere_IsMissing(_ operation: String) throws {
        let folder = try ScratchFolder()
        let body = try #require(Self.operations[operation])
        #expect(kind { try body(Bucket(path: folder.path)) } == .missing)
    }

    @Test func directory_AnswersAProbe() throws {
        let folder = try ScratchFolder()
        try Bucket(path: folder.path).probe()
    }

    @Test(.enabled(if: SmallDisk.isPossible, SmallDisk.whyNot))
    func mount_IsOne() throws {
        let disk = try SmallDisk(options: "size=1m")
        let bucket = Bucket(path: disk.folder.path, isMount: true)
        try bucket.probe()
        try bucket.write("file", [1])
        #expect(try bucket.names() == ["file"])
    }

    @Test(.enabled(if: SmallDisk.isPossible, SmallDisk.whyNot))
    func fullDisk_SaysSo_AndKeepsNothing() throws {
        let disk = try SmallDisk(options: "size=1m")
        let bucket = Bucket(path: disk.folder.path)
        let writer = try bucket.create("file.avro")
        let bytes = noise(600_000)
        let error = kind {
            for _ in 0..<20 { try bytes.withUnsafeBytes { try writer.write($0) } }
            _ = try writer.finish()
        }
        #expect(error == .full)
        #expect(disk.folder.names == [])
        #expect(kind { _ = try writer.finish() } == .full)
        #expect(kind { try bucket.write("file.json", noise(2 << 20)) } == .full)
        #expect(disk.folder.names == [])
        try bucket.write("file.json", bytes)
        #expect(disk.folder.names == ["file.json"])
        try eventually("no session") { bucket.sessionCount == 0 }
    }

    @Test(.enabled(if: SmallDisk.isPossible, SmallDisk.whyNot))
    func readOnlyDisk_SaysSo() throws {
        let disk = try SmallDisk(options: "size=1m")
        try disk.folder.put("file", [1])
        try disk.makeReadOnly()
        let bucket = Bucket(path: disk.folder.path)
        #expect(kind { _ = try bucket.create("new") } == .readOnly)
        #expect(kind { try bucket.write("new", [1]) } == .readOnly)
        #expect(kind { try bucket.remove("file") } == .readOnly)
        #expect(try bucket.read("file", limit: 1) == [1])
        try bucket.probe()
    }

    /// Memory of a process, read at an address where there is none, is an honest `EIO`.
    @Test func inputOutputError_IsAFailure() throws {
        let bucket = Bucket(path: "/proc/self")
        let error = #expect(throws: BucketError.self) { try bucket.read("mem", limit: 1) }
        #expect(error?.kind == .failed)
        #expect(error?.code == EIO)
        #expect(error.map(\.description) == "failed, read of mem in the bucket: Input/output error")
        let reader = try bucket.open("mem")
        #expect(kind { _ = try reader.finish() } == .failed)
        #expect(kind { _ = try bucket.open("fd").finish() } == .failed)
    }

    // MARK: Hanging

    @Test func hangingCall_EndsForItsCaller_AndForNoOneElse() throws {
        let folder = try ScratchFolder()
        try folder.makePipe("pipe")
        let bucket = Bucket(path: folder.path, timeoutSeconds: 1, mostStuck: 2)
        let start = ContinuousClock.now
        let error = #expect(throws: BucketError.self) { try bucket.read("pipe", limit: 1) }
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(error?.kind == .hung)
        #expect(error?.operation == "open")
        #expect(bucket.stuckCount == 1)
        try bucket.write("file", [1])
        #expect(try bucket.read("file", limit: 1) == [1])

        #expect(kind { _ = try bucket.open("pipe") } == .hung)
        #expect(bucket.stuckCount == 2)
        let again = ContinuousClock.now
        for (name, body) in BucketFailureTests.operations where name != "probe" {
            #expect(kind { try body(bucket) } == .busy, "\(name)")
        }
        #expect(ContinuousClock.now - again < .seconds(1))
        try bucket.probe()

        try folder.releasePipe("pipe")
        try eventually("no call that hangs") { bucket.sessionCount == 0 }
        #expect(bucket.stuckCount == 0)
        #expect(try bucket.read("file", limit: 1) == [1])
    }

    /// What the process had open must be free when it ends, whatever still hangs.
    @Test func hangingThread_HoldsNoDescriptorOfTheProcess() throws {
        let folder = try ScratchFolder()
        try folder.makePipe("pipe")
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let bucket = Bucket(path: folder.path, timeoutSeconds: 1)
        #expect(kind { _ = try bucket.read("pipe", limit: 1) } == .hung)
        close(ends[1])
        var end = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        #expect(poll(&end, 1, 5000) == 1)
        #expect(end.revents & Int16(POLLHUP) != 0)
        #expect(bucket.stuckCount == 1)
        try folder.releasePipe("pipe")
        try eventually("no call that hangs") { bucket.sessionCount == 0 }
    }
}
