import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Loads so large that they are built beside an empty table and swapped in; in a cluster they go into the table itself.
    struct TwinLoadTests {
        private static let rows = TwinBuilder.fewestRows
        private static let table = """
            CREATE TABLE t (
                id INT UNSIGNED NOT NULL, name VARCHAR(40) NOT NULL COMMENT 'with `ticks`, and, commas', parent INT NULL,
                twice INT GENERATED ALWAYS AS (parent * 2) VIRTUAL,
                PRIMARY KEY (id), KEY by_name (name(10), parent), KEY `by ``parent` (parent),
                CONSTRAINT positive CHECK (id > 0),
                CONSTRAINT t_parent FOREIGN KEY (parent) REFERENCES p (id) ON DELETE CASCADE
            ) COMMENT = 'a table'
            """
        private static let parents = "CREATE TABLE p (id INT PRIMARY KEY)"

        private let database: ScratchDatabase
        private let station: LoadStation

        init() throws {
            database = try ScratchDatabase(
                isMigrated: true, Self.parents, "INSERT INTO p VALUES (1), (2), (3)", Self.table)
            station = try LoadStation(database)
        }

        private static func parent(of id: Int) -> Int { id % 1000 == 0 ? 3 : id % 2 + 1 }

        /// Parents 1 and 2 in turn and sometimes 3, and one record that breaks a rule.
        private static let file = UploadedFile(
            "t", "id,name,parent\n" + (1...rows).map { "\($0),name \($0),\(parent(of: $0))\n" }.joined() + "x,y,1\n")

        private static let allIn = "\(rows + 1)/\(rows)/0/0/1"

        /// Line by line: indexes that were built last stand last.
        private func definition() throws -> Set<String> {
            let lines = try database.rows("SHOW CREATE TABLE t")[0].split(separator: "\n")
            return Set(lines.map { String($0.last == "," ? $0.dropLast() : $0) })
        }

        /// Whether the load was swapped in: the receipt has the stages of it.
        private func expect(_ result: LoadResult, sum: String, isSwapped: Bool) throws {
            #expect(result.sums == [sum])
            #expect((result["t"].seconds["index"] != nil) == (isSwapped && !TestServer.isCluster))
            try expectNoRemains()
        }

        private func expectNoRemains() throws {
            for kind in ["twin", "old"] {
                #expect(try database.rows("SHOW TABLES LIKE 'wharf\\_\(kind)\\_%'") == [])
            }
            let session = try station.database.connection().texts(
                "SELECT @@foreign_key_checks, @@lock_wait_timeout = @@innodb_lock_wait_timeout")
            #expect(session == ["1|1"], "the session is as it was")
        }

        @Test func load_IsSwappedIn_WithAllThatTheTableHad() throws {
            let before = try definition()
            try expect(station.load(Self.file), sum: Self.allIn, isSwapped: true)
            // Constraints have names that the table beside it does not have: on MariaDB foreign keys alone.
            let renamed = TestServer.isCluster ? [] : TestServer.isMariaDB ? ["t_parent"] : ["t_parent", "positive"]
            #expect(
                try definition()
                    == Set(before.map { renamed.reduce($0) { $0.replacing("`\($1)`", with: "`\($1)_twin`") } }))
            #expect(
                try database.rows(
                    "SELECT COUNT(*), MIN(id), MAX(id), SUM(parent), SUM(name = CONCAT('name ', id)) FROM t")
                    == [
                        "\(Self.rows)|1|\(Self.rows)|\((1...Self.rows).reduce(0) { $0 + Self.parent(of: $1) })|\(Self.rows)"
                    ])
            try database.connection.execute("TRUNCATE TABLE t")
            try expect(station.load(Self.file), sum: Self.allIn, isSwapped: true)
            #expect(try definition() == before)
            #expect(throws: MariaDBError.self) { try database.connection.execute("INSERT INTO t VALUES (0, 'a', 9)") }
        }

        @Test func load_GoesIntoTheTable_WhenItHasRows() throws {
            station.isAlone = false
            station.beforeWrite = {
                try database.connection.execute("INSERT INTO t (id, name, parent) VALUES (5, 'other', 1)")
            }
            try expect(
                station.load(Self.file), sum: "\(Self.rows + 1)/\(Self.rows - 1)/0/0/2", isSwapped: false)
            #expect(try database.rows("SELECT name FROM t WHERE id = 5") == ["other"])
        }

        @Test(.enabled(if: !TestServer.isCluster, "in a cluster there is no twin: who writes then waits for the load"))
        func load_GoesIntoTheTable_WhenRowsComeWhileTheTwinIsFilled() throws {
            station.isAlone = false
            var batches = 0
            station.onBatch = {
                batches += 1
                guard batches == 3 else { return false }
                #expect(throws: Never.self) {
                    try database.connection.execute(
                        "INSERT INTO t (id, name, parent) VALUES (5, 'other', 1), (4000000000, 'another', NULL)")
                }
                return false
            }
            try expect(
                station.load(Self.file), sum: "\(Self.rows + 1)/\(Self.rows - 1)/0/0/2", isSwapped: false)
            #expect(try database.rows("SELECT name FROM t WHERE id IN (5, 4000000000)") == ["other", "another"])
        }

        @Test func load_KeepsAnAlteration_ThatComesWhileTheTwinIsFilled() throws {
            var batches = 0
            station.onBatch = {
                batches += 1
                guard batches == 3 else { return false }
                #expect(throws: Never.self) {
                    try database.connection.execute("ALTER TABLE t ADD COLUMN more INT NULL")
                }
                return false
            }
            try expect(station.load(Self.file), sum: Self.allIn, isSwapped: false)
            #expect(try definition().contains { $0.contains("`more` int") })
        }

        @Test func load_RejectsOrphans_WhenAParentGoesMeanwhile() throws {
            station.beforeWrite = { try database.connection.execute("DELETE FROM p WHERE id = 3") }
            station.isAlone = false
            let orphans = Self.rows / 1000
            let result = try station.load(Self.file)
            try expect(
                result, sum: "\(Self.rows + 1)/\(Self.rows - orphans)/0/0/\(orphans + 1)", isSwapped: false)
            #expect(result["t"].rejectsByCode["unknown_parent"] == orphans)
        }

        @Test func load_LeavesNothing_WhenTheClientGoes() throws {
            var batches = 0
            station.onBatch = {
                batches += 1
                return batches == 5
            }
            let result = try station.load(Self.file)
            #expect(result["t"].state == .interrupted)
            #expect(try database.count("t") == 0)
            try expectNoRemains()
        }

        @Test func load_GoesInOnce_WhenItsConnectionIsKilled() throws {
            var writer: UInt64 = 0
            var batches = 0
            station.beforeWrite = { [unowned station] in writer = try station.database.connection().connectionID }
            station.onBatch = {
                batches += 1
                if batches == 3 { #expect(throws: Never.self) { try database.connection.execute("KILL \(writer)") } }
                return false
            }
            try expect(station.load(Self.file), sum: Self.allIn, isSwapped: false)
            #expect(try database.count("t") == Self.rows)
        }

        @Test func load_WaitsForAReader_ThatHoldsTheTable() throws {
            let reader = try Connection(database.settings)
            try reader.execute("START TRANSACTION")
            _ = try reader.texts("SELECT COUNT(*) FROM t")
            var batches = 0
            station.onBatch = {
                batches += 1
                guard batches == 5 else { return false }
                #expect(throws: Never.self) { try reader.execute("COMMIT") }
                return false
            }
            try expect(station.load(Self.file), sum: Self.allIn, isSwapped: true)
        }

        @Test func load_GoesIntoTheTable_WithoutTheRightToMakeTables() throws {
            let user = "'wharf_\(UInt64.random(in: 0...UInt64.max))'@'localhost'"
            try database.connection.execute("CREATE USER \(user) IDENTIFIED BY 'guest'")
            defer { #expect(throws: Never.self) { try database.connection.execute("DROP USER \(user)") } }
            try database.connection.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES, LOCK TABLES ON *.* TO \(user)")
            var settings = database.settings
            settings.user = String(user.dropFirst().prefix { $0 != "'" })
            settings.password = "guest"
            try expect(LoadStation(settings).load(Self.file), sum: Self.allIn, isSwapped: false)
        }
    }

    /// What a process that died leaves of a twin.
    struct TwinRemainsTests {
        private let database: ScratchDatabase
        private let dead = LoadIdentifier()
        private let load = LoadIdentifier()

        /// A load that was announced: the receipt is whole, the state still `writing`.
        init() throws {
            database = try ScratchDatabase()
            var receipt = Receipt(
                id: load, table: "departments", state: .writing, source: "upload", options: LoadOptions().record,
                by: "tester", startedAt: Timestamp.now())
            let store = LoadStore(connection: database.connection)
            try store.insert(receipt, instance: dead)
            (receipt.read, receipt.inserted, receipt.rejected) = (3, 2, 1)
            try store.update(receipt)
            try database.connection.execute(
                "INSERT INTO wharf_rejects VALUES ('\(load)', 0, 1, 0, 'x', '[]')")
        }

        private func end() throws -> Receipt {
            try LoadStore(connection: database.connection).interrupt(loadsOf: dead, why: "it died")
            #expect(try database.rows("SHOW TABLES LIKE 'wharf\\_%\\_\(load)'") == [])
            return try database.receipt(load)
        }

        @Test func load_IsInterrupted_BeforeItsTwinIsSwappedIn() throws {
            try database.connection.execute("CREATE TABLE `wharf_twin_\(load)` LIKE departments")
            let receipt = try end()
            #expect(receipt.state == .interrupted && receipt.sums == "0/0/0/0/0")
            #expect(try database.count("wharf_rejects") == 0)
        }

        @Test func load_IsDone_AfterItsTwinWasSwappedIn() throws {
            try database.connection.execute("CREATE TABLE `wharf_old_\(load)` LIKE departments")
            let receipt = try end()
            #expect(receipt.state == .done && receipt.sums == "3/2/0/0/1" && receipt.finishedAt != nil)
            #expect(try database.count("wharf_rejects") == 1)
        }

        @Test func rows_AreCarriedOver_ThatCameBetweenLockAndSwap() throws {
            try database.connection.execute("CREATE TABLE `wharf_old_\(load)` LIKE departments")
            try database.connection.execute("INSERT INTO `wharf_old_\(load)` VALUES (7, 'late')")
            #expect(try end().state == .done)
            #expect(try database.rows("SELECT * FROM departments") == ["7|late"])
        }

        @Test func rows_StayWhereTheyAre_WhenTheirKeysAreTaken() throws {
            try database.connection.execute("CREATE TABLE `wharf_old_\(load)` LIKE departments")
            try database.connection.execute("INSERT INTO `wharf_old_\(load)` VALUES (7, 'late')")
            try database.connection.execute("INSERT INTO departments VALUES (7, 'first')")
            #expect(throws: RowsLeftAside.self) {
                try LoadStore(connection: database.connection).interrupt(loadsOf: dead, why: "it died")
            }
            #expect(try database.receipt(load).state == .done)
            #expect(try database.rows("SELECT * FROM `wharf_old_\(load)`") == ["7|late"])
            #expect(try database.rows("SELECT * FROM departments") == ["7|first"])
        }

        @Test func sweep_TakesWhatEndedLoadsLeft_AndNothingElse() throws {
            let gone = LoadIdentifier()
            for name in ["wharf_twin_\(load)", "wharf_twin_\(gone)", "wharf_old_\(gone)"] {
                try database.connection.execute("CREATE TABLE `\(name)` LIKE departments")
            }
            try TwinRemains(connection: database.connection).sweep()
            #expect(try database.rows("SHOW TABLES LIKE 'wharf\\_twin\\_%'") == ["wharf_twin_\(load)"])
            #expect(try database.rows("SHOW TABLES LIKE 'wharf\\_old\\_%'") == [])
        }
    }
}

