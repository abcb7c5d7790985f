import MariaDB
import Testing

extension MariaDBTests {
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct ValueTests {
        @Test(arguments: TestServer.available)
        func values_ComeBackUnchanged(_ server: TestServer) throws {
            let table: [(column: String, values: [SQLValue])] = [
                ("BIGINT", [.null, 0, -1, .signed(.min), .signed(.max)]),
                ("BIGINT UNSIGNED", [.null, .unsigned(0), .unsigned(.max), .unsigned(1 << 63)]),
                ("INT", [.signed(-2_147_483_648), .signed(2_147_483_647)]),
                ("TINYINT UNSIGNED", [.unsigned(0), .unsigned(255)]),
                ("TINYINT", [-128, 127]), ("SMALLINT", [-32768]), ("MEDIUMINT", [-8_388_608, 8_388_607]),
                ("DOUBLE", [0.1, -0.5, 1e308, .double(.leastNonzeroMagnitude), .double(.pi), 9_007_199_254_740_993]),
                ("FLOAT", [0.5, .double(Double(Float(0.1)))]),
                ("VARCHAR(255)", ["", "a", "😀é", "it's \"quoted\" \\ `x`", "nul\0nul", .null]),
                ("LONGTEXT", ["", .text(String(repeating: "é😀", count: 3000)), .null]),
                ("VARBINARY(64)", [.bytes([]), .bytes(Array(0...63)), .bytes([0xFF, 0xFE, 0, 0x80])]),
                ("LONGBLOB", [.bytes((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }), .bytes([0])]),
                ("DECIMAL(20,4)", ["-1234567890123456.7800", "0.0001"]),
                ("JSON", [#"{"a": "😀"}"#]),
                ("DATE", ["2021-02-28", "9999-12-31"]), ("YEAR", [.unsigned(2021)]),
                ("BIT(10)", [.bytes([3, 0xFF])]),
            ]
            try server.withSchema { connection, _ in
                for (number, (column, values)) in table.enumerated() {
                    try connection.execute("CREATE TABLE t\(number) (id INT PRIMARY KEY, v \(column))")
                    for (id, value) in values.enumerated() {
                        try connection.execute("INSERT INTO t\(number) VALUES (?, ?)", [.signed(Int64(id)), value])
                        let rows = try connection.query("SELECT v FROM t\(number) WHERE id = ?", [.signed(Int64(id))])
                        let expected: SQLValue =
                            if case .signed(let n) = value, column == "DOUBLE" {
                                .double(Double(n))
                            } else { value }
                        #expect(rows.map(\.values) == [[expected]], "\(column)")
                    }
                }
            }
        }

        @Test(
            arguments: TestServer.available,
            [
                ("DATETIME", "2021-11-07T02:48:42", "2021-11-07 02:48:42"),
                ("DATETIME(6)", "2021-11-07 02:48:42.5", "2021-11-07 02:48:42.500000"),
                ("DATETIME(6)", "2021-11-07 00:00:00", "2021-11-07 00:00:00.000000"),
                ("DATETIME(3)", "2021-11-07 02:48:42.1", "2021-11-07 02:48:42.100"),
                ("TIMESTAMP(2)", "2021-11-07 02:48:42.1", "2021-11-07 02:48:42.10"),
                ("TIME", "-838:59:59", "-838:59:59"), ("TIME(1)", "00:00:00", "00:00:00.0"),
                ("TIME(6)", "-00:00:00.000001", "-00:00:00.000001"), ("TIME(6)", "100:00:00", "100:00:00.000000"),
                ("DATE", "0999-01-01", "0999-01-01"), ("DECIMAL(10,3)", "1.5", "1.500"),
                ("INT(5) ZEROFILL", "42", "00042"), ("YEAR", "2021", "2021"), ("YEAR", "0000", "0000"),
                ("DOUBLE", "1.10", "1.1"), ("DOUBLE", "3", "3"),
                ("DOUBLE", "-123456789.123456789", "-123456789.12345679"),
                ("FLOAT", "16777216", "16777216"), ("FLOAT", "0.1", "0.1"), ("FLOAT", "3.14159274", "3.1415927"),
                ("BIGINT", "-9223372036854775808", "-9223372036854775808"),
                ("BIGINT UNSIGNED", "18446744073709551615", "18446744073709551615"), ("INT", "0", "0"),
                ("ENUM('a','😀')", "😀", "😀"), ("SET('a','b')", "a,b", "a,b"), ("CHAR(3)", "a", "a"),
            ])
        func text_IsTheServersOwn(_ server: TestServer, _ example: (column: String, sent: String, text: String)) throws
        {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (v \(example.column))")
                try connection.execute("INSERT INTO t VALUES (?)", [.text(example.sent)])
                var texts: [String?] = []
                try connection.forEachRow("SELECT v FROM t") { texts.append($0.string(0)) }
                #expect(texts == [example.text])
            }
        }

        @Test(arguments: TestServer.available)
        func sixtyThousandParameters_AreOneStatement(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40), n INT)")
                let rows = Array(repeating: "(?,?,?)", count: 20_000).joined(separator: ",")
                let statement = try connection.prepare("INSERT INTO t VALUES \(rows)")
                #expect(statement.parameterCount == 60_000)
                let parameters = Parameters()
                for round in 0..<2 {
                    parameters.removeAll()
                    for id in 0..<20_000 {
                        parameters.append(signed: Int64(round * 20_000 + id))
                        parameters.append(text: "name \(id)")
                        if (id + round) % 2 == 0 { parameters.appendNull() } else { parameters.append(signed: 7) }
                    }
                    #expect(try statement.execute(parameters) == 20_000)
                }
                let prepared = try connection.query("SHOW SESSION STATUS LIKE 'Com_stmt_reprepare'")
                #expect(prepared[0][1].int == 0, "types that change make the server prepare anew")
                let sums = try connection.query("SELECT COUNT(*), COUNT(n), SUM(n), MAX(name) m FROM t")
                #expect(sums[0][0].int == 40_000)
                #expect(sums[0][1].int == 20_000)
                #expect(sums[0][2].int == 140_000)
                #expect(sums[0]["m"].string == "name 9999")
            }
        }

        @Test(arguments: TestServer.available)
        func malformedText_IsRefused_AndBinaryIsNot(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE t (v VARCHAR(10), b VARBINARY(10))")
                let statement = try connection.prepare("INSERT INTO t (v, b) VALUES (?, ?)")
                let parameters = Parameters()
                let octets: [UInt8] = [0x61, 0xFF]
                octets.withUnsafeBytes { parameters.append(bytes: $0) }
                parameters.appendNull()
                #expect(try caught { try statement.execute(parameters) }.isRowFault)
                parameters.removeAll()
                parameters.appendNull()
                octets.withUnsafeBytes { parameters.append(binary: $0) }
                #expect(try statement.execute(parameters) == 1)
                #expect(try connection.query("SELECT b FROM t")[0][0] == .bytes(octets))
            }
        }

        @Test(arguments: TestServer.available)
        func row_ConvertsBetweenKinds(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            let row = try connection.query(
                "SELECT CAST(5 AS SIGNED) i, CAST(5 AS UNSIGNED) u, '12' t, NULL n, X'00FF' b, SUM(3) s, 1.5e0 d")[0]
            #expect(row["i"].int == 5 && row["i"].uint == 5 && row["i"].string == "5" && row["i"].double == 5)
            #expect(row["u"] == .unsigned(5) && row["u"].int == 5)
            #expect(row["t"].int == 12 && row["t"].bytes == Array("12".utf8))
            #expect(row["n"].isNull && row["n"].string == nil && row["n"].int == nil)
            #expect(row["b"] == .bytes([0, 0xFF]) && row["b"].string == nil)
            #expect(row["s"] == .text("3") && row["s"].uint == 3)
            #expect(row["d"] == 1.5 && row["d"].int == nil)
        }
    }
}
