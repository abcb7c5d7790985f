import MariaDB
import Testing

extension MariaDBTests {
    /// Many rows for one prepared statement, which only MariaDB takes.
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct ParameterRowsTests {
        private static let texts = ["", "plain", "é😀", "tab\there", "nul\0l", String(repeating: "x", count: 100_000)]

        /// Temporary tables want a schema; they go with the connection.
        private func inSchema(_ server: TestServer) throws -> Connection {
            var settings = server.settings
            settings.database = "mysql"
            return try Connection(settings)
        }

        private func fill(_ rows: ParameterRows, _ range: Range<Int>) {
            rows.removeAll()
            for row in range {
                rows.append(signed: Int64(row) - 2)
                rows.append(unsigned: UInt64.max - UInt64(row))
                var text = Self.texts[row % Self.texts.count]
                text.withUTF8 { rows.append(bytes: UnsafeRawBufferPointer($0)) }
                if row % 3 == 0 {
                    rows.appendNull()
                } else {
                    withUnsafeBytes(of: UInt16(row).bigEndian) { rows.append(binary: $0) }
                }
                rows.appendNull()
            }
        }

        @Test(arguments: TestServer.available.filter { $0 == .mariaDB })
        func rows_ArriveAsTheyAre_AlsoWhenTheBufferIsUsedAgain(_ server: TestServer) throws {
            let connection = try inSchema(server)
            try connection.execute(
                "CREATE TEMPORARY TABLE t (a INT PRIMARY KEY, b BIGINT UNSIGNED, c MEDIUMTEXT CHARACTER SET utf8mb4, d VARBINARY(2), e INT)"
            )
            let statement = try connection.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
            let rows = ParameterRows(columns: 5)
            for range in [0..<12, 12..<13, 13..<40] {
                fill(rows, range)
                #expect(rows.count == range.count)
                #expect(try statement.execute(rows) == UInt64(range.count))
            }
            let found = try connection.query("SELECT a, b, c, d, e FROM t ORDER BY a")
            #expect(found.count == 40)
            for (row, values) in found.enumerated() {
                #expect(values[0].int == Int64(row) - 2 && values[1].uint == UInt64.max - UInt64(row))
                #expect(values[2].string == Self.texts[row % Self.texts.count])
                #expect(values[3].bytes == (row % 3 == 0 ? nil : [0, UInt8(row)]) && values[4].isNull)
            }
        }

        @Test(arguments: TestServer.available.filter { $0 == .mariaDB })
        func refusedRow_EndsTheStatement_AndTheConnectionGoesOn(_ server: TestServer) throws {
            let connection = try inSchema(server)
            try connection.execute("CREATE TEMPORARY TABLE t (a INT PRIMARY KEY)")
            let statement = try connection.prepare("INSERT INTO t VALUES (?)")
            let rows = ParameterRows(columns: 1)
            for value in [1, 2, 1] { rows.append(signed: Int64(value)) }
            let error = #expect(throws: MariaDBError.self) { try statement.execute(rows) }
            #expect(error?.code == .duplicateEntry)
            rows.removeAll()
            rows.append(signed: 9)
            #expect(try statement.execute(rows) == 1)
            let one = Parameters()
            one.append(signed: 10)
            #expect(try statement.execute(one) == 1, "the statement takes single values again")
            #expect(try connection.query("SELECT MAX(a) FROM t")[0][0].int == 10)
        }
    }
}
