import MariaDB
import Synchronization
import Testing

@testable import WharfService

extension DatabaseTests {
    struct DictionaryReaderTests {
        private static let everyType = """
            CREATE TABLE everything (
                `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
                `flag` TINYINT(1) NOT NULL DEFAULT 0, `tiny` TINYINT, `small` SMALLINT UNSIGNED, `medium` MEDIUMINT,
                `whole` INT, `big` BIGINT, `zerofilled` INT(5) ZEROFILL, `year` YEAR, `bits` BIT(8),
                `price` DECIMAL(10,2) UNSIGNED, `plain` DECIMAL, `single` FLOAT UNSIGNED, `twice` DOUBLE,
                `day` DATE, `clock` TIME(3), `at` DATETIME(6), `stamp` TIMESTAMP NULL,
                `code` CHAR(3) CHARACTER SET ascii COLLATE ascii_bin, `name` VARCHAR(20) NOT NULL DEFAULT 'none',
                `latin` VARCHAR(20) CHARACTER SET latin1, `note` TEXT, `long` LONGTEXT,
                `hash` BINARY(4), `octets` VARBINARY(9), `blob` BLOB,
                `size` ENUM('it''s', 'a,b', '(', '', 'back\\\\slash', 'é') NOT NULL, `tags` SET('x', 'y''', 'z'),
                `extra` JSON COMMENT 'anything', `twofold` INT AS (`whole` * 2) STORED, `shown` INT AS (`whole` + 1) VIRTUAL,
                PRIMARY KEY (`id`)
            ) COMMENT = 'every type'
            """

        private static func integer(_ minimum: Int64, _ maximum: UInt64, acceptsBooleans: Bool = false) -> ColumnType {
            .integer(minimum: minimum, maximum: maximum, acceptsBooleans: acceptsBooleans)
        }

        private static let types: [(String, ColumnType)] = [
            ("id", integer(0, .max)), ("flag", integer(-128, 127, acceptsBooleans: true)), ("tiny", integer(-128, 127)),
            ("small", integer(0, 65_535)), ("medium", integer(-8_388_608, 8_388_607)),
            ("whole", integer(-2_147_483_648, 2_147_483_647)), ("big", integer(.min, UInt64(Int64.max))),
            ("zerofilled", integer(0, 4_294_967_295)), ("year", integer(1901, 2155)), ("bits", integer(0, 255)),
            ("price", .decimal(precision: 10, scale: 2, isUnsigned: true)),
            ("plain", .decimal(precision: 10, scale: 0, isUnsigned: false)), ("single", .float(isUnsigned: true)),
            ("twice", .double(isUnsigned: false)), ("day", .date), ("clock", .time(fraction: 3)),
            ("at", .datetime(fraction: 6)), ("stamp", .timestamp(fraction: 0)),
            ("code", .text(maximumCharacters: 3, maximumBytes: 3, isPadded: true)),
            ("name", .text(maximumCharacters: 20, maximumBytes: 80, isPadded: false)),
            ("latin", .text(maximumCharacters: 20, maximumBytes: 20, isPadded: false)),
            ("note", .text(maximumCharacters: 65_535, maximumBytes: 65_535, isPadded: false)),
            ("long", .text(maximumCharacters: 4_294_967_295, maximumBytes: 4_294_967_295, isPadded: false)),
            ("hash", .binary(maximumBytes: 4, isPadded: true)), ("octets", .binary(maximumBytes: 9, isPadded: false)),
            ("blob", .binary(maximumBytes: 65_535, isPadded: false)),
            ("size", .enumeration(members: ["it's", "a,b", "(", "", "back\\slash", "é"])),
            ("tags", .set(members: ["x", "y'", "z"])), ("extra", .json),
        ]

        /// As loads and restores put it in another one's place.
        @Test func table_IsThere_WhileItIsSwapped() throws {
            let database = try ScratchDatabase(
                "CREATE TABLE people (id INT PRIMARY KEY)", "CREATE TABLE wharf_twin LIKE people",
                "CREATE TABLE people_of_yore LIKE people")
            _ = try LoadStation(database).load(UploadedFile("people", "1\n"))
            let settings = database.settings
            let isOver = Mutex(false)
            let looks = try ParallelRun.results(threads: 2) { run, index in
                let connection = try Connection(settings)
                try run.meet(at: "start")
                guard index == 0 else {
                    defer { isOver.withLock { $0 = true } }
                    for _ in 0..<300 {
                        try connection.execute("RENAME TABLE people TO wharf_old, wharf_twin TO people")
                        try connection.execute("RENAME TABLE wharf_old TO wharf_twin")
                    }
                    return 0
                }
                let reader = DictionaryReader(connection: connection)
                var looks = 0
                while !isOver.withLock({ $0 }) {
                    #expect(try reader.tableNames().contains("people"))
                    #expect(try reader.name(meantBy: "people") == "people")
                    #expect(try reader.table(named: "people")?.columns.count == 1)
                    looks += 1
                }
                return looks
            }
            #expect(looks[0] > 10)
        }

