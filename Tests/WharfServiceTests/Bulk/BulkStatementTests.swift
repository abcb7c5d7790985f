import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// What a batch costs the server, and what becomes of one that cannot be had so cheaply.
    struct BulkStatementTests {
        private let database: ScratchDatabase
        private let station: LoadStation
        /// One for all batches, as the service has it: its tables are known.
        private let context: LoadContext

        init() throws {
            database = try ScratchDatabase()
            station = try LoadStation(database)
            context = station.context(.bulk)
            _ = try station.load(UploadedFile("departments", "1,Sales\n"), UploadedFile("jobs", "1,Clerk\n"))
        }

        /// The clock may add to a batch: after a second the connection is asked for a sign of life, after five the table is
        /// read again. Of several batches the cheapest counts.
        @Test func goodBatch_CostsSixStatements() throws {
            let growths = try (0..<6).map { batch in
                let document = try Self.employees((1...1000).map { batch * 1000 + $0 })
                let connection = try station.database.connection()
                return try connection.countingStatements {
                    let receipt = try send(document)
                    #expect(receipt.sums == "1000/1000/0/0/0")
                }
            }
            let cheapest = try #require(growths.min { $0.values.reduce(0, +) < $1.values.reduce(0, +) })
            // Rows, undo, receipt and question are prepared statements, which count as executed, too.
            #expect(
                cheapest == [
                    "Questions": 6, "Com_begin": 1, "Com_insert": 3, "Com_stmt_execute": 4, "Com_show_create_table": 1,
                    "Com_commit": 1,
                ])
            #expect(try database.count("hired_employees") == 6000)
        }

        /// Only the database knows what is wrong: a key that is there, a parent that is not.
        @Test func batchThatTheDatabaseRefuses_IsCheckedRowByRow() throws {
            #expect(try send(Self.employees([7])).sums == "1/1/0/0/0")
            let twice = try send(Self.employees(Array(1...10)))
            #expect(twice.sums == "10/9/0/0/1" && twice.rejectsByCode == ["already_in_table": 1])
            let orphans = try send(Self.employees(Array(11...20), department: { $0 % 5 == 0 ? 9 : 1 }))
            #expect(orphans.sums == "10/8/0/0/2" && orphans.rejectsByCode == ["unknown_parent": 2])
            for receipt in [twice, orphans] { try expectClosed(receipt, in: database) }
            #expect(try database.count("hired_employees") == 18)
            #expect(try station.spool.leftovers() == [])
        }

        /// As the bulk handler does it.
        private func send(_ document: BulkDocument) throws -> Receipt {
            let load = try BulkHandler.makeLoad(document, context)
            try BulkHandler.fill(load, from: document)
            if try !load.writeAtOnce() { _ = try LoadRequest(loads: [load]).run() }
            return load.receipt
        }

        private static func employees(_ ids: [Int], department: (Int) -> Int = { _ in 1 }) throws -> BulkDocument {
            let rows = ids.map { "[\($0),\"Name \($0)\",\"2021-01-01T00:00:00Z\",\(department($0)),1]" }
            return try BulkLoadTests.document(
                "{\"table\":\"hired_employees\",\"data\":[\(rows.joined(separator: ","))]}")
        }
    }
}
