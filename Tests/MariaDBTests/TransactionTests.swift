import MariaDB
import Testing

private struct Stop: Error {}

extension MariaDBTests {
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct TransactionTests {
        private func makeTable(_ connection: Connection) throws {
            try connection.execute("CREATE TABLE t (id INT PRIMARY KEY, n INT)")
            try connection.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
        }

        /// InnoDB shows a copy of its list, made anew when nobody has looked for 100 ms.
        private func waitForNoTransaction(_ watcher: Connection, of connection: UInt64) throws {
            try eventually(everyMilliseconds: 150) { try openTransactions(watcher, of: connection) == 0 }
        }

        private func openTransactions(_ watcher: Connection, of connection: UInt64) throws -> Int64 {
            let sql = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = ?"
            return try watcher.query(sql, [.unsigned(connection)])[0][0].int ?? -1
        }

        @Test(arguments: TestServer.available)
        func rollback_LeavesNoRow_AndNoOpenTransaction(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                let watcher = try Connection(settings)
                #expect(throws: Stop.self) {
                    try connection.transaction { connection in
                        try connection.execute("INSERT INTO t VALUES (?, ?)", [3, 3])
                        #expect(connection.isInTransaction)
                        #expect(try openTransactions(watcher, of: connection.connectionID) == 1)
                        throw Stop()
                    }
                }
                #expect(!connection.isInTransaction)
                try waitForNoTransaction(watcher, of: connection.connectionID)
                #expect(try watcher.query("SELECT COUNT(*) FROM t")[0][0].int == 2)
                let result = try connection.transaction { try $0.execute("INSERT INTO t VALUES (?, ?)", [3, 3]) }
                #expect(result == 1)
                #expect(try watcher.query("SELECT COUNT(*) FROM t")[0][0].int == 3)
            }
        }

        @Test(arguments: TestServer.available)
        func deadlock_RunsTheWholeBodyAgain(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                let barrier = Barrier()
                let tasks = [(1, 2), (2, 1)].map { first, second in
                    BlockingTask { () throws -> Int in
                        let connection = try Connection(settings)
                        var attempts = 0
                        try connection.transaction { connection in
                            attempts += 1
                            try connection.execute("UPDATE t SET n = n + 1 WHERE id = ?", [.signed(Int64(first))])
                            if attempts == 1 { try barrier.wait(for: 2) }
                            try connection.execute("UPDATE t SET n = n + 10 WHERE id = ?", [.signed(Int64(second))])
                        }
                        return attempts
                    }
                }
                let attempts = try tasks.map { try $0.value() }
                #expect(attempts.sorted() == [1, 2])
                #expect(try connection.query("SELECT n FROM t ORDER BY id").map { $0[0].int } == [11, 11])
            }
        }

        /// The server ends the one that has changed less: the statement on its own.
        @Test(arguments: TestServer.available)
        func deadlock_RunsAStatementOnItsOwnAgain(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                let other = try Connection(settings)
                try other.execute("CREATE TABLE heavy (id INT PRIMARY KEY)")
                try other.execute("START TRANSACTION")
                try other.execute("INSERT INTO heavy VALUES (1), (2), (3), (4), (5), (6), (7), (8)")
                try other.execute("UPDATE t SET n = 5 WHERE id = 2")
                let sql = "UPDATE t SET n = n + 1 ORDER BY id"
                let alone = BlockingTask { try Connection(settings).execute(sql) }
                let waiting =
                    "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_query = ?"
                try eventually(everyMilliseconds: 150) { try connection.query(waiting, [.text(sql)])[0][0].int == 1 }
                try other.execute("UPDATE t SET n = 7 WHERE id = 1")
                try other.execute("COMMIT")
                #expect(try alone.value() == 2)
                #expect(try connection.query("SELECT n FROM t ORDER BY id").map { $0[0].int } == [8, 6])
            }
        }

        @Test(arguments: TestServer.available)
        func lockWait_EndsTheTransaction_AfterTheLastAttempt(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                var impatient = settings
                impatient.lockWaitTimeoutSeconds = 1
                let other = try Connection(impatient)
                var attempts = 0
                try connection.execute("START TRANSACTION")
                try connection.execute("UPDATE t SET n = 1 WHERE id = 1")
                let error = try caught {
                    try other.transaction(maximumAttempts: 2) { other in
                        attempts += 1
                        try other.execute("UPDATE t SET n = 5 WHERE id = 2")
                        try other.execute("UPDATE t SET n = 5 WHERE id = 1")
                    }
                }
                #expect(error.code == .lockWaitTimeout && attempts == 2)
                #expect(!other.isInTransaction)
                // Row 2 is free and as it was.
                try connection.execute("UPDATE t SET n = n + 1 WHERE id = 2")
                try connection.execute("COMMIT")
                #expect(try other.query("SELECT n FROM t WHERE id = 2")[0][0].int == 1)
            }
        }

        @Test(arguments: TestServer.available)
        func rowFault_MayBeCaught_ButALostLockMayNot(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                try connection.transaction { connection in
                    #expect(try caught { try connection.execute("INSERT INTO t VALUES (1, 1)") }.isRowFault)
                    try connection.execute("INSERT INTO t VALUES (4, 4)")
                }
                #expect(try connection.query("SELECT COUNT(*) FROM t")[0][0].int == 3)
                var impatient = settings
                impatient.lockWaitTimeoutSeconds = 1
                let other = try Connection(impatient)
                try connection.execute("START TRANSACTION")
                try connection.execute("UPDATE t SET n = 1 WHERE id = 1")
                let error = try caught {
                    try other.transaction(maximumAttempts: 1) { other in
                        try other.execute("INSERT INTO t VALUES (5, 5)")
                        _ = try? other.execute("UPDATE t SET n = 5 WHERE id = 1")
                    }
                }
                #expect(error.code == .lockWaitTimeout)
                try connection.execute("ROLLBACK")
                #expect(try connection.query("SELECT COUNT(*) FROM t")[0][0].int == 3)
            }
        }

        @Test(arguments: TestServer.available)
        func commit_IsOfUnknownOutcome_WhenTheConnectionIsKilled(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                let killer = try Connection(settings)
                var attempts = 0
                let error = try caught {
                    try connection.transaction { connection in
                        attempts += 1
                        try connection.execute("INSERT INTO t VALUES (?, ?)", [3, 3])
                        try killer.execute("KILL \(connection.connectionID)")
                        try waitForNoTransaction(killer, of: connection.connectionID)
                    }
                }
                #expect(error.isCommitOutcomeUnknown && error.isConnectionLost && !error.isRetriable)
                #expect(attempts == 1)
                #expect(try caught { try connection.ping() }.isConnectionLost)
                try connection.reconnect()
                #expect(try connection.query("SELECT COUNT(*) FROM t")[0][0].int == 2)
                #expect(try connection.transaction { try $0.execute("DELETE FROM t") } == 2)
            }
        }

        @Test(arguments: TestServer.available)
        func statement_IsLost_WhenTheConnectionIsKilledInTransaction(_ server: TestServer) throws {
            try server.withSchema { connection, settings in
                try makeTable(connection)
                let killer = try Connection(settings)
                let error = try caught {
                    try connection.transaction { connection in
                        try connection.execute("INSERT INTO t VALUES (?, ?)", [3, 3])
                        try killer.execute("KILL \(connection.connectionID)")
                        try waitForNoTransaction(killer, of: connection.connectionID)
                        _ = try? connection.execute("INSERT INTO t VALUES (?, ?)", [4, 4])
                    }
                }
                #expect(error.isConnectionLost && !error.isCommitOutcomeUnknown)
                #expect(try killer.query("SELECT COUNT(*) FROM t")[0][0].int == 2)
            }
        }
    }
}