        /// Names that the server takes for those of files, and for others than they are.
        @Test(
            arguments: [
                "#mysql50#people", "#mysql50#../mysql/user", "../mysql/user", "mysql.user", "people ", "People\0",
                "wharf_loads",
                "\u{1F6A2}", String(repeating: "x", count: 10_000),
            ])
        func strangeName_IsNoTable(_ name: String) throws {
            let database = try ScratchDatabase("CREATE TABLE people (id INT PRIMARY KEY)")
            #expect(try DictionaryReader(connection: database.connection).table(named: name) == nil)
        }

        @Test func column_HasItsType() throws {
            let database = try ScratchDatabase(isMigrated: false, Self.everyType)
            let table = try #require(try DictionaryReader(connection: database.connection).table(named: "everything"))
            #expect(table.isLoadable && table.comment == "every type" && table.primaryKey == [0])
            for (name, type) in Self.types {
                let column = try #require(table.columns.first { $0.name == name })
                #expect(column.type == type, "\(name)")
            }
            func column(_ name: String) throws -> WharfService.Column {
                try #require(table.columns.first { $0.name == name })
            }
            #expect(try column("id").isAutoIncrement && column("id").isOptional)
            #expect(try column("flag").defaultText == "0" && !column("flag").isNullable)
            #expect(try column("name").defaultText == "'none'" && column("name").isOptional)
            #expect(try column("tiny").isNullable && column("tiny").defaultText == nil)
            #expect(try !column("size").isOptional)
            #expect(try column("latin").characterSet == "latin1" && column("code").collation == "ascii_bin")
            #expect(try column("twofold").isGenerated && column("shown").isGenerated)
            #expect(try column("extra").comment == "anything")
            #expect(table.loadableColumns.count == table.columns.count - 2)
        }

        @Test func keys_AreRead_InTheirOrder() throws {
            let database = try ScratchDatabase(
                isMigrated: false,
                """
                CREATE TABLE parent (
                    a INT NOT NULL, b INT NOT NULL, c VARCHAR(9), boss INT, up INT,
                    PRIMARY KEY (b, a), UNIQUE KEY by_c (c), UNIQUE KEY by_boss (boss, c), KEY plain (up),
                    CONSTRAINT `up``it` FOREIGN KEY (boss, up) REFERENCES parent (b, a), CHECK (a > 0)
                )
                """,
                "CREATE TABLE child (id INT PRIMARY KEY, x INT, FOREIGN KEY (x) REFERENCES parent (b))")
            let reader = DictionaryReader(connection: database.connection)
            let parent = try #require(try reader.table(named: "parent"))
            #expect(parent.primaryKey == [1, 0] && !parent.hasChecks)
            let range = ColumnType.integer(minimum: 1, maximum: 2_147_483_647, acceptsBooleans: false)
            #expect(parent.columns[0].type == range, "a range check is part of its column's range")
            #expect(parent.uniqueKeys.map(\.columns) == [["boss", "c"], ["c"]])
            let own = try #require(parent.foreignKeys.first)
            #expect(own.name == "up`it" && own.columns == ["boss", "up"] && own.parentTable == "parent")
            #expect(own.parentColumns == ["b", "a"])
            #expect(parent.referencedBy == ["child", "parent"])
            let child = try #require(try reader.table(named: "child"))
            #expect(child.foreignKeys.map(\.parentTable) == ["parent"] && !child.hasChecks)
            #expect(try reader.tableNames() == ["child", "parent"])
        }

        @Test(
            arguments: [
                ("CREATE TABLE t (a INT)", "it has no primary key"),
                ("CREATE TABLE t (a INT NOT NULL, UNIQUE (a))", "it has no primary key"),
                ("CREATE TABLE t (a INT PRIMARY KEY) ENGINE = MyISAM", "its engine is MyISAM"),
                ("CREATE TABLE t (a INT PRIMARY KEY) ENGINE = MEMORY", "its engine is MEMORY"),
                ("CREATE TABLE t (a INT PRIMARY KEY, p POINT)", "column p has the unsupported type point"),
            ])
        func table_IsListed_WithItsObstacle(_ statement: String, _ reason: String) throws {
            let database = try ScratchDatabase(isMigrated: true, statement)
            let table = try #require(try DictionaryReader(connection: database.connection).table(named: "t"))
            #expect(!table.isLoadable)
            #expect(table.obstacle?.hasPrefix(reason) == true)
            let result = try? LoadStation(database).load(UploadedFile("t", "1\r\n"))
            #expect(result?.problem?.type == .tableNotLoadable)
            #expect(result?.problem?.detail.contains(reason) == true)
            #expect(try database.count("t") == 0)
        }

