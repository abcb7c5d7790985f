import Glibc
import MariaDB
import Testing
import WharfService

extension EndToEndTests.FaultTests {
    /// A database that refuses, hangs, or ends what is asked of it.
    struct DatabaseFaultTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// Work, and the last point before its rows are written.
        private static let points: [(WorkKind, FaultPoint)] = [
            (.upload, .loadWriting), (.bulk, .callReceived), (.twin, .twinFilled), (.swap, .restoreFilled),
            (.rewrite, .restoreFilled),
        ]
        private static let some = EndToEndTests.FaultTests.isWhole ? points : [(.upload, .loadWriting)]

        private func expectRight(_ work: any Work, _ answer: Answer, _ books: Books) throws {
            try eventually("an answer", withinSeconds: 10) { try stack.get("/readyz").status == 200 }
            try work.expectRight(answer)
            try books.expectClosed(work.tables)
        }

        private func expectUnavailable(_ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) throws {
            try stack.expectProblem(answer, 503, "database-unavailable", sourceLocation: sourceLocation)
            #expect(Int(answer["retry-after"] ?? "") != nil, sourceLocation: sourceLocation)
        }

        // MARK: The server as a whole

        /// As after a failover to a replica.
        @Test(arguments: some)
        func readOnlyDatabase_TakesNothing_UntilItIsWrittenToAgain(_ kind: WorkKind, _ point: FaultPoint) throws {
            let books = try Books(stack)
            let work = try kind.make(stack)
            try stack.arm(point)
            defer { stack.disarm() }
            let request = try work.begin()
            try stack.awaitHeld(point)
            let answer = try stack.withGlobal("read_only", 1) {
                Tally.count(.faults)
                stack.release(point)
                return try request.answerAlone()
            }
            try expectUnavailable(answer)
            try expectRight(work, answer, books)
        }

        /// Whoever has no connection yet is told to come again.
        @Test func databaseWithoutAConnectionToSpare_IsSaid_AndItsReturnIsEnough() throws {
            let books = try Books(stack)
            try stack.restartResponder()
            try stack.withGlobal("max_connections", 10) {
                Tally.count(.faults)
                var taken: [Connection] = []
                while let connection = try? stack.connectAsMigrator() { taken.append(connection) }
                let requests = try (0..<8).map { try LoadingCall.bulk.begin(stack, ($0 * 10 + 1)...($0 * 10 + 5), []) }
                let answers = try requests.map { try $0.answerAlone() }
                #expect(answers.contains { $0.status == 503 })
                for answer in answers where answer.status != 200 { try expectUnavailable(answer) }
                for connection in taken { connection.close() }
            }
            try expectRight(WorkKind.upload.make(stack), Answer(), books)
        }

        @Test(arguments: some)
        func databaseThatStandsStill_IsWaitedFor(_ kind: WorkKind, _ point: FaultPoint) throws {
            let books = try Books(stack)
            let work = try kind.make(stack)
            let database = try stack.pid(of: Stack.server)
            defer { kill(database, SIGCONT) }
            let request = try stack.holding(point, work.begin) { kill(database, SIGSTOP) }
            poll(nil, 0, 3000)
            #expect(request.child.isRunning)
            kill(database, SIGCONT)
            let answer = try request.answer()
            #expect(answer.status == 200, "\(answer.text)")
            try expectRight(work, answer, books)
        }

        // MARK: What is asked of it

        /// The server ends our connection, with all that it had open.
        @Test(
            arguments: EndToEndTests.FaultTests.isWhole
                ? [(WorkKind.upload, .loadSaved), (.bulk, .loadRowsWritten), (.promise, .loadRowsWritten)]
                : [(WorkKind.bulk, FaultPoint.loadRowsWritten)])
        func killedConnection_IsReplaced(_ kind: WorkKind, _ point: FaultPoint) throws {
            let books = try Books(stack)
            let work = try kind.make(stack)
            let request = try stack.holding(point, work.begin) {
                try stack.asAdministrator { connection in
                    // The server makes this list anew when nobody has read it for a tenth of a second, no sooner.
                    let session = try eventually("a transaction", everyMilliseconds: 150) {
                        try connection.query("SELECT trx_mysql_thread_id FROM information_schema.INNODB_TRX")
                            .first?[0].int
                    }
                    try connection.execute("KILL \(session)")
                }
            }
            let answer = try request.answer()
            #expect(answer.status == (kind == .promise ? 202 : 200), "\(answer.text)")
            try expectRight(work, answer, books)
        }

        /// An administrator ends our statement: nothing of it is there, and the same request may come again.
        @Test(
            .enabled(
                if: !Stack.isCluster, "a node of a cluster calls it a deadlock, after which the statement is done again"
            ),
            arguments: LoadingCall.allCases)
        func killedStatement_LeavesNothing_AndMayComeAgain(_ call: LoadingCall) throws {
            let books = try Books(stack)
            let key = CallKey()
            var request: Curl?
            try stack.withRowLocked(id: 2) { _ in
                request = try call.begin(stack, 1...3, key.arguments)
                let session = try stack.awaitLockWait("INSERT INTO `departments`%")
                Tally.count(.faults)
                try stack.asAdministrator { _ = try $0.execute("KILL QUERY \(session)") }
                try expectUnavailable(#require(request).answer())
            }
            #expect(try stack.count("departments") == 0)
            #expect(try call.receipt(call.send(stack, 1...3, key.arguments)).sum == [3, 3, 0, 0, 0])
            try books.expectClosed(["departments"])
        }

        /// The server ends the smaller of two transactions that block each other, and that is ours.
        @Test(arguments: LoadingCall.allCases)
        func deadlock_CostsTheCallerNothing(_ call: LoadingCall) throws {
            let books = try Books(stack)
            var request: Curl?
            try stack.asMigrator { other in
                let jobs = (1...3000).map { "(\($0), 'x')" }.joined(separator: ", ")
                try other.execute("START TRANSACTION")
                try other.execute("INSERT INTO `jobs` (`id`, `job`) VALUES \(jobs)")
                try other.execute("INSERT INTO `departments` (`id`, `department`) VALUES (50, 'in the way')")
                request = try call.begin(stack, 1...100, [])
                try stack.awaitLockWait("INSERT INTO `departments`%")
                Tally.count(.faults)
                try other.execute("INSERT INTO `departments` (`id`, `department`) VALUES (1, 'in the way')")
                try other.execute("ROLLBACK")
            }
            let answer = try #require(request).answer()
            #expect(try call.receipt(answer).sum == [100, 100, 0, 0, 0])
            try books.expectClosed(["departments", "jobs"])
        }
    }
}

extension Stack {
    /// Runs `body` while a variable of the server has another value.
    func withGlobal<Value>(_ name: String, _ value: Int, _ body: () throws -> Value) throws -> Value {
        // The administrator's connection stays: the server has one to spare for him, or none.
        try asAdministrator { connection in
            let usual = try connection.query("SELECT @@GLOBAL.\(name)")[0][0].int ?? 0
            try connection.execute("SET GLOBAL \(name) = \(value)")
            let result = Result { try body() }
            try connection.execute("SET GLOBAL \(name) = \(usual)")
            return try result.get()
        }
    }
}
