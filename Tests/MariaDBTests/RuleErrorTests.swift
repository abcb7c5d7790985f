import MariaDB
import Testing

/// A statement that breaks a rule, and what the error must say about it on both servers.
struct BrokenRule: Sendable, CustomTestStringConvertible {
    var columns: String
    var values: [SQLValue]
    var codes: Set<Int>
    var key: String?
    var constraint: Set<String?> = [nil]
    var column: Set<String?> = [nil]
    var row: Int?

    var testDescription: String { "\(codes) \(columns)" }

    static let all: [BrokenRule] = [
        Self(columns: "id", values: [1], codes: [1062], key: "PRIMARY"),
        Self(columns: "u", values: ["it's for key 'x"], codes: [1062], key: "uk.u"),
        Self(columns: "parent", values: [7], codes: [1452], constraint: ["fk_parent"]),
        Self(columns: "short", values: ["secret"], codes: [1406], column: ["short"], row: 1),
        Self(columns: "tiny", values: [300], codes: [1264], column: ["tiny"], row: 1),
        Self(columns: "tiny", values: ["secret"], codes: [1366], column: ["tiny"], row: 1),
        Self(columns: "tiny", values: ["1secret"], codes: [1265], column: ["tiny"], row: 1),
        Self(columns: "e", values: ["secret"], codes: [1265], column: ["e"], row: 1),
        Self(columns: "amount", values: ["secret"], codes: [1366], column: ["amount"], row: 1),
        Self(columns: "d", values: ["2020-13-41"], codes: [1292], column: ["d"], row: 1),
        Self(columns: "at", values: ["secret for column `x`"], codes: [1292], column: ["at"], row: 1),
        Self(columns: "needed", values: [.null], codes: [1048], column: ["needed"]),
        Self(columns: "positive", values: [-1], codes: [3819, 4025], constraint: ["ck_positive"]),
        Self(
            columns: "inlined", values: [-1], codes: [3819, 4025], constraint: ["t_chk_1", "t.inlined"],
            column: [nil, "inlined"]),
        Self(columns: "j", values: [#"{"secret"#], codes: [3140, 4025], constraint: [nil, "t.j"], column: ["j"]),
    ]

    static let table = """
        CREATE TABLE t (
            id INT PRIMARY KEY AUTO_INCREMENT,
            u VARCHAR(40), short VARCHAR(3), tiny TINYINT UNSIGNED, e ENUM('a'), amount DECIMAL(5, 2),
            d DATE, `at` DATETIME(6), needed INT NOT NULL DEFAULT 0, parent INT, j JSON,
            positive INT, inlined INT CHECK (inlined > 0),
            UNIQUE KEY `uk.u` (u),
            CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES p (id),
            CONSTRAINT ck_positive CHECK (positive > 0)
        )
        """
}

extension MariaDBTests {
    @Suite(.disabled(if: TestServer.isMissing, TestServer.whatIsMissing))
    struct RuleErrorTests {
        @Test(arguments: TestServer.available, BrokenRule.all)
        func brokenRule_IsNamed_WithoutItsValue(_ server: TestServer, _ rule: BrokenRule) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE p (id INT PRIMARY KEY)")
                try connection.execute(BrokenRule.table)
                try connection.execute("INSERT INTO t (id, u) VALUES (1, ?)", [.text("it's for key 'x")])
                let error = try caught {
                    try connection.execute("INSERT INTO t (`\(rule.columns)`) VALUES (?)", rule.values)
                }
                #expect(rule.codes.contains(error.code.rawValue), "\(error.message)")
                #expect(error.isRowFault && !error.isRetriable && !error.isConnectionLost && !error.isDiskFull)
                #expect(error.keyName == rule.key)
                #expect(rule.constraint.contains(error.constraintName), "\(error.constraintName ?? "-")")
                #expect(rule.column.contains(error.columnName), "\(error.columnName ?? "-")")
                #expect(error.rowNumber == rule.row)
                for text in [error.publicMessage, error.description] {
                    #expect(!text.contains("secret") && !text.contains("it's") && !text.contains("2020-13"))
                }
                #expect(try connection.query("SELECT COUNT(*) FROM t")[0][0].int == 1)
            }
        }

        @Test(arguments: TestServer.available)
        func otherRules_AreNamed(_ server: TestServer) throws {
            try server.withSchema { connection, _ in
                try connection.execute("CREATE TABLE p (id INT PRIMARY KEY, v INT NOT NULL)")
                try connection.execute("CREATE TABLE c (p INT, CONSTRAINT `fk p` FOREIGN KEY (p) REFERENCES p (id))")
                try connection.execute("INSERT INTO p VALUES (1, 1)")
                try connection.execute("INSERT INTO c VALUES (1)")
                let parent = try caught { try connection.execute("DELETE FROM p WHERE id = ?", [1]) }
                #expect(parent.code == .rowIsReferenced && parent.constraintName == "fk p" && parent.isRowFault)
                let missing = try caught { try connection.execute("INSERT INTO p (id) VALUES (?)", [2]) }
                #expect(missing.code == .noDefaultForField && missing.columnName == "v" && missing.isRowFault)
                let signal = try caught {
                    try connection.execute("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no weekend hires'")
                }
                #expect(signal.code == .signal && signal.isRowFault && signal.message == "no weekend hires")
                let second = try caught {
                    try connection.execute("INSERT INTO p VALUES (?, ?), (?, ?)", [5, 1, 6, "secret"])
                }
                #expect(second.code == .incorrectValue && second.rowNumber == 2 && second.columnName == "v")
            }
        }

        @Test(arguments: TestServer.available)
        func tableFull_IsDiskFull(_ server: TestServer) throws {
            let connection = try Connection(server.settings)
            try connection.execute("SET max_heap_table_size = 16384")
            try server.withSchema { _, settings in
                try connection.execute("USE \(settings.database ?? "")")
                try connection.execute("CREATE TABLE t (v CHAR(200)) ENGINE = MEMORY")
                let error = try caught {
                    try connection.transaction { connection in
                        for _ in 0..<1000 { try connection.execute("INSERT INTO t VALUES (?)", ["x"]) }
                    }
                }
                #expect(error.code == .tableFull && error.isDiskFull && !error.isRowFault)
            }
        }
    }
}
