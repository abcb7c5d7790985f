import MariaDB
import ObjectStore
import Testing

extension EndToEndTests {
    /// Backups in an object store that is mounted, and fails.
    @Suite(.oneResponder, .enabled(if: ObjectStore.isPossible, "\(ObjectStore.whyNot)"))
    struct BackupMountTests {
        static let kinds = [MountKind.s3fs, .rclone]
        static let backup = #"{"table": "hired_employees", "codec": "null"}"#

        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func fill() throws {
            let people = (1...20_000).map { "\($0),Person \($0),2021-03-01T09:00:00Z,1,\($0 % 4 + 1)\n" }.joined()
            try stack.expectSuccess(
                stack.upload([
                    .file("departments", "1,A\n"), .file("jobs", Text.named(1...9000)),
                    .file("hired_employees", people),
                ]))
        }

        private func change() throws {
            try stack.execute(
                "DELETE FROM `hired_employees` WHERE `id` > 19000",
                "UPDATE `hired_employees` SET `name` = 'x' WHERE `id` < 9000", "DELETE FROM `jobs` WHERE `id` > 8000",
                "UPDATE `jobs` SET `job` = CONCAT('Other ', `id`)")
        }

        /// Runs `body` while the responder keeps its backups in a new store.
        private func withStore(_ kind: MountKind, _ body: (ObjectStore) throws -> Void) throws {
            let store = try ObjectStore()
            let bucket = try store.mount("one", kind)
            try stack.withResponder(["WHARF_BUCKET": bucket, "WHARF_BUCKET_TIMEOUT": "3"]) {
                let result = Result { try body(store) }
                try store.off()
                try result.get()
            }
        }

        // MARK: All is well

