import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Keys whose equality only the database knows.
    struct CollatedKeyTests {
        private static func database(_ collation: String = "utf8mb4_unicode_520_ci") throws -> ScratchDatabase {
            try ScratchDatabase(
                isMigrated: true,
                "CREATE TABLE t (code VARCHAR(20) COLLATE \(collation) PRIMARY KEY, a INT)")
        }

        @Test(
            arguments: [
                ("utf8mb4_unicode_520_ci", "abc,1\nABC,2\nAbc,3\nabd,4\n", "4/2/0/0/2"),
                ("utf8mb4_bin", "abc,1\nABC,2\nAbc,3\nabc,4\n", "4/3/0/0/1"),
                ("utf8mb4_unicode_520_ci", "é,1\ne,2\nE\u{301},3\nf,4\n", "4/2/0/0/2"),
                ("utf8mb4_unicode_520_ci", "😀,1\n😁,2\n😀,3\n", "3/2/0/0/1"),
                ("utf8mb4_unicode_520_ci", "\"a\",1\n\"a \",2\n\"a  \",3\nb,4\n", "4/2/0/0/2"),
                ("utf8mb4_unicode_520_ci", "ß,1\nss,2\nSS,3\n", "3/1/0/0/2"),
            ])
        func equalKeys_AreRepeated_AsTheCollationSays(_ collation: String, _ file: String, _ sums: String) throws {
            let database = try Self.database(collation)
            let result = try LoadStation(database).load(UploadedFile("t", file))
            #expect(result.sums == [sums])
            #expect(result["t"].rejectsByCode == ["repeated_in_file": result["t"].rejected])
            #expect(try database.rows("SELECT a FROM t WHERE a = 1") == ["1"], "the first one wins")
        }

        @Test(
            arguments: [
                ("reject", "4/1/0/0/3", ["already_in_table": 1, "differs_from_table": 1, "repeated_in_file": 1]),
                ("skip", "4/1/0/1/2", ["differs_from_table": 1, "repeated_in_file": 1]),
                ("update", "4/1/1/1/1", ["repeated_in_file": 1]),
            ])
        func existingKey_IsFound_UnderTheCollation(
            _ onDuplicate: String, _ sums: String, _ codes: [String: Int]
        ) throws {
            let database = try Self.database()
            try database.connection.execute("INSERT INTO t VALUES ('abc', 1), ('Def', 2)")
            let result = try LoadStation(database).load(
                UploadedFile("t", "abc,1\nDEF,2\nnew,3\nNEW,4\n"), options: ["on_duplicate": onDuplicate])
            #expect(result.sums == [sums])
            #expect(result["t"].rejectsByCode == codes)
            let changed = onDuplicate == "update" ? "DEF|2" : "Def|2"
            #expect(try database.rows("SELECT * FROM t ORDER BY a") == ["abc|1", changed, "new|3"])
        }

        @Test(arguments: ["reject", "skip", "update"])
        func manyKeys_ComeBack_AcrossBatches(_ onDuplicate: String) throws {
            let database = try Self.database()
            let station = try LoadStation(database)
            let file = UploadedFile("t", (0..<2500).map { "key \($0 * 7919 % 2500),\($0)\n" }.joined())
            #expect(try station.load(file).sums == ["2500/2500/0/0/0"])
            let sums = onDuplicate == "reject" ? "2500/0/0/0/2500" : "2500/0/0/2500/0"
            #expect(try station.load(file, options: ["on_duplicate": onDuplicate]).sums == [sums])
        }

        @Test func compositeKey_MayMixTextAndNumbers() throws {
            let database = try ScratchDatabase(
                isMigrated: true,
                "CREATE TABLE t (n INT, code VARCHAR(9), f DOUBLE, b VARBINARY(4), a INT, PRIMARY KEY (code, n, f, b))")
            let station = try LoadStation(database)
            let file = UploadedFile(
                "t", "1,a,0.5,0x01,1\n1,A,0.50,0x01,2\n2,a,0.5,0x01,3\n1,a,0.25,0x01,4\n1,a,0.5,0x0100,5\n")
            #expect(try station.load(file).sums == ["5/4/0/0/1"])
            #expect(try station.load(file, options: ["on_duplicate": "skip"]).sums == ["5/0/0/4/1"])
        }

        @Test func keyOfAPrefix_IsDecidedByTheDatabase() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (note VARCHAR(200), a INT, PRIMARY KEY (note(3)))")
            let result = try LoadStation(database).load(UploadedFile("t", "abcd,1\nabce,2\nabd,3\n"))
            #expect(result.sums == ["3/2/0/0/1"])
        }

        @Test func temporaryTables_AreGone_AfterTheLoad() throws {
            let database = try Self.database()
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("t", "a,1\n"))
            let connection = try station.database.connection()
            for name in ["wharf_keys", "wharf_firsts"] {
                #expect(throws: (any Error).self) { try connection.execute("SELECT 1 FROM \(name)") }
            }
        }
    }
}
