import Testing

@testable import WharfService

extension DatabaseTests {
    /// Rules that stand between rows, in one table or several.
    struct ConstraintLoadTests {
        @Test func uniqueKey_RejectsTheRowAtFault_AndNoOther() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(20), UNIQUE KEY by_mail (mail))",
                "INSERT INTO t VALUES (100, 'm7')")
            let lines = (0..<50).map { "\($0),m\($0 == 30 ? 20 : $0)\n" } + ["50,\n", "51,\n"]
            let result = try LoadStation(database).load(UploadedFile("t", lines.joined()))
            #expect(result.sums == ["52/50/0/0/2"])
            #expect(result["t"].rejectsByCode == ["not_unique": 2] && result["t"].rejectsByField == ["mail": 2])
            let rejects = try RejectStore(connection: database.connection).page(result["t"].id, after: -1, limit: 9)
            #expect(rejects.map(\.text) == ["7,m7", "30,m20"])
            #expect(rejects.map { $0.errors.first?.value } == ["m7", "m20"])
        }

        @Test func uniqueKey_RejectsAnUpdate_WithoutTouchingOtherRows() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(20) UNIQUE, a INT)",
                "INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)")
            let file = UploadedFile("t", "1,b,10\n2,c,20\n3,a,30\n")
            let result = try LoadStation(database).load(file, options: ["on_duplicate": "update"])
            #expect(result["t"].rejectsByCode == ["not_unique": 2])
            #expect(try database.rows("SELECT * FROM t") == ["1|a|1", "2|c|20"])
        }

        @Test func check_RejectsTheRowAtFault() throws {
            let database = try ScratchDatabase(
                isMigrated: true,
                """
                CREATE TABLE t (
                    id INT PRIMARY KEY, low INT CHECK (low > 0), high INT, CONSTRAINT in_order CHECK (high >= low)
                )
                """)
            let result = try LoadStation(database).load(UploadedFile("t", "1,1,2\n2,0,5\n3,5,4\n4,4,4\n5,,\n"))
            #expect(result.sums == ["5/3/0/0/2"])
            #expect(result["t"].rejectsByCode == ["out_of_range": 1, "refused_by_database": 1])
        }

        @Test func zeroId_IsRejected_ByTheTableThatComesWithIt() throws {
            let database = try ScratchDatabase()
            let result = try LoadStation(database).load(UploadedFile("jobs", "0,none\n1,one\n"))
            #expect(result.sums == ["2/1/0/0/1"])
        }

        @Test func json_IsJudgedByTheDatabase() throws {
            let database = try ScratchDatabase(isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, j JSON)")
            let result = try LoadStation(database).load(UploadedFile("t", "1;{\"a\": [1]}\n2;{\n3;\n"))
            #expect(result.sums == ["3/2/0/0/1"])
        }

        private static let tree = """
            CREATE TABLE staff (
                id INT PRIMARY KEY, boss INT, CONSTRAINT staff_boss FOREIGN KEY (boss) REFERENCES staff (id)
            )
            """

        @Test(arguments: 0..<6 as Range<UInt64>)
        func ownParents_ComeInAnyOrder(seed: UInt64) throws {
            let database = try ScratchDatabase(isMigrated: true, Self.tree)
            var random = SeededGenerator(seed: seed)
            var ids = Array(1...200)
            ids.shuffle(using: &random)
            // Each has a boss among those before it; the file is in another order.
            var lines = ids.enumerated().map { index, id in
                "\(id),\(index == 0 ? "" : String(ids[Int.random(in: max(0, index - 20)..<index, using: &random)]))\n"
            }
            lines.shuffle(using: &random)
            let result = try LoadStation(database).load(UploadedFile("staff", lines.joined()))
            #expect(result.sums == ["200/200/0/0/0"])
        }

        @Test func circleAndOrphans_AreRejected_AndWhoDependsOnThem() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.tree, "INSERT INTO staff VALUES (50, NULL)")
            let file = UploadedFile("staff", "5,4\n4,5\n3,99\n2,3\n1,1\n6,1\n7,50\n8,5\n9,\n")
            let result = try LoadStation(database).load(file)
            #expect(result.sums == ["9/4/0/0/5"])
            #expect(result["staff"].rejectsByCode == ["unknown_parent": 5])
            #expect(result["staff"].rejectsByField == ["boss": 5])
            #expect(try database.rows("SELECT id FROM staff ORDER BY id") == ["1", "6", "7", "9", "50"])
        }

        private static let regions = [
            "CREATE TABLE regions (country CHAR(2), region INT, PRIMARY KEY (country, region))",
            """
            CREATE TABLE towns (
                id INT PRIMARY KEY, country CHAR(2), region INT,
                CONSTRAINT towns_region FOREIGN KEY (country, region) REFERENCES regions (country, region)
            )
            """,
        ]

        @Test func compositeParent_IsLookedUpWhole() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.regions[0], Self.regions[1])
            let station = try LoadStation(database)
            let towns = UploadedFile("towns", "1,DE,1\n2,DE,2\n3,FR,1\n4,,1\n5,DE,\n6,de,1\n7,FR,3\n")
            let regions = UploadedFile("regions", "DE,1\nFR,3\nDE,\nIT,2\n")
            let result = try station.load(towns, regions)
            #expect(result["regions"].sums == "4/3/0/0/1")
            #expect(result["towns"].sums == "7/5/0/0/2")
            #expect(result["towns"].rejectsByCode == ["unknown_parent": 2])
            #expect(try station.load(UploadedFile("towns", "8,IT,2\n9,IT,3\n")).sums == ["2/1/0/0/1"])
        }

        @Test func rejectedParent_IsNoParent() throws {
            let database = try ScratchDatabase()
            let result = try LoadStation(database).load(
                UploadedFile("hired", "1,Ann,2021-01-01T00:00:00Z,1,1\n2,Bob,2021-01-01T00:00:00Z,2,1\n3,,x,3,9\n"),
                UploadedFile("departments", "1,Sales\n2,\n3,Ops\n3,\n"), UploadedFile("jobs", "1,Clerk\n9,\n"))
            #expect(result["departments"].sums == "4/2/0/0/2")
            #expect(result["jobs"].sums == "2/1/0/0/1")
            #expect(result["hired_employees"].sums == "3/1/0/0/2")
            #expect(
                result["hired_employees"].rejectsByCode == ["missing": 1, "not_a_date": 1, "unknown_parent": 2],
                "a reject names all its reasons")
        }

        @Test func parentThatOnlyTheDatabaseRefuses_TakesItsChildrenWithIt() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "ALTER TABLE departments ADD CHECK (department <> 'Nowhere')")
            let result = try LoadStation(database).load(
                UploadedFile("hired", "1,Ann,2021-01-01T00:00:00Z,2,1\n2,Bob,2021-01-01T00:00:00Z,1,1\n"),
                UploadedFile("departments", "2,Nowhere\n1,Sales\n"), UploadedFile("jobs", "1,Clerk\n"))
            #expect(result["departments"].sums == "2/1/0/0/1")
            #expect(result["hired_employees"].sums == "2/1/0/0/1")
            #expect(result["hired_employees"].rejectsByCode == ["unknown_parent": 1])
        }

        @Test(
            arguments: [
                (["on_reject": "abort"], false), (["max_rejects": "0"], false), (["max_rejects": "1"], true),
                (["max_rejects": "24%"], false), (["max_rejects": "25%"], true),
            ])
        func budget_CountsWhatTheDatabaseRefuses(_ options: [String: String], _ goesIn: Bool) throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, job VARCHAR(9), CHECK (job <> 'x'))")
            let result = try LoadStation(database).load(UploadedFile("t", "4,x\n1,a\n2,b\n3,c\n"), options: options)
            #expect(result["t"].state == (goesIn ? .done : .failed))
            #expect(try database.count("t") == (goesIn ? 3 : 0))
            if !goesIn {
                #expect(result.problem?.type == .tooManyRejects)
                #expect(result["t"].rejectsByCode == ["refused_by_database": 1, "aborted": 3])
                #expect(result.problem?.errors.map(\.code) == ["refused_by_database"])
            }
        }

        /// Tables whose rows only the database can judge in the end: a dry run asks it.
        @Test(
            arguments: [
                (
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT UNIQUE)", "INSERT INTO t VALUES (9, 1)",
                    "1,1\n2,2\n3,2\n4,\n9,5\n"
                ),
                ("CREATE TABLE t (id INT PRIMARY KEY, a INT CHECK (a > 1))", "DO 0", "1,1\n2,2\n3,2\n3,4\n"),
                ("CREATE TABLE t (id INT PRIMARY KEY, a INT CHECK (a < -1))", "DO 0", "1,-1\n2,-2\n3,0\n4,\n"),
                (
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT, g INT AS (a * 2) STORED, CHECK (g < 10))", "DO 0",
                    "1,1\n2,9\n"
                ),
                (
                    "CREATE TABLE t (id VARCHAR(9) PRIMARY KEY, a INT)", "INSERT INTO t VALUES ('abc', 1), ('x', 1)",
                    "ABC,1\nabc,2\nnew,1\nX,1\n"
                ),
                (
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES t (id))",
                    "INSERT INTO t VALUES (9, 9)", "1,2\n2,9\n3,4\n5,\n9,9\n"
                ),
                (
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
                    "CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW IF NEW.a = 2 THEN SIGNAL SQLSTATE '45000'; END IF",
                    "1,1\n2,2\n"
                ),
                ("CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) CHARACTER SET greek)", "DO 0", "1,α\n2,é\n"),
            ], ["reject", "skip", "update"])
        func dryRun_EqualsTheLoad_WhereTheDatabaseDecides(
            _ table: (definition: String, rows: String, file: String), _ onDuplicate: String
        ) throws {
            let database = try ScratchDatabase(isMigrated: true, table.definition, table.rows)
            let station = try LoadStation(database)
            let file = UploadedFile("t", table.file)
            for _ in 0..<2 {
                let before = try database.rows("SELECT * FROM t ORDER BY id")
                let rehearsed = try station.load(file, options: ["on_duplicate": onDuplicate, "dry_run": "1"])
                #expect(try database.rows("SELECT * FROM t ORDER BY id") == before)
                let real = try station.load(file, options: ["on_duplicate": onDuplicate])
                #expect(rehearsed.sums == real.sums)
                #expect(rehearsed["t"].rejectsByCode == real["t"].rejectsByCode)
                #expect(rehearsed["t"].rejectsByField == real["t"].rejectsByField)
                #expect(rehearsed["t"].state == real["t"].state)
            }
        }
    }
}
