import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// What an upload costs the server: a statement for a thousand rows or more, and a few for the load.
    struct LoadStatementTests {
        private static let rows = 20_000
        private static let most = rows / 1000 + 60

        private let database: ScratchDatabase
        private let station: LoadStation

        init() throws {
            database = try ScratchDatabase()
            station = try LoadStation(database)
            _ = try station.load(UploadedFile("departments", "1,Sales\n"), UploadedFile("jobs", "1,Clerk\n"))
        }

        @Test func upload_CostsAStatementForAThousandRows_NewOrThere() throws {
            let file = UploadedFile(
                "hired_employees", (1...Self.rows).map { "\($0),Name \($0),2021-01-01T00:00:00Z,1,1\n" }.joined())
            #expect(try upload(file, [:]) == ["20000/20000/0/0/0"])
            #expect(try upload(file, ["on_duplicate": "skip"]) == ["20000/0/0/20000/0"])
            #expect(try database.count("hired_employees") == Self.rows)
        }

        /// A row travels once, and in few bytes more than it has: to the server where it is new, from it where it is there.
        /// MySQL answers with a description of every value that a statement takes, and so does MariaDB where the server's checks
        /// stay on.
        @Test func upload_SendsARowOnce_NewOrThere() throws {
            let file = UploadedFile(
                "hired_employees", (1...Self.rows).map { "\($0),Name \($0),2021-01-01T00:00:00Z,1,1\n" }.joined())
            let connection = try station.database.connection()
            let new = try connection.countingBytes { _ = try station.upload([file], [:]) }
            #expect(20 * Self.rows...75 * Self.rows ~= new.received)
            #expect(new.sent < (connection.isMariaDB && !TestServer.isCluster ? 2 : 15) * Self.rows)
            let there = try connection.countingBytes { _ = try station.upload([file], ["on_duplicate": "skip"]) }
            #expect(there.received < 2 * Self.rows && 20 * Self.rows...60 * Self.rows ~= there.sent)
        }

        /// Uploads the file and counts what the session that loads did.
        private func upload(_ file: UploadedFile, _ options: [String: String]) throws -> [String] {
            var sums: [String] = []
            let growth = try station.database.connection().countingStatements {
                sums = try station.upload([file], options).sums
            }
            let questions = growth["Questions", default: 0]
            #expect(questions > Self.rows / 10_000 && questions <= Self.most)
            #expect(growth["Com_commit", default: 0] <= 2)
            return sums
        }
    }
}
