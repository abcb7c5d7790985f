import Glibc
import MariaDB
import Testing

private struct Stop: Error {}

extension MariaDBTests {
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct StatementTests {
        /// A derived table of `count` rows, as a power of ten.
        private func numbers(_ digits: Int) -> String {
            let ten = (0...9).map { "SELECT \($0) d" }.joined(separator: " UNION ALL ")
            return (0..<digits).map { "(\(ten)) t\($0)" }.joined(separator: " CROSS JOIN ")
        }

        @Test(arguments: TestServer.available)
        func cache_KeepsThirtyTwo_AndNothingStaysPrepared(_ server: TestServer) throws {
            let watcher = try Connection(server.settings)
            _ = try watcher.query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'")
            let start = try globalStatus(watcher, "Prepared_stmt_count")
            do {
                let connection = try Connection(server.settings)
                for round in 0..<2 {
                    for number in 0..<40 {
                        #expect(try connection.query("SELECT \(number)")[0][0].int == Int64(number))
                    }
                    #expect(connection.cachedStatementCount == 32, "round \(round)")
                }
                try eventually { try globalStatus(watcher, "Prepared_stmt_count") == start + 32 }
                var own: Statement? = try connection.prepare("SELECT ?")
                #expect(own?.parameterCount == 1)
                try eventually { try globalStatus(watcher, "Prepared_stmt_count") == start + 33 }
                own = nil
                try eventually { try globalStatus(watcher, "Prepared_stmt_count") == start + 32 }
                try connection.reset()
                try eventually { try globalStatus(watcher, "Prepared_stmt_count") == start }
                _ = try connection.query("SELECT 1")
            }
            try eventually { try globalStatus(watcher, "Prepared_stmt_count") == start }
        }

        @Test(arguments: TestServer.available)
        func preparation_LeavesNothing_WhenItFails(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let start = try globalStatus(connection, "Prepared_stmt_count")
            #expect(try caught { _ = try connection.prepare("SELEC ?") }.code == .syntaxError)
            #expect(try caught { _ = try connection.query("SELECT * FROM no_such.t") }.sql == "SELECT * FROM no_such.t")
            // Fewer where one of a connection before this one was still counted.
            #expect(try globalStatus(connection, "Prepared_stmt_count") <= start)
        }

        @Test(arguments: TestServer.available)
        func statement_TellsWhy_AfterReset(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let statement = try connection.prepare("SELECT 1")
            #expect(try statement.query(Parameters()).count == 1)
            try connection.reset()
            #expect(try caught { try statement.execute(Parameters()) }.code == .notPrepared)
            let other = try connection.prepare("SELECT 1")
            connection.close()
            #expect(try caught { try other.execute(Parameters()) }.code == .notPrepared)
        }

        @Test(arguments: TestServer.available)
        func oneMillionRows_StreamInBoundedMemory(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let sql = "SELECT t0.d, REPEAT('x', 100) FROM \(numbers(6))"
            try connection.forEachRow("SELECT 1") { _ in }
            let before = try residentBytes()
            var count = 0
            var sum: Int64 = 0
            var bytes = 0
            try connection.forEachRow(sql) { row in
                count += 1
                sum += row.int(0) ?? 0
                bytes += row.withText(1) { $0?.count ?? 0 }
            }
            #expect(count == 1_000_000)
            #expect(sum == 4_500_000)
            #expect(bytes == 100_000_000)
            #expect(try residentBytes() - before < 8 << 20)
        }

        @Test(arguments: TestServer.available)
        func connection_StaysUsable_WhenBodyThrows(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            var count = 0
            #expect(throws: Stop.self) {
                try connection.forEachRow("SELECT t0.d FROM \(numbers(5))") { _ in
                    count += 1
                    if count == 100 { throw Stop() }
                }
            }
            #expect(count == 100)
            #expect(try connection.query("SELECT 7")[0][0].int == 7)
            try connection.ping()
        }

        @Test(arguments: TestServer.available)
        func connection_RefusesAnotherStatement_WhileRowsStream(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let error = try caught {
                try connection.forEachRow("SELECT 1 UNION SELECT 2") { _ in _ = try connection.query("SELECT 3") }
            }
            #expect(error.code == .commandsOutOfSync)
            #expect(try connection.query("SELECT 3")[0][0].int == 3)
        }

