import MariaDB
import Synchronization
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Loads of so many rows that they are written another way than small ones.
    struct LargeLoadTests {
        private static let rows = 12_000
        private static let texts = [
            "plain", "tab\there", "line\nend", "return\r\nboth", "back\\slash", "\\N", "NULL", "nul\0l", "\"quoted\"",
            "'",
            "é😀", " blanks ", "\\", "\\t", "\\\\", "a,b;c", "",
        ]

        private static func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

        @Test func values_ArriveAsTheyAre() throws {
            let database = try ScratchDatabase(
                isMigrated: true,
                """
                CREATE TABLE t (
                    id INT PRIMARY KEY, name VARCHAR(40), n BIGINT UNSIGNED, price DECIMAL(20,4), at DATETIME(6), f DOUBLE,
                    e ENUM('a', 'b\\\\c'), flag TINYINT(1), y YEAR
                )
                """)
            let station = try LoadStation(database)
            let lines = (1...Self.rows).map { id in
                let text = Self.texts[id % Self.texts.count]
                return
                    "\(id - 500),\(Self.quoted(text)),18446744073709551615,-\(id).5,2021-01-01T00:00:00.000001Z,0.1,b\\c,true,2021"
            }
            let file = UploadedFile("t", "id,name,n,price,at,f,e,flag,y\n" + lines.joined(separator: "\n"))
            #expect(try station.load(file).sums == ["\(Self.rows)/\(Self.rows)/0/0/0"])
            #expect(
                try station.load(file, options: ["on_duplicate": "skip"]).sums == ["\(Self.rows)/0/0/\(Self.rows)/0"])
            for (index, text) in Self.texts.enumerated() {
                let stored = try database.connection.query(
                    "SELECT DISTINCT name FROM t WHERE MOD(id + 500, ?) = ?",
                    [.signed(Int64(Self.texts.count)), .signed(Int64(index))])
                #expect(stored.map { $0[0].string } == [text.isEmpty ? nil : text])
            }
        }

        private static func file(_ count: Int = rows) -> UploadedFile {
            UploadedFile("jobs", (1...count).map { "\($0),job \($0)\n" }.joined() + "x,y\n")
        }

        private func load(onBatch: @escaping (LoadStation, ScratchDatabase, Int) -> Bool) throws -> (LoadResult, Int) {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            var batch = 0
            station.onBatch = { [unowned station] in
                batch += 1
                return onBatch(station, database, batch)
            }
            let result = try station.load(Self.file())
            #expect(batch > 3)
            let session = try station.database.connection().texts("SELECT @@foreign_key_checks, @@unique_checks")
            #expect(session == ["1|1"], "the session's checks are on again")
            return (result, try database.count("jobs"))
        }

        @Test func load_GoesInOnce_WhenItsConnectionIsKilled() throws {
            // Which connection writes is asked beforehand: while it sends rows it can take no other statement.
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            var writer: UInt64 = 0
            var batch = 0
            station.beforeWrite = { [unowned station] in writer = try station.database.connection().connectionID }
            station.onBatch = {
                batch += 1
                if batch == 3 { #expect(throws: Never.self) { try database.connection.execute("KILL \(writer)") } }
                return false
            }
            #expect(try station.load(Self.file()).sums == ["12001/12000/0/0/1"])
            #expect(try database.count("jobs") == 12_000)
        }

        @Test func load_IsInterrupted_WhenTheClientGoes() throws {
            let (result, count) = try load { $2 == 5 }
            #expect(result.problem?.type == .incompleteBody && result["jobs"].state == .interrupted)
            #expect(count == 0)
        }

        @Test func load_GoesInRowByRow_WhenSomebodyWasFaster() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            station.isAlone = false
            station.beforeWrite = {
                try database.connection.execute("INSERT INTO jobs VALUES (7, 'job 7'), (11999, 'other')")
            }
            let result = try station.load(Self.file())
            #expect(result.sums == ["12001/11998/0/0/3"])
            #expect(
                result["jobs"].rejectsByCode == ["already_in_table": 1, "differs_from_table": 1, "not_an_integer": 1])
            let session = try station.database.connection().texts("SELECT @@foreign_key_checks, @@unique_checks")
            #expect(session == ["1|1"], "the session's checks are on again")
        }

        /// Whoever counts or reads the table meanwhile neither waits for the load nor stops it.
        @Test func load_GoesIn_WhileOthersRead() throws {
            let database = try ScratchDatabase(isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, job VARCHAR(40))")
            let settings = database.settings
            let rounds = 5
            let file = UploadedFile("t", Self.file().bytes)
            let done = Atomic<Bool>(false)
            let sums = try ParallelRun.results(threads: 3) { run, index -> [String] in
                try run.meet(at: "start")
                guard index > 0 else {
                    defer { done.store(true, ordering: .sequentiallyConsistent) }
                    let station = try LoadStation(settings)
                    station.isAlone = false
                    return try (0..<rounds).flatMap { _ in
                        try station.database.connection().execute("TRUNCATE TABLE t")
                        return try station.load(file).sums
                    }
                }
                let reader = try Connection(settings)
                while !done.load(ordering: .sequentiallyConsistent) { _ = try reader.texts("SELECT COUNT(*) FROM t") }
                return []
            }
            #expect(sums[0] == [String](repeating: "12001/12000/0/0/1", count: rounds))
        }
    }
}
