import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Files of which the table has some rows already.
    struct KnownRowTests {
        /// Where the keys of the file's records lie.
        enum Spacing: CaseIterable {
            case close, farApart, twoHeaps

            func key(_ record: Int) -> Int {
                switch self {
                case .close: record
                case .farApart: record * 1000
                case .twoHeaps: record <= 700 ? record : 1_000_000 + record
                }
            }
        }

        private static func file(_ keys: some Sequence<Int>) -> UploadedFile {
            UploadedFile("t", "id,v\n" + keys.map { "\($0),\($0 % 7)\n" }.joined())
        }

        /// A third of the records is new, a third is there, of another third the table has other values. Rows between and
        /// around them are nobody's business.
        @Test(arguments: Spacing.allCases, [true, false])
        func records_MeetTheirRows_WhereverTheKeysLie(spacing: Spacing, isInOrder: Bool) throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, v INT NOT NULL)")
            let station = try LoadStation(database)
            let keys = (1...1500).map(spacing.key)
            let there = keys.enumerated().filter { $0.offset % 3 > 0 }.map(\.element)
            let others = [0, spacing.key(1500) + 1, 999_999]
            #expect(try station.load(Self.file(there + others)).sums == ["1003/1003/0/0/0"])
            let different = keys.enumerated().filter { $0.offset % 3 == 2 }.map { "\($0.element)" }
            try database.connection.execute(
                "UPDATE t SET v = 100 WHERE id IN (\(different.joined(separator: ", ")))")

            let file = Self.file(isInOrder ? keys : keys.reversed())
            let skipped = try station.load(file, options: ["on_duplicate": "skip", "dry_run": "true"])
            #expect(skipped.sums == ["1500/500/0/500/500"])
            #expect(skipped["t"].rejectsByCode == ["differs_from_table": 500])
            #expect(try station.load(file, options: ["on_duplicate": "update"]).sums == ["1500/500/500/500/0"])
            #expect(try station.load(file, options: ["on_duplicate": "skip"]).sums == ["1500/0/0/1500/0"])
        }

        /// Statements, not milliseconds: 8000 keys that lie close together are looked up by one.
        @Test func rows_AreLookedUp_ByOneStatementForThousands() throws {
            let small = try Self.selects(records: 2000)
            let large = try Self.selects(records: 20_000)
            #expect(large - small == 2)
        }

        private static func selects(records: Int) throws -> Int {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, v INT NOT NULL)")
            let station = try LoadStation(database)
            _ = try station.load(file(1...records))
            var before = 0
            var growth = 0
            func count() throws -> Int {
                let text = try station.database.connection().query("SHOW SESSION STATUS LIKE 'Com_select'")[0][1].string
                return try #require(Int(text ?? ""))
            }
            before = try count()
            station.beforeWrite = { growth = try count() - before }
            #expect(try station.load(file(1...records), options: ["on_duplicate": "skip"]).sums.count == 1)
            return growth
        }

        @Test func zeroDate_IsNotAMissingOne() throws {
            let database = try ScratchDatabase(isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, day DATE)")
            try database.connection.execute("SET SESSION sql_mode = ''")
            try database.connection.execute("INSERT INTO t VALUES (1, '0000-00-00'), (2, NULL)")
            let result = try LoadStation(database).load(
                UploadedFile("t", "id,day\n1,\n2,\n"), options: ["on_duplicate": "skip"])
            #expect(result.sums == ["2/0/0/1/1"])
            #expect(result["t"].rejectsByCode == ["differs_from_table": 1])
        }
    }
}
