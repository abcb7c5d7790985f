import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// What becomes of backups and restores when the responder is killed: in `make test` a few times, and a hundred
    /// times each by `make test-long FILTER=BackupCrash`.
    @Suite(.oneResponder)
    struct BackupCrashTests {
        let stack: Stack
        private static let isLong = environment("WHARF_LONG_TESTS") == "1"

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        @Test func killedBackup_IsWholeOrNone() throws {
            let count = Self.isLong ? 100 : 6
            var crash = try BackupCrash(stack, seed: 5)
            try crash.killBackups(count)
            #expect(crash.interruptions >= count / 3)
        }

        /// One table gives way to another one, and one is rewritten under its children.
        @Test(arguments: ["hired_employees", "jobs"])
        func killedRestore_LeavesTheOldTableOrTheNew(_ table: String) throws {
            let count = Self.isLong ? 50 : 3
            var crash = try BackupCrash(stack, seed: 7)
            try crash.killRestores(count, of: table)
            #expect(crash.interruptions >= count / 3)
        }

        /// A manifest that was cut makes no backup: it goes with its rows, at once at the next start. Others' files stay.
        @Test(arguments: [0, 100])
        func cutManifest_GoesWithItsRows(_ bytes: Int) throws {
            let good = try stack.backUp("jobs").backups[0]
            let kept = namesIn(stack.bucket)
            let file = "jobs.01KA0000000000000000000\(bytes + 100).avro"
            let manifest = try readFile("\(stack.bucket)/\(good.file).json")
            try writeFile("\(stack.bucket)/\(file)", Array("Obj".utf8))
            try writeFile("\(stack.bucket)/\(file).json", Array(manifest.prefix(bytes)))
            for name in [file, good.file] {
                _ = try stack.query(
                    "INSERT INTO `wharf_backup_files` VALUES (?, '01KA0000000000000000000000', UTC_TIMESTAMP(6))",
                    [.text(name)])
            }
            try stack.kill("wharf")
            try stack.start()
            try eventually("what was there before", withinSeconds: 5) { namesIn(stack.bucket) == kept }
            #expect(try stack.listed("jobs").map(\.id) == [good.id])
            try eventually("no note of a backup", withinSeconds: 5) {
                let sql = "SELECT 1 FROM `wharf_backup_files` WHERE `file` = ?"
                return try stack.query(sql, [.text(good.file)]).isEmpty
            }
        }
    }
}
