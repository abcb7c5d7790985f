import MariaDB
import Testing

extension MariaDBTests {
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct ConnectionTests {
        private func session(_ connection: Connection, _ names: String...) throws -> [String: String] {
            var found: [String: String] = [:]
            for row in try connection.query("SHOW SESSION VARIABLES") {
                if let name = row[0].string, names.contains(name) { found[name] = row[1].string }
            }
            return found
        }

        private func checkSession(_ connection: Connection) throws {
            let isolation = connection.isMariaDB ? "tx_isolation" : "transaction_isolation"
            let found = try session(
                connection, isolation, "time_zone", "sql_mode", "lock_wait_timeout", "innodb_lock_wait_timeout",
                "character_set_client", "character_set_connection", "character_set_results")
            let mode = """
                ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
                NO_ENGINE_SUBSTITUTION
                """
            let expected = [
                isolation: "SERIALIZABLE", "time_zone": "+00:00", "sql_mode": mode, "lock_wait_timeout": "3",
                "innodb_lock_wait_timeout": "3", "character_set_client": "utf8mb4",
                "character_set_connection": "utf8mb4", "character_set_results": "utf8mb4",
            ]
            #expect(found == expected)
        }

        @Test(arguments: TestServer.available)
        func session_IsSetUp_AlsoAfterResetAndReconnect(_ server: TestServer) throws {
            var settings = server.settings
            settings.isolationLevel = .serializable
            settings.lockWaitTimeoutSeconds = 3
            let connection = try Connection(settings)
            #expect(connection.isMariaDB == (server == .mariaDB))
            #expect(connection.serverVersion.contains("MariaDB") == connection.isMariaDB)
            try checkSession(connection)
            try connection.execute("SET time_zone = '+05:00', sql_mode = '', @mine = 1")
            try connection.execute("START TRANSACTION")
            try connection.reset()
            #expect(!connection.isInTransaction)
            try checkSession(connection)
            #expect(try connection.query("SELECT @mine")[0][0].isNull)
            let first = connection.connectionID
            try connection.reconnect()
            #expect(connection.connectionID != first)
            try checkSession(connection)
            #expect(try connection.query("SELECT CONNECTION_ID()")[0][0].uint == connection.connectionID)
        }

        @Test(arguments: TestServer.available)
        func kill_DuringQuery_IsAConnectionLost(_ server: TestServer) throws {
            let settings = server.settings
            let watcher = try Connection(settings)
            let number = Handover<UInt64>()
            let task = BlockingTask { () throws -> Bool in
                let connection = try Connection(settings)
                number.set(connection.connectionID)
                let first = try caught { _ = try connection.query("SELECT SLEEP(50)") }
                let second = try caught { try connection.ping() }
                try connection.reconnect()
                let works = try connection.query("SELECT 1")[0][0].int == 1
                return (first.isConnectionLost || first.isCancelled) && second.isConnectionLost && works
            }
            try eventually { number.get() != nil }
            let id = try #require(number.get())
            let sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ? AND info LIKE 'SELECT SLEEP%'"
            try eventually { try watcher.query(sql, [.unsigned(id)])[0][0].int == 1 }
            try watcher.execute("KILL \(id)")
            #expect(try task.value())
        }

        @Test(arguments: TestServer.available)
        func kill_WhileRowsStream_IsAConnectionLost(_ server: TestServer) throws {
            let killer = try Connection(server.settings)
            let connection = try Connection(server.settings)
            let ten = (0...9).map { "SELECT \($0) d" }.joined(separator: " UNION ALL ")
            let tables = (0..<7).map { "(\(ten)) t\($0)" }.joined(separator: " CROSS JOIN ")
            var count = 0
            let error = try caught {
                try connection.forEachRow("SELECT t0.d, REPEAT('x', 100) FROM \(tables)") { _ in
                    count += 1
                    if count == 1 { try killer.execute("KILL \(connection.connectionID)") }
                }
            }
            #expect(error.isConnectionLost || error.isCancelled, "\(error)")
            #expect(count > 0 && count < 10_000_000)
            try connection.reconnect()
            #expect(try connection.query("SELECT 1").count == 1)
        }

        @Test(arguments: TestServer.available)
        func closedConnection_SaysSo(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            connection.close()
            connection.close()
            #expect(try caught { try connection.ping() }.code == .serverGone)
            #expect(try caught { try connection.execute("DO 1") }.code == .serverGone)
            #expect(try caught { _ = try connection.query("SELECT 1") }.code == .serverGone)
            #expect(try caught { try connection.reset() }.code == .serverGone)
            try connection.reconnect()
            try connection.ping()
        }

        @Test(arguments: TestServer.available)
        func wrongPassword_IsRefused_AndNotShown(_ server: TestServer) throws {
            var settings = server.settings
            settings.password = "hunter2-wrong"
            let error = try caught { _ = try Connection(settings) }
            #expect(error.code == .accessDenied)
            #expect(!"\(error) \(error.message) \(error.publicMessage)".contains("hunter2"))
            #expect(error.message.contains("Unix socket") == (settings.socket != nil))
        }

        @Test(arguments: TestServer.available)
        func connections_AreClosed_WhenReleased(_ server: TestServer) throws {
            let watcher = try Connection(server.settings)
            var id: UInt64 = 0
            do { id = try Connection(server.settings).connectionID }
            let sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?"
            try eventually { try watcher.query(sql, [.unsigned(id)])[0][0].int == 0 }
        }

        @Test(arguments: TestServer.available)
        func authentication_WorksWithAPassword(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                let user = "wharf_\(UInt32.random(in: 0...UInt32.max))"
                try connection.execute("CREATE USER '\(user)'@'%' IDENTIFIED BY 'pä ss'")
                defer { #expect(throws: Never.self) { try connection.execute("DROP USER '\(user)'@'%'") } }
                var other = settings
                other.user = user
                other.password = "pä ss"
                other.database = nil
                #expect(try Connection(other).query("SELECT 1").count == 1)
            }
        }

        @Test func nobodyThere_IsAConnectionLost() throws {
            var settings = ConnectionSettings(socket: "/nonexistent/socket", user: "u", password: "hunter2")
            #expect(try caught { _ = try Connection(settings) }.code == .cannotConnectToSocket)
            settings.socket = nil
            settings.port = 1
            let error = try caught { _ = try Connection(settings) }
            #expect(error.isConnectionLost && !error.description.contains("hunter2"))
        }
    }
}