struct TableDefinitionTests {
    @Test func definition_FindsIndexesAndForeignKeys() {
        let definition = TableDefinition(
            """
            CREATE TABLE `t` (
              `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'KEY `no` (`x`), CONSTRAINT `c` FOREIGN KEY (',
              `KEY` int(11) DEFAULT NULL,
              PRIMARY KEY (`id`),
              UNIQUE KEY `one` (`a`),
              KEY `t``wo` (`a`(10),`b` DESC) COMMENT 'a, b',
              FULLTEXT KEY `words` (`a`),
              CONSTRAINT `k` FOREIGN KEY (`a`) REFERENCES `p` (`id`) ON DELETE CASCADE,
              CONSTRAINT `positive` CHECK (`id` > 0)
            ) ENGINE=InnoDB AUTO_INCREMENT=17 DEFAULT CHARSET=utf8mb4
            """)
        #expect(
            definition.indexes == [
                .init(name: "one", text: "UNIQUE KEY `one` (`a`)"),
                .init(name: "t`wo", text: "KEY `t``wo` (`a`(10),`b` DESC) COMMENT 'a, b'"),
            ])
        #expect(
            definition.foreignKeys == [
                .init(name: "k", text: "CONSTRAINT `k` FOREIGN KEY (`a`) REFERENCES `p` (`id`) ON DELETE CASCADE")
            ])
        #expect(definition.autoIncrement == 17 && !definition.isVersioned)
    }
}
