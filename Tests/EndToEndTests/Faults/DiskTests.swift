import Glibc
import MariaDB
import Testing
import WharfService

extension EndToEndTests.FaultTests {
    /// Disks that are full or gone. The spool's are in `LimitTests`, a bucket that hangs in `BackupMountTests`.
    @Suite(.enabled(if: SmallDisk.isPossible, "a small disk needs root and mount(2)"))
    struct DiskTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        /// Letters that do not repeat, so that no codec makes them small.
        private static func words(_ ids: ClosedRange<Int>) -> String {
            var numbers = SeededNumbers(seed: 1)
            return ids.map { id in
                let word = (0..<10).map { _ in String(numbers.next(), radix: 36) }.joined()
                return "\(id),\(word.prefix(100))\n"
            }.joined()
        }

        // MARK: The database's

        /// Tables of the service's schema stand on a disk of their own, with little room.
        @Test func fullDatabaseDisk_RefusesTheLoad_AndTheNextOneGoesIn() throws {
            let books = try Books(stack)
            let folder = "\(stack.path)/\(Stack.server)/wharf"
            try stack.withDatabaseFolder(folder, onDiskWithRoomForMegabytes: 6) {
                Tally.count(.faults)
                let answer = try stack.upload([.file("departments", Self.words(1...120_000))])
                let problem = try stack.expectProblem(answer, 507, "spool-full")
                #expect(problem.detail.contains("database's disk"))
                #expect(try stack.count("departments") == 0)
                try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...1000))]))
                try books.expectClosed(["departments"])
            }
            #expect(try stack.count("departments") == 1000)
            try books.expectClosed(["departments"])
        }

        // MARK: The bucket's

        private func fill() throws {
            try stack.expectSuccess(stack.upload([.file("departments", Self.words(1...20_000))]))
        }

        private func withBucketDisk(_ options: String, _ body: (SmallDisk) throws -> Void) throws {
            let disk = try SmallDisk(at: stack.bucket, options: options)
            let result = Result { try body(disk) }
            try eventually("an end of the disk's use") { umount(stack.bucket) == 0 }
            try result.get()
        }

        @Test func fullBucket_RefusesTheBackup_AndKeepsNothing() throws {
            try fill()
            try withBucketDisk("size=1m,mode=700") { _ in
                Tally.count(.faults)
                let order = #"{"table": "departments", "codec": "null"}"#
                try stack.expectProblem(stack.order("/backup", order), 507, "bucket-full")
                #expect(namesIn(stack.bucket) == [])
                #expect(try stack.listed("departments").isEmpty)
                try stack.backUp("jobs")
            }
        }

        /// What is there cannot be backed up before it is replaced: so it is not replaced.
        @Test func fullBucket_RefusesTheRestore_AndTheTableStays() throws {
            try fill()
            try withBucketDisk("size=8m,mode=700") { _ in
                let backup = try stack.order("/backup", #"{"table": "departments", "codec": "null"}"#)
                try #require(backup.status == 200, "\(backup.text)")
                try stack.execute("UPDATE `departments` SET `department` = CONCAT('Other ', `id`, `department`)")
                let before = try stack.content("departments")
                let kept = namesIn(stack.bucket)
                // The rest of the disk.
                try? writeFile("\(stack.bucket)/other", [UInt8](repeating: 1, count: 8 << 20))
                Tally.count(.faults)
                let answer = try stack.order("/restore", #"{"table": "departments"}"#)
                try stack.expectProblem(answer, 507, "bucket-full")
                #expect(try stack.content("departments") == before)
                #expect(try stack.scratchTables().isEmpty)
                #expect(namesIn(stack.bucket).filter { $0 != "other" } == kept)
                unlink("\(stack.bucket)/other")
                try stack.restore(#"{"table": "departments"}"#)
            }
        }

        /// The mount goes in the middle: nothing is written to the folder that is there instead, and nothing is a backup
        /// that is not whole.
        @Test(.enabled(if: EndToEndTests.FaultTests.isWhole, "make test-faults runs it"))
        func bucketThatIsUnmounted_TakesNothing_UntilItIsMountedAgain() throws {
            try fill()
            let store = stack.scratchPath("store")
            mkdir(store, 0o700)
            let disk = try SmallDisk(at: store, options: "size=16m,mode=700")
            defer { #expect(throws: Never.self) { try disk.unmount() } }
            try stack.withResponder(["WHARF_BUCKET_IS_MOUNT": "yes", "WHARF_BUCKET_TIMEOUT": "3"]) {
                let order = #"{"table": "departments"}"#
                try stack.expectProblem(stack.order("/backup", order), 503, "bucket-unavailable")
                try bind(store)
                let request = try stack.holding(.backupWritten) {
                    try stack.beginOrder("/backup", order)
                } _: {
                    umount2(stack.bucket, Int32(MNT_DETACH))
                }
                try stack.expectProblem(request.answer(), 503, "bucket-unavailable")
                #expect(namesIn(stack.bucket) == [])
                try bind(store)
                defer { umount2(stack.bucket, Int32(MNT_DETACH)) }
                #expect(try stack.listed("departments").isEmpty)
                try stack.backUp("departments")
                try eventually("the half of a backup is gone", withinSeconds: 40) { namesIn(store).count == 2 }
            }
            try eventually("the bucket is no mount") { umount(stack.bucket) != 0 }
        }

        private func bind(_ store: String) throws {
            try #require(mount(store, stack.bucket, nil, UInt(MS_BIND), nil) == 0)
        }
    }
}

extension Stack {
    /// Runs `body` while a folder of the database is on a disk of its own.
    fileprivate func withDatabaseFolder(
        _ folder: String, onDiskWithRoomForMegabytes room: Int, _ body: () throws -> Void
    ) throws {
        let aside = "\(path)/aside"
        try kill(Self.server, SIGTERM)
        try #require(run("cp", "-a", folder, aside) == 0)
        let used = try fileSizes(folder) >> 20
        // The root of the disk has to be the server's own.
        let disk = try SmallDisk(at: folder, options: "size=\(used + room)m")
        try #require(run("cp", "-a", "\(aside)/.", folder) == 0)
        let result = Result {
            try start()
            try body()
            try kill(Self.server, SIGTERM)
            try #require(run("rm", "-rf", aside) == 0)
            try #require(run("cp", "-a", folder, aside) == 0)
        }
        if (try? pid(of: Self.server)).map(Self.isAlive) == true { try kill(Self.server, SIGTERM) }
        try disk.unmount()
        try #require(run("cp", "-a", "\(aside)/.", folder) == 0)
        try #require(run("rm", "-rf", aside) == 0)
        try start()
        try result.get()
    }

    private func run(_ command: String...) throws -> Int32 { try ChildProcess(command).wait() }

    private func fileSizes(_ folder: String) throws -> Int {
        try namesIn(folder).reduce(0) { try $0 + fileSize("\(folder)/\($1)") }
    }
}