        @Test(.enabled(if: TestServer.isMariaDB, "MySQL has no such types"), arguments: ["inet6", "uuid"])
        func typeOfMariaDB_IsAnObstacle(_ type: String) throws {
            try table_IsListed_WithItsObstacle(
                "CREATE TABLE t (a INT PRIMARY KEY, p \(type))", "column p has the unsupported type \(type)")
        }

        @Test func unsupportedColumn_IsNoObstacle_WhenItIsGenerated() throws {
            let database = try ScratchDatabase(
                isMigrated: false, "CREATE TABLE t (a INT PRIMARY KEY, p POINT AS (POINT(a, a)) STORED)")
            let table = try #require(try DictionaryReader(connection: database.connection).table(named: "t"))
            #expect(table.isLoadable)
        }

        @Test func ownTablesAndViews_AreNotServed() throws {
            let database = try ScratchDatabase(isMigrated: true, "CREATE VIEW seen AS SELECT * FROM jobs")
            let reader = DictionaryReader(connection: database.connection)
            #expect(try reader.tableNames() == ["departments", "hired_employees", "jobs"])
            for name in ["wharf_loads", "seen", "Jobs", "", "jobs'"] { #expect(try reader.table(named: name) == nil) }
            #expect(try reader.tables().map(\.name) == ["departments", "hired_employees", "jobs"])
        }

        /// Somebody makes and drops a table, as a restore under another name does.
        @Test func reader_SeesATableOrNone_WhileItComesAndGoes() throws {
            let database = try ScratchDatabase(isMigrated: false, "CREATE TABLE stays (id INT PRIMARY KEY)")
            let settings = database.settings
            let isDone = Mutex(false)
            let seen = try ParallelRun.results(threads: 2) { run, index -> Set<[String]> in
                let connection = try Connection(settings)
                try run.meet(at: "start")
                if index == 0 {
                    defer { isDone.withLock { $0 = true } }
                    for _ in 1...100 {
                        try connection.execute("CREATE TABLE goes (id INT PRIMARY KEY)")
                        try connection.execute("DROP TABLE goes")
                    }
                    return []
                }
                var seen: Set<[String]> = []
                while !isDone.withLock({ $0 }) || seen.isEmpty {
                    seen.insert(try DictionaryReader(connection: connection).tables().map(\.name))
                }
                return seen
            }[1]
            #expect(seen.contains(["stays"]) && seen.isSubset(of: [["stays"], ["goes", "stays"]]))
        }

        @Test(arguments: ["back`tick", "it's \"quoted\"", "with blank", "é 表", "wharf", "select", "100%_"])
        func strangeNames_AreServed(_ name: String) throws {
            let table = Connection.quoteIdentifier(name)
            let key = Connection.quoteIdentifier("k " + name)
            let value = Connection.quoteIdentifier("v " + name)
            let database = try ScratchDatabase(
                isMigrated: true,
                "CREATE TABLE \(table) (\(key) INT PRIMARY KEY, \(value) VARCHAR(9), UNIQUE KEY \(value) (\(value)))")
            let station = try LoadStation(database)
            let file = UploadedFile(name, "1,a\n2,b\n3,b\n")
            #expect(try station.load(file).sums == ["3/2/0/0/1"])
            #expect(
                try station.load(UploadedFile(name, "1,a\n2,c\n"), options: ["on_duplicate": "update"]).sums == [
                    "2/0/1/1/0"
                ])
            #expect(try database.rows("SELECT * FROM \(table)") == ["1|a", "2|c"])
        }

        @Test func shape_StaysEqual_WhileRowsChange() throws {
            let database = try ScratchDatabase(
                isMigrated: false, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT)")
            let reader = DictionaryReader(connection: database.connection)
            let before = try reader.table(named: "t")?.shape
            try database.connection.execute("INSERT INTO t (a) VALUES (1), (2), (3)")
            try database.connection.execute("ANALYZE TABLE t")
            #expect(try reader.table(named: "t")?.shape == before)
            try database.connection.execute("ALTER TABLE t MODIFY a BIGINT")
            #expect(try reader.table(named: "t")?.shape != before)
        }
    }
}