        @Test(arguments: TestServer.available)
        func error_IsThrown_WhenItComesBetweenRows(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (id INT PRIMARY KEY, n BIGINT UNSIGNED)")
                try connection.execute("INSERT INTO t VALUES (1, 1), (2, 1), (3, 0)")
                var seen: [Int64?] = []
                let error = try caught {
                    try connection.forEachRow("SELECT id, n - 1 FROM t ORDER BY id") { seen.append($0.int(0)) }
                }
                #expect(error.code.rawValue == 1690)
                #expect(!error.description.contains("out of range in"))
                #expect(try connection.query("SELECT 1").count == 1)
            }
        }

        @Test(arguments: TestServer.available)
        func longValues_AreWhole_AmongShortOnes(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (id INT PRIMARY KEY, a LONGTEXT, b LONGBLOB, c LONGTEXT)")
                let lengths = [0, 1, 4095, 4096, 4097, 10, 300_000, 5, 70_000]
                for (id, length) in lengths.enumerated() {
                    try connection.execute(
                        "INSERT INTO t VALUES (?, REPEAT('a', ?), REPEAT('b', ?), REPEAT('c', ?))",
                        [
                            .signed(Int64(id)), .signed(Int64(length)), .signed(Int64(length * 2)),
                            .signed(Int64(length / 2)),
                        ])
                }
                var found: [[Int]] = []
                try connection.forEachRow("SELECT a, b, c FROM t ORDER BY id") { row in
                    #expect(row.withText(0) { $0?.allSatisfy { $0 == 0x61 } } == true)
                    #expect(row.withText(1) { $0?.allSatisfy { $0 == 0x62 } } == true)
                    #expect(row.withText(2) { $0?.allSatisfy { $0 == 0x63 } } == true)
                    found.append((0..<3).map { _ in 0 })
                    for index in 0..<3 { found[found.count - 1][index] = row.withText(index) { $0?.count ?? -1 } }
                }
                #expect(found == lengths.map { [$0, $0 * 2, $0 / 2] })
            }
        }

        @Test(arguments: TestServer.available)
        func cachedStatement_SeesChangedTable(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try connection.execute("CREATE TABLE t (a INT)")
                try connection.execute("INSERT INTO t VALUES (1)")
                #expect(try connection.query("SELECT * FROM t")[0].values == [1])
                let other = try Connection(settings)
                try other.execute("ALTER TABLE t MODIFY a VARCHAR(9)")
                #expect(try connection.query("SELECT * FROM t")[0].values == ["1"])
                try other.execute("ALTER TABLE t ADD b VARCHAR(9) DEFAULT 'x'")
                #expect(try caught { _ = try connection.query("SELECT * FROM t") }.code == .resultChanged)
                #expect(try connection.query("SELECT * FROM t")[0].values == ["1", "x"])
            }
        }

        @Test(arguments: TestServer.available)
        func counters_AreTheLastStatements(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT)")
                #expect(try connection.execute("INSERT INTO t (n) VALUES (?), (?)", [1, 2]) == 2)
                #expect(connection.lastInsertID == 1)
                #expect(try connection.execute("UPDATE t SET n = n + 1") == 2)
                #expect(connection.lastWarningCount == 0)
                try connection.execute("DROP TABLE IF EXISTS no_such")
                #expect(connection.lastWarningCount == 1)
                #expect(try connection.execute("INSERT IGNORE INTO t VALUES (?, ?)", [1, 1]) == 0)
                #expect(connection.lastWarningCount == 1)
                #expect(try connection.execute("DELETE FROM t WHERE n > ?", [99]) == 0)
            }
        }

        @Test(arguments: TestServer.available)
        func twoStatementsInOneText_AreRefused(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            #expect(try caught { try connection.execute("DO 1; DO 2") }.code == .syntaxError)
        }

        @Test(arguments: TestServer.available)
        func procedure_WithSeveralResults_LeavesConnectionUsable(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE PROCEDURE p(n INT) BEGIN SELECT n; SELECT n + 1, 'x'; END")
                #expect(try connection.query("CALL p(?)", [4])[0][0].int == 4)
                try connection.execute("CALL p(5)")
                try connection.execute("CALL p(?)", [6])
                #expect(try connection.query("SELECT 1").count == 1)
            }
        }

        /// Field 2 of `/proc/self/statm`, in pages.
        private func residentBytes() throws -> Int {
            let file = try #require(fopen("/proc/self/statm", "r"))
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 128)
            #expect(fgets(&line, 128, file) != nil)
            let fields = line.prefix { $0 != 0 }.split(separator: 0x20)
            let pages = String(decoding: fields[1].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return try #require(Int(pages)) * sysconf(Int32(_SC_PAGESIZE))
        }
    }
}
