import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Loads that are not taken back, and that nothing is changed by trying.
    struct UndoRefusalTests {
        private static let items = "CREATE TABLE items (id INT PRIMARY KEY, v VARCHAR(20) NULL)"
        private let database: ScratchDatabase
        private let station: LoadStation

        init() throws {
            database = try ScratchDatabase(Self.items)
            station = try LoadStation(database)
        }

        private func load(_ text: String, _ options: [String: String] = [:]) throws -> Receipt {
            try station.load(UploadedFile("items", text), options: options)["items"]
        }

        private var content: [String] { get throws { try database.rows("SELECT * FROM items ORDER BY id") } }

        /// Each touches a row of the load, whoever does it.
        @Test(arguments: [
            "UPDATE items SET v = 'z' WHERE id = 2", "DELETE FROM items WHERE id = 2",
            "UPDATE items SET id = 9 WHERE id = 3",
            "UPDATE items SET v = NULL WHERE id = 1", "UPDATE items SET v = 'A' WHERE id = 1",
        ])
        func touchedRow_KeepsTheWholeLoad(_ statement: String) throws {
            let receipt = try load("1,a\n2,b\n3,\n")
            try database.connection.execute(statement)
            let before = try content
            try station.expectNoUndo(receipt.id, .rowsChanged, "with id from 1 to 3")
            #expect(try content == before)
            #expect(try database.receipt(receipt.id).undoneBy == nil)
        }

        @Test func laterLoad_IsNamed_AndIsTakenBackFirst() throws {
            let first = try load("1,a\n2,b\n")
            let second = try load("2,c\n3,d\n", ["on_duplicate": "update"])
            // One that has changed nothing stands in nobody's way.
            _ = try load("1,a\n", ["on_duplicate": "skip"])
            try station.expectNoUndo(first.id, .rowsChanged, "\(second.id)")
            try station.undo(second.id)
            #expect(try content == ["1|a", "2|b"])
            try station.undo(first.id)
            #expect(try content == [])
        }

        @Test func rowThatWasTouched_AndIsAsBefore_IsNobodysBusiness() throws {
            let receipt = try load("1,a\n")
            try database.connection.execute("UPDATE items SET v = 'b'")
            try database.connection.execute("UPDATE items SET v = 'a'")
            try station.undo(receipt.id)
            #expect(try content == [])
        }

        @Test func whatIsNotThere_CannotBeTakenBack() throws {
            try station.expectNoUndo(LoadIdentifier(), .unknownLoad, "There is no load")
            let done = try load("1,a\n")
            let undo = try station.undo(done.id)
            try station.expectNoUndo(done.id, .notUndoable, "was taken back by load \(undo.id)")
            try station.expectNoUndo(undo.id, .notUndoable, "took another one back")
            try station.expectNoUndo(load("1,a\n", ["dry_run": "true"]).id, .notUndoable, "was a dry run")
            try station.expectNoUndo(
                load("x,a\n", ["on_reject": "abort"]).id, .notUndoable, "nothing of it is in the table")
            _ = try load("1,a\n")
            try station.expectNoUndo(load("1,a\n", ["on_duplicate": "skip"]).id, .notUndoable, "changed nothing")
        }

        @Test func whatIsTooOld_IsForgotten() throws {
            let store = UndoStore(connection: database.connection)
            let receipt = try load("1,a\n")
            try store.expire(afterDays: 1)
            #expect(try station.undo(receipt.id, isDry: true).deleted == 1)
            // As if it had been loaded the day before yesterday.
            let old = LoadIdentifier.first(secondsAgo: 2 * 86_400)
            for table in ["wharf_loads SET id", "wharf_undo SET load_id"] {
                let column = table.split(separator: " ")[2]
                try database.connection.execute("UPDATE \(table) = '\(old)' WHERE \(column) = '\(receipt.id)'")
            }
            #expect(try station.undo(old, isDry: true).deleted == 1)
            try store.expire(afterDays: 1)
            try station.expectNoUndo(old, .notUndoable, "WHARF_UNDO_DAYS")
            #expect(try database.count("wharf_undo") == 0)
        }

        @Test(arguments: [
            "ALTER TABLE items ADD COLUMN w INT NULL", "ALTER TABLE items MODIFY v VARCHAR(30) NULL",
            "DROP TABLE items",
            "ALTER TABLE items DROP PRIMARY KEY, ADD PRIMARY KEY (id, v)",
        ])
        func alteredTable_IsAnother(_ statement: String) throws {
            let receipt = try load("1,a\n")
            try database.connection.execute(statement)
            try station.expectNoUndo(receipt.id, .notUndoable, "other columns or another key")
        }

        @Test func keysOfATrigger_AreNotKnown() throws {
            try database.connection.execute(
                "CREATE TRIGGER moved BEFORE INSERT ON items FOR EACH ROW SET NEW.id = NEW.id + 100")
            let receipt = try load("1,a\n2,b\n")
            #expect(try receipt.inserted == 2 && content == ["101|a", "102|b"])
            try station.expectNoUndo(receipt.id, .notUndoable, "a trigger gave its rows other keys")
        }

        /// What a trigger makes of a row is what the load has left.
        @Test func valuesOfATrigger_AreTheLoads() throws {
            try database.connection.execute(
                "CREATE TRIGGER doubled BEFORE INSERT ON items FOR EACH ROW SET NEW.v = CONCAT(NEW.v, NEW.v)")
            let receipt = try load("1,a\n2,b\n")
            #expect(try content == ["1|aa", "2|bb"])
            #expect(try station.undo(receipt.id).deleted == 2)
            #expect(try content == [])
        }

        /// Several at once: one does it, and the others hear that it is done.
        @Test func manyAtOnce_AreOne() throws {
            let receipt = try load((1...3000).map { "\($0),a\n" }.joined())
            let settings = database.settings
            let types = try ParallelRun.results(threads: 4) { run, _ -> ProblemType? in
                let station = try LoadStation(settings)
                station.isAlone = false
                try run.meet(at: "start")
                do {
                    try station.undo(receipt.id)
                    return nil
                } catch let problem as Problem {
                    return problem.type
                }
            }
            #expect(types.count { $0 == nil } == 1 && types.count { $0 == .notUndoable } == 3, "\(types)")
            #expect(try content == [])
            #expect(try database.rows("SELECT SUM(deleted) FROM wharf_loads WHERE state = 'done'") == ["3000"])
        }

        @Test func clientThatGoes_KeepsTheLoad() throws {
            let receipt = try load((1...3000).map { "\($0),a\n" }.joined())
            var looks = 0
            station.onBatch = {
                looks += 1
                return looks == 2
            }
            let problem = #expect(throws: Problem.self) { try station.undo(receipt.id) }
            #expect(problem?.type == .incompleteBody && problem?.loads.first?.state == .interrupted)
            #expect(try database.count("items") == 3000)
            station.onBatch = { false }
            #expect(try station.undo(receipt.id).deleted == 3000)
        }
    }
}