        @Test(arguments: kinds)
        func backups_GoOut_ComeBack_AndSurviveTheDatabase(_ kind: MountKind) throws {
            try fill()
            let tables = ["departments", "jobs", "hired_employees"]
            let before = try tables.map(stack.content)
            try withStore(kind) { store in
                let backups = try stack.backUp("*").backups
                #expect(backups.map(\.table).sorted() == tables.sorted())
                for backup in backups { #expect(try stack.verify(backup.id, "drill").status == 200) }
                #expect(try stack.listed("jobs").map(\.proof?.level) == ["drill"])
                try change()
                for table in ["jobs", "hired_employees"] { try stack.restore(#"{"table": "\#(table)"}"#) }
                #expect(try tables.map(stack.content) == before)
                let machine = try OtherMachine(stack, bucket: store.mount("two", kind))
                try machine.run("migrate")
                try machine.execute("DROP TABLE `hired_employees`", "DROP TABLE `jobs`", "DROP TABLE `departments`")
                let listed = try machine.run("backups")
                for backup in backups { #expect(listed.contains("\(backup.id) \(backup.table)")) }
                try machine.run("restore", "*")
                #expect(try tables.map(machine.content) == before)
            }
        }

        // MARK: Failing backups

        @Test(arguments: kinds, ["full=507", "cut=200000", "hang=200000", "refuse=1"])
        func backup_IsNone_WhenTheStoreFails(_ kind: MountKind, _ fault: String) throws {
            try fill()
            try withStore(kind) { store in
                let good = try stack.backUp("hired_employees").backups[0]
                try store.fault(fault)
                try expectRefusal(stack.beginOrder("/backup", Self.backup))
                try store.off()
                try expectOnly([good], store)
                try stack.backUp("hired_employees")
            }
        }

        // MARK: Failing restores

        /// The store fails when the backup has been read, and what is there is to be backed up before it is replaced.
        @Test(arguments: kinds, ["full=507", "cut=20000", "hang=20000", "hang=0", "refuse=1"])
        func restore_LeavesTheTable_WhenTheStoreFailsInTheMiddle(_ kind: MountKind, _ fault: String) throws {
            for table in ["hired_employees", "jobs"] { try expectUntouched(table, kind, fault) }
        }

        private func expectUntouched(_ table: String, _ kind: MountKind, _ fault: String) throws {
            try stack.emptyTables()
            try fill()
            let wanted = try stack.content(table)
            try withStore(kind) { store in
                let good = try stack.backUp(table).backups[0]
                try change()
                let before = try stack.content(table)
                let order = #"{"table": "\#(table)"}"#
                let restore = try stack.beginHeldRestore(order, of: table) { try store.fault(fault) }
                try expectRefusal(restore)
                #expect(try stack.content(table) == before)
                #expect(try stack.scratchTables().isEmpty)
                try store.off()
                try expectOnly([good], store)
                #expect(try stack.restore(order).restores[0].backup == good.id)
                #expect(try stack.content(table) == wanted)
            }
        }

        private static let unreadable =
            kinds.flatMap { kind in ["read=503", "hang=0", "refuse=1"].map { (kind, $0) } } + [(.s3fs, "short=200000")]

        @Test(arguments: unreadable)
        func restore_LeavesTheTable_WhenTheBackupCannotBeRead(_ kind: MountKind, _ fault: String) throws {
            try fill()
            let wanted = try stack.content("hired_employees")
            try withStore(kind) { store in
                let good = try stack.order("/backup", Self.backup).json(BackupAnswer.self).backups[0]
                try change()
                let before = try stack.content("hired_employees")
                try store.fault(fault)
                let order = #"{"table": "hired_employees", "backup": "\#(good.id)"}"#
                try expectRefusal(stack.beginOrder("/restore", order))
                #expect(try stack.content("hired_employees") == before)
                #expect(try stack.scratchTables().isEmpty)
                try store.off()
                try expectOnly([good], store)
                try stack.restore(order)
                #expect(try stack.content("hired_employees") == wanted)
            }
        }

        /// rclone goes on where a download was cut.
        @Test func restore_IsRight_WhenTheMountGetsOverACut() throws {
            try fill()
            let wanted = try stack.content("hired_employees")
            try withStore(.rclone) { store in
                _ = try stack.order("/backup", Self.backup)
                try change()
                try store.fault("short=200000")
                try stack.restore(#"{"table": "hired_employees"}"#)
                #expect(try stack.content("hired_employees") == wanted)
            }
        }

        // MARK: What is said of it

        @Test(arguments: kinds, ["hang=0", "refuse=1"])
        func bucket_IsUnavailable_UntilTheStoreAnswers(_ kind: MountKind, _ fault: String) throws {
            try withStore(kind) { store in
                try expectState("ready", 1)
                try store.fault(fault)
                try expectState("unavailable", 0)
                try stack.expectProblem(stack.get("/backups"), 503, "bucket-unavailable")
                try stack.expectSuccess(stack.upload([.file("departments", "1,A\n")]))
                try store.off()
                try expectState("ready", 1)
                #expect(try stack.get("/backups").status == 200)
            }
        }

        private func expectState(_ word: String, _ isUp: Int) throws {
            try eventually("bucket \(word)", withinSeconds: 60, everyMilliseconds: 200) {
                try stack.get("/readyz").text.contains(#""bucket" : "\#(word)""#)
            }
            #expect(try stack.get("/readyz").status == 200)
            #expect(try stack.get("/metrics").text.contains("\nwharf_bucket_up \(isUp)\n"))
        }

        // MARK: Judgement

        /// An order that the bucket is waited for: it is refused in time, and others do not wait for it.
        private func expectRefusal(_ order: Curl, location: SourceLocation = #_sourceLocation) throws {
            let start = ContinuousClock.now
            repeat {
                let look = ContinuousClock.now
                #expect(try stack.get("/loads").status == 200, sourceLocation: location)
                try stack.expectSuccess(stack.upload([.file("departments", "2,B\n")], "?on_duplicate=skip"))
                #expect(ContinuousClock.now - look < .seconds(5), sourceLocation: location)
            } while order.child.isRunning
            let answer = try order.answer()
            #expect(ContinuousClock.now - start < .seconds(45), sourceLocation: location)
            let type = answer.status == 507 ? "bucket-full" : "bucket-unavailable"
            try stack.expectProblem(answer, answer.status == 507 ? 507 : 503, type, sourceLocation: location)
        }

        /// No other backup is ever listed, and no other manifest or file stays in the store.
        private func expectOnly(
            _ backups: [BackupDocument], _ store: ObjectStore, location: SourceLocation = #_sourceLocation
        ) throws {
            let ids = backups.map(\.id)
            try eventually("backups", withinSeconds: 90, everyMilliseconds: 200, sourceLocation: location) {
                let answer = try stack.get("/backups")
                guard answer.status == 200 else { return false }
                let page = try answer.json(BackupPage.self)
                #expect(Set(page.backups.map(\.id)).isSubset(of: ids), sourceLocation: location)
                return page.backups.map(\.id) == ids && page.damaged.isEmpty
            }
            let names = backups.flatMap { [$0.file, $0.file + ".json"] }.sorted()
            try eventually("nothing else", withinSeconds: 30, everyMilliseconds: 500, sourceLocation: location) {
                let fresh = try store.mount("fresh", .s3fs)
                let found = namesIn(fresh)
                try store.unmount("fresh")
                return found == names
            }
        }
    }
}

/// Another machine: a mount of its own, and a database in which nothing is.
private final class OtherMachine {
    private static let schema = "wharf_other"
    private let stack: Stack
    private let bucket: String

    init(_ stack: Stack, bucket: String) throws {
        self.stack = stack
        self.bucket = bucket
        try stack.asAdministrator { connection in
            try connection.execute("DROP DATABASE IF EXISTS `\(Self.schema)`")
            try connection.execute("CREATE DATABASE `\(Self.schema)` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        }
    }

    deinit { _ = try? stack.asAdministrator { try $0.execute("DROP DATABASE IF EXISTS `\(Self.schema)`") } }

    @discardableResult
    func run(_ arguments: String...) throws -> String {
        let environment = stack.programEnvironment.merging(
            ["DB_NAME": Self.schema, "DB_USER": "root", "DB_PASS": "", "WHARF_BUCKET": bucket]) { $1 }
        let output = stack.scratchPath("other")
        let child = try ChildProcess([Stack.program ?? ""] + arguments, environment: environment, output: output)
        let status = child.wait()
        let text = String(decoding: try readFile(output), as: UTF8.self)
        try #require(status == 0, "\(arguments): \(text)")
        return text
    }

    func execute(_ statements: String...) throws {
        try stack.asAdministrator { connection in
            try connection.execute("USE `\(Self.schema)`")
            for sql in statements { try connection.execute(sql) }
        }
    }

    func content(_ table: String) throws -> [[String?]] {
        try stack.asAdministrator { connection in
            try connection.query("SELECT * FROM `\(Self.schema)`.`\(table)` ORDER BY 1").map { row in
                (0..<row.values.count).map { row[$0].string }
            }
        }
    }
}

extension Stack {
    /// Begins a restore and holds it when it wants the table, all rows of the backup having been read: then `body` runs.
    fileprivate func beginHeldRestore(_ order: String, of table: String, _ body: () throws -> Void) throws -> Curl {
        try asMigrator { connection in
            try connection.execute("START TRANSACTION")
            try connection.execute("DELETE FROM `\(table)` WHERE `id` = 8000")
            let restore = try beginOrder("/restore", order)
            // The server makes this list anew when nobody has read it for a tenth of a second, no sooner.
            try eventually("a restore that waits for the table", everyMilliseconds: 150) {
                try asAdministrator { try !$0.query(Self.waiting, [.text(table)]).isEmpty }
            }
            try body()
            try connection.execute("ROLLBACK")
            return restore
        }
    }

    /// A connection that waits for the table itself, or for rows of it.
    private static let waiting = """
        SELECT 1
          FROM information_schema.PROCESSLIST p
          LEFT JOIN information_schema.INNODB_TRX t
            ON t.trx_mysql_thread_id = p.ID
         WHERE (p.STATE LIKE 'Waiting for table%' OR t.trx_state = 'LOCK WAIT')
           AND p.INFO LIKE CONCAT('%', ?, '%')
        """
}
