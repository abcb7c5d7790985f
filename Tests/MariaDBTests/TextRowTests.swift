import MariaDB
import Testing

extension MariaDBTests {
    /// Rows that are streamed as text.
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct TextRowTests {
        private struct Enough: Error {}

        private func texts(_ connection: Connection, _ sql: String) throws -> [[String?]] {
            var rows: [[String?]] = []
            try connection.forEachTextRow(sql) { row in
                rows.append((0..<3).map { index in row.bytes(index).map { String(decoding: $0, as: UTF8.self) } })
            }
            return rows
        }

        @Test(arguments: TestServer.available)
        func values_ComeAsTheServerWritesThem(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let rows = try texts(connection, "SELECT 1, NULL, '' UNION ALL SELECT -2, '😀', 'nul\\0nul'")
            #expect(rows == [["1", nil, ""], ["-2", "😀", "nul\0nul"]])
            #expect(try texts(connection, "SELECT 1, 2, 3 FROM DUAL WHERE FALSE").isEmpty)
        }

        @Test(
            arguments: TestServer.available,
            [
                0.1, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e22, 123456.7, -1.7976931348623157e308,
                2.2250738585072014e-308, 9_007_199_254_740_992, 0.30000000000000004, 1e-7,
            ] as [Double])
        func doubles_KeepEveryBit(_ server: TestServer, _ number: Double) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (v DOUBLE, f FLOAT)")
                let float = Float(number).isFinite ? Double(Float(number)) : 0
                try connection.execute("INSERT INTO t VALUES (?, ?)", [.double(number), .double(float)])
                let row = try texts(connection, "SELECT v, CAST(f AS DOUBLE), 0 FROM t")[0]
                #expect(row[0].flatMap(Double.init)?.bitPattern == number.bitPattern)
                #expect(row[1].flatMap(Double.init)?.bitPattern == float.bitPattern)
            }
        }

        @Test(arguments: TestServer.available)
        func body_ThatThrows_LeavesTheConnectionUsable(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let ten = (0...9).map { "SELECT \($0) d" }.joined(separator: " UNION ALL ")
            let tables = (0..<4).map { "(\(ten)) t\($0)" }.joined(separator: " CROSS JOIN ")
            #expect(throws: Enough.self) {
                try connection.forEachTextRow("SELECT t0.d FROM \(tables)") { _ in throw Enough() }
            }
            #expect(throws: MariaDBError.self) { try connection.forEachTextRow("SELECT nonsense") { _ in } }
            #expect(try connection.query("SELECT 1").count == 1)
        }

        @Test(arguments: TestServer.available)
        func brokenConnection_IsNotTheEndOfTheRows(_ server: TestServer) throws {
            let killer = try Connection(server.settings)
            let connection = try Connection(server.settings)
            let ten = (0...9).map { "SELECT \($0) d" }.joined(separator: " UNION ALL ")
            let tables = (0..<7).map { "(\(ten)) t\($0)" }.joined(separator: " CROSS JOIN ")
            var count = 0
            #expect(throws: MariaDBError.self) {
                try connection.forEachTextRow("SELECT t0.d, REPEAT('x', 100) FROM \(tables)") { _ in
                    count += 1
                    if count == 1 { try killer.execute("KILL \(connection.connectionID)") }
                }
            }
            #expect(count > 0 && count < 10_000_000)
        }
    }
}
