import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Loads that something comes between: a killed connection, a client that goes, another instance, an `ALTER TABLE`.
    struct BrokenLoadTests {
        private static let file = UploadedFile(
            "jobs", (1...2500).map { "\($0),job \($0)\n" }.joined() + "1,again\n,x\n")

        /// Ends the station's connection, as an administrator would, the first `times` times that a batch is full.
        private func kill(_ times: Int, of station: LoadStation, from database: ScratchDatabase) {
            var left = times
            station.onBatch = { [unowned station] in
                guard left > 0, let victim = try? station.database.connection().connectionID else { return false }
                left -= 1
                #expect(throws: Never.self) { try database.connection.execute("KILL \(victim)") }
                return false
            }
        }

        @Test(arguments: [1, 4])
        func load_GoesInOnce_WhenItsConnectionIsKilled(times: Int) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            kill(times, of: station, from: database)
            let result = try station.load(Self.file)
            #expect(result.sums == ["2502/2500/0/0/2"])
            #expect(try database.count("jobs") == 2500)
        }

        @Test func load_FailsWhole_WhenEveryConnectionIsKilled() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            kill(.max, of: station, from: database)
            let result = try station.load(Self.file)
            #expect(result.problem?.type.status == 503)
            #expect(result["jobs"].state == .failed)
            #expect(try database.count("jobs") == 0)
            station.onBatch = { false }
            #expect(try station.load(Self.file).sums == ["2502/2500/0/0/2"])
        }

        @Test func load_IsInterrupted_WhenTheClientGoes() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            var batches = 0
            station.onBatch = {
                batches += 1
                return batches == 2
            }
            let result = try station.load(Self.file)
            #expect(result.problem?.type == .incompleteBody)
            #expect(result["jobs"].state == .interrupted && result["jobs"].rejectsByCode["aborted"] == 2500)
            #expect(try database.count("jobs") == 0)
        }

        @Test(arguments: [false, true])
        func load_KeepsNothing_WhenItWasTakenForDead(isInTheMiddle: Bool) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let store = LoadStore(connection: database.connection)
            let instance = station.spool.root.instance
            func takeAway() throws { try store.interrupt(loadsOf: instance, why: "taken for dead") }
            if isInTheMiddle {
                station.onBatch = {
                    #expect(throws: Never.self) { try takeAway() }
                    return false
                }
            } else {
                station.beforeWrite = takeAway
            }
            let result = try station.upload([Self.file])
            #expect(result.problem?.type == .cancelled)
            #expect(try database.count("jobs") == 0 && database.count("wharf_rejects") == 0)
            let stored = try database.receipt(result["jobs"].id)
            #expect(stored.state == .interrupted && stored.problem?.detail == "taken for dead")
            #expect(try station.spool.leftovers() == [])
        }

        @Test func receipt_IsSavedLater_WhenTheDatabaseIsAway() throws {
            let database = try ScratchDatabase()
            let guest = try GuestUser(of: database)
            let station = try LoadStation(guest.settings)
            station.beforeWrite = { try guest.shutOut() }
            let result = try station.upload([UploadedFile("jobs", "1,a\n2,b\n")])
            #expect(result.problem?.type == .databaseUnavailable)
            #expect(result["jobs"].state == .failed)
            #expect(try database.receipt(result["jobs"].id).state == .checked)
            #expect(try station.spool.leftovers() == [])
            try guest.letIn()
            let shared = try SharedState(settings: database.serviceSettings, spool: station.spool.root)
            for receipt in station.registry.takeUnsaved() { shared.registry.keep(receipt) }
            let keeper = InstanceKeeper(shared: shared, logger: .silent)
            try keeper.begin()
            try keeper.start()
            try eventually { try database.receipt(result["jobs"].id).state.isFinal }
            keeper.stop()
            try expectClosed(result["jobs"], in: database)
            #expect(shared.registry.takeUnsaved().isEmpty)
            #expect(try database.count("jobs") == 0 && database.count("wharf_instances") == 0)
        }

        @Test func receipt_SaysThatItsRejectsAreLost_WhenTheDatabaseIsAway() throws {
            let database = try ScratchDatabase()
            let guest = try GuestUser(of: database)
            let station = try LoadStation(guest.settings)
            station.beforeWrite = { try guest.shutOut() }
            let result = try station.upload([UploadedFile("jobs", "1,a\n2,\n")])
            #expect(result["jobs"].rejectsByCode == ["missing": 1, "aborted": 1])
            #expect(result["jobs"].warnings == ["the database was away when the load ended: its rejects are not kept"])
            #expect(station.registry.takeUnsaved().map(\.warnings) == [result["jobs"].warnings])
        }

        private static let table = "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9))"

        @Test(
            arguments: [
                ("ALTER TABLE t MODIFY a VARCHAR(3)", "3/2/0/0/1", ["too_long": 1]),
                ("ALTER TABLE t ADD UNIQUE (a)", "3/2/0/0/1", ["not_unique": 1]),
                ("ALTER TABLE t ADD b INT DEFAULT 5", "3/3/0/0/0", [:]),
                ("ALTER TABLE t MODIFY id BIGINT, MODIFY a VARCHAR(9) COMMENT 'x'", "3/3/0/0/0", [:]),
                ("ALTER TABLE t CHANGE a renamed VARCHAR(9)", "3/3/0/0/0", [:]),
            ])
        func alteredTable_IsCheckedAgain(_ statement: String, _ sums: String, _ codes: [String: Int]) throws {
            let database = try ScratchDatabase(isMigrated: true, Self.table)
            let station = try LoadStation(database)
            station.beforeWrite = { try database.connection.execute(statement) }
            let result = try station.load(UploadedFile("t", "id,a\n1,abc\n2,abc\n3,abcd\n"))
            #expect(result.sums == [sums])
            #expect(result["t"].rejectsByCode == codes)
            #expect(result["t"].warnings.contains { $0.contains("was altered during the load") })
        }

        @Test(
            arguments: [
                ("DROP TABLE t", ProblemType.tableChanged), ("ALTER TABLE t DROP PRIMARY KEY", .tableChanged),
                ("ALTER TABLE t ENGINE = MyISAM", .tableChanged),
                ("ALTER TABLE t ADD b INT NOT NULL", .columnsDoNotMatch),
                ("ALTER TABLE t DROP a, ADD b INT NOT NULL, ADD c INT NOT NULL", .columnsDoNotMatch),
            ])
        func alteredTable_RefusesTheLoad_WhenTheFileNoLongerFits(_ statement: String, _ type: ProblemType) throws {
            let database = try ScratchDatabase(isMigrated: true, Self.table)
            let station = try LoadStation(database)
            station.isAlone = false
            station.beforeWrite = { try database.connection.execute(statement) }
            let result = try station.load(UploadedFile("t", "id,a\n1,abc\n2,\n"))
            #expect(result.problem?.type == type)
            #expect(result["t"].state == .failed)
            if !statement.hasPrefix("DROP") { #expect(try database.count("t") == 0) }
        }

        @Test func budget_HoldsForATableThatWasAltered() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.table)
            let station = try LoadStation(database)
            station.beforeWrite = { try database.connection.execute("ALTER TABLE t MODIFY a VARCHAR(3)") }
            let result = try station.load(UploadedFile("t", "id,a\n1,abc\n2,abcd\n"), options: ["on_reject": "abort"])
            #expect(result.problem?.type == .tooManyRejects)
            #expect(result["t"].rejectsByCode == ["too_long": 1, "aborted": 1])
            #expect(try database.count("t") == 0)
        }
    }
}
