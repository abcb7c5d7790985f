import Avro
import Foundation
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Every type that Wharf serves, at its extremes, from the database into a backup and back.
    struct RoundTripTests {
        private static let table = TypeTable(TypeCase.all)

        private func filled(_ table: TypeTable = table) throws -> BackupStation {
            let station = try BackupStation(table.ddl)
            for insert in table.inserts { try station.execute(insert) }
            return station
        }

        private func content(_ station: BackupStation, of table: String = TypeTable.name) throws -> [[String?]] {
            try Self.table.content(station.database.connection, of: table)
        }

        private func expect(_ rows: [[String?]], _ expected: [[String?]], _ location: SourceLocation = #_sourceLocation)
        {
            #expect(rows.count == expected.count, sourceLocation: location)
            for (row, wanted) in zip(rows, expected) {
                for (index, value) in row.enumerated() where value != wanted[index] {
                    let type = index < Self.table.places.count ? Self.table.places[index].type.type : "its own"
                    Issue.record(
                        "\(type): \(value?.prefix(60) ?? "null"), not \(wanted[index]?.prefix(60) ?? "null")",
                        sourceLocation: location)
                }
            }
        }

        /// A third of the rows goes, and most of the others change, by columns that are not compared.
        private func spoil(_ station: BackupStation) throws {
            let name = Connection.quoteIdentifier(TypeTable.name)
            try station.execute("DELETE FROM \(name) WHERE `id` % 3 = 1")
            for place in Self.table.places where place.isNullable {
                try station.execute("UPDATE \(name) SET \(Connection.quoteIdentifier(place.name)) = NULL")
            }
        }

        @Test(arguments: AvroCodec.allCases)
        func everyValue_ComesBack_BySwap(_ codec: AvroCodec) throws {
            let station = try filled()
            let before = try content(station)
            let manifest = try station.backUp(TypeTable.name, codec)
            #expect(manifest.rows == Self.table.rowCount && manifest.codec == codec.rawValue)
            try station.expectDrill(manifest)
            try spoil(station)
            let restored = try station.restore(TypeTable.name)
            #expect(restored.method == TestServer.swapped && restored.notes == [] && restored.safety != nil)
            try expect(content(station), before)
        }

        @Test func everyValue_ComesBack_ByRewrite() throws {
            let station = try filled()
            let before = try content(station)
            try station.backUp(TypeTable.name)
            try station.execute(
                """
                CREATE TABLE `child` (`id` INT PRIMARY KEY, `parent` INT,
                    CONSTRAINT `child's` FOREIGN KEY (`parent`) REFERENCES \(Connection.quoteIdentifier(TypeTable.name)) (`id`))
                """, "INSERT INTO `child` VALUES (1, 0), (2, 2), (3, NULL)")
            try spoil(station)
            let restored = try station.restore(TypeTable.name)
            #expect(restored.method == .rewritten)
            try expect(content(station), before)
            #expect(try station.database.count("child") == 3)
        }

        @Test func everyValue_ComesBack_IntoATableThatIsGone_AndIntoAnother() throws {
            let station = try filled()
            let before = try content(station)
            try station.backUp(TypeTable.name)
            var order = RestoreOrder(table: TypeTable.name)
            order.other = "Kopie `x` (2)"
            #expect(try station.restore(order).method == .created)
            try expect(content(station, of: "Kopie `x` (2)"), before)
            // MySQL says which character set a collation is of where it was told so.
            func shape() throws -> String {
                try TableDefinition(of: TypeTable.name, connection: station.database.connection).shape
                    .replacing(/CHARACTER SET \w+ COLLATE/, with: "COLLATE")
            }
            let ddl = try shape()
            try station.execute("DROP TABLE \(Connection.quoteIdentifier(TypeTable.name))")
            #expect(try station.restore(TypeTable.name).method == .created)
            try expect(content(station), before)
            #expect(try shape() == ddl)
        }

        /// A rewrite leaves what it takes for equal: no value may be taken for another one of its type.
        @Test func oneChange_IsSeen_AndUndone() throws {
            let station = try filled()
            let connection = station.database.connection
            let before = try content(station)
            let name = Connection.quoteIdentifier(TypeTable.name)
            let table = try #require(try DictionaryReader(connection: connection).table(named: TypeTable.name))
            let columns = table.loadableColumns.map { Connection.quoteIdentifier($0.name) }.joined(separator: ", ")
            try station.execute(
                "CREATE TABLE `copy` LIKE \(name)", "INSERT INTO `copy` (\(columns)) SELECT \(columns) FROM \(name)")
            let difference = RowDifference(table: table, scratch: "copy")
            #expect(try difference.count(connection) == .init(added: 0, removed: 0, changed: 0))
            for place in Self.table.places {
                let column = Connection.quoteIdentifier(place.name)
                for other in (place.type.values + (place.isNullable ? ["NULL"] : [])).dropFirst() {
                    try station.execute("UPDATE \(name) SET \(column) = \(other) WHERE `id` = 0")
                    #expect(try difference.count(connection).changed == 1, "\(place.type.type): \(other.prefix(60))")
                }
                #expect(try difference.apply(connection) == (1, 1), "\(place.type.type)")
            }
            try expect(content(station), before)
        }

        /// 1 and 1.0000001 have one text as `FLOAT`.
        @Test(arguments: [
            ("FLOAT", "1", "1.0000001"),
            ("DOUBLE", "0.1", "0.10000000000000002"), ("VARCHAR(9)", "'a'", "'A '"), ("VARBINARY(9)", "'a'", "'a '"),
            ("CHAR(9)", "'e\u{301}'", "'é'"), ("ENUM('','x')", "1", "'wrong'"), ("SET('','x')", "0", "1"),
            ("TEXT", "'a'", "'a\n'"), ("JSON", "'{}'", TestServer.isMariaDB ? "'{ }'" : "'[]'"),
            ("TIME(6)", "'00:00:00.000001'", "'-00:00:00.000001'"),
        ])
        func valuesThatCompareEqual_AreDifferent(_ type: String, _ one: String, _ other: String) throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` \(type))", "CREATE TABLE `copy` LIKE `t`",
                "INSERT IGNORE INTO `t` VALUES (1, \(one)), (2, \(one))",
                "INSERT IGNORE INTO `copy` VALUES (1, \(one)), (2, \(other))")
            let connection = station.database.connection
            let table = try #require(try DictionaryReader(connection: connection).table(named: "t"))
            let counts = try RowDifference(table: table, scratch: "copy").count(connection)
            #expect(counts == .init(added: 0, removed: 0, changed: 1))
        }

        @Test func otherCharacterSets_ComeBack() throws {
            let sets = [
                "utf8mb3", "ucs2", "utf16", "utf32", "latin2", "cp1250", "koi8r", "cp932", "gbk", "big5", "euckr",
            ]
            let columns = sets.map { "`\($0)` VARCHAR(20) CHARACTER SET \($0) NOT NULL" }
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, \(columns.joined(separator: ", ")))",
                "INSERT INTO `t` VALUES (1, 'aä€ ', 'aä€ ', 'a😀', 'a😀', 'ą ', 'ł', 'ж', '日本¬', '中文', '中文', '한국')")
            let rows = "SELECT \(sets.map { "HEX(`\($0)`)" }.joined(separator: ", ")) FROM `t`"
            let before = try station.database.rows(rows)
            try station.expectDrill(try station.backUp("t"))
            try station.execute("DELETE FROM `t`")
            try station.restore("t")
            #expect(try station.database.rows(rows) == before)
        }

        /// The servers' own texts of a definition have no characters of four bytes: such members come back where the table is,
        /// and a table that is made anew has others, which take no such row.
        @Test func memberOfFourBytes_ComesBack_WhereTheTableIs() throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` ENUM('a','😀'), `w` SET('b','𝄞'))",
                "INSERT INTO `t` VALUES (1, '😀', 'b,𝄞'), (2, 'a', '𝄞')")
            let rows = "SELECT `id`, `v` + 0, HEX(`v`), `w` + 0, HEX(`w`) FROM `t` ORDER BY `id`"
            let before = try station.database.rows(rows)
            try station.backUp("t")
            try station.execute("DELETE FROM `t` WHERE `id` = 1")
            try station.restore("t")
            #expect(try station.database.rows(rows) == before)
            try station.expectRefusal(RestoreOrder(table: "t", other: "u"), .tableDiffers)
            #expect(throws: MariaDBError.self) { try station.database.count("u") }
        }

        // MARK: Other readers

        private func expectSame(
            _ station: BackupStation, _ table: TypeTable, _ read: [[String]],
            _ agrees: (TypeCase.Kind, String, String?) -> Bool
        ) throws {
            let expected = try table.rows(station.database.connection) { $0.meaning($1) }
            try #require(read.count == expected.count)
            for (row, wanted) in zip(read, expected) {
                try #require(row.count == wanted.count + 2)
                for (index, place) in table.places.enumerated()
                where !agrees(place.type.kind, row[index + 1], wanted[index]) {
                    Issue.record(
                        "\(place.type.type): \(row[index + 1].prefix(80)), not \(wanted[index]?.prefix(80) ?? "null")")
                }
            }
        }

        /// Whether what the oracle read is the server's value, and was understood as what it is.
        private static func agrees(_ kind: TypeCase.Kind, _ read: String, _ value: String?) -> Bool {
            guard let value else { return read == "null" }
            let text = read.drop { $0 != " " }.dropFirst()
            switch kind {
            case .integer, .bits, .span: return read == "int \(value)"
            case .decimal: return read.hasPrefix("decimal ") && sameNumber(String(text), value)
            case .real: return read.hasPrefix("float ") && Double(text)?.bitPattern == Double(value)?.bitPattern
            case .date: return read == "date \(value)"
            case .time: return read == "time " + withoutFraction(value)
            case .moment: return read.replacing("+00:00", with: "") == "datetime " + withoutFraction(value)
            case .text, .choice: return read.hasPrefix("str ") && hexadecimal(text.utf8) == value
            case .binary: return read.uppercased() == "BYTES \(value)"
            }
        }

        private static func withoutFraction(_ text: String) -> String {
            text.hasSuffix(".000000") ? String(text.dropLast(7)) : text
        }

        private static func sameNumber(_ left: String, _ right: String) -> Bool {
            func plain(_ text: String) -> String {
                let isNegative = text.hasPrefix("-")
                let digits = text.drop { $0 == "-" || $0 == "0" }
                return (isNegative ? "-" : "") + digits
            }
            return plain(left) == plain(right)
        }

        private static func hexadecimal(_ octets: some Sequence<UInt8>) -> String {
            octets.map { String(UInt($0) + 256, radix: 16).suffix(2).uppercased() }.joined()
        }

        @Test(.enabled(if: AvroOracle.python != nil, AvroOracle.whyNot), arguments: AvroCodec.allCases)
        func fastavro_ReadsEveryValue(_ codec: AvroCodec) throws {
            let station = try filled()
            let path = station.path(of: try station.backUp(TypeTable.name, codec))
            try expectSame(station, Self.table, AvroOracle.rows(of: path, by: "fastavro"), Self.agrees)
        }

        /// polars has no decimals of more than 38 digits.
        @Test(.enabled(if: AvroOracle.python != nil, AvroOracle.whyNot), arguments: AvroCodec.allCases)
        func polars_ReadsEveryValue(_ codec: AvroCodec) throws {
            let table = TypeTable(TypeCase.all.filter { !$0.type.hasPrefix("DECIMAL(65") })
            let station = try filled(table)
            let path = station.path(of: try station.backUp(TypeTable.name, codec))
            try expectSame(station, table, AvroOracle.rows(of: path, by: "polars"), Self.agrees)
        }

        /// libavro knows no logical types; it prints octets as Latin-1, and all up to the first that is nought.
        @Test(arguments: AvroCodec.allCases)
        func avrocat_ReadsEveryValue(_ codec: AvroCodec) throws {
            let station = try filled()
            let manifest = try station.backUp(TypeTable.name, codec)
            let expected = try Self.table.rows(station.database.connection) { $0.plainNumber($1) }
            let fields = try AvroSchema(Array(manifest.schema.utf8)).fields.dropFirst()
            let records = try AvroOracle.avrocat(station.path(of: manifest))
            try #require(records.count == expected.count)
            for (record, values) in zip(records, expected) {
                for ((field, place), value) in zip(zip(fields, Self.table.places), values) {
                    var said = record[field.name]
                    if place.isNullable, let branch = said as? [String: Any] { said = branch.values.first }
                    #expect(
                        Self.isPrint(said, place.type.kind, value),
                        "\(place.type.type): \("\(said ?? "nothing")".prefix(80)), not \(value?.prefix(80) ?? "null")")
                }
            }
        }

        private static func isPrint(_ said: Any?, _ kind: TypeCase.Kind, _ value: String?) -> Bool {
            guard let value else { return said is NSNull }
            switch kind {
            case .text, .choice: return (said as? String).map { hexadecimal($0.utf8) } == untilNought(value)
            case .binary:
                let octets = (said as? String)?.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
                return octets.map(hexadecimal) == untilNought(value)
            case .decimal: return said is String
            case .real:
                // Printed with as many digits as the program likes.
                guard let number = (said as? NSNumber)?.doubleValue, let wanted = Double(value) else { return false }
                return abs(number - wanted) <= abs(wanted) * 1e-15
            default: return (said as? NSNumber)?.int64Value == Int64(value)
            }
        }

        private static func untilNought(_ hexadecimal: String) -> String {
            let digits = Array(hexadecimal.utf8)
            let end = stride(from: 0, to: digits.count, by: 2).first { digits[$0] == 48 && digits[$0 + 1] == 48 }
            return String(decoding: digits[..<(end ?? digits.count)], as: UTF8.self)
        }

        /// MySQL has the name of a `CHECK` once in a database, and the drill's table stands beside the real one.
        @Test func drill_LeavesConstraintsTheirNames() throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, CONSTRAINT `t_is_positive` CHECK (`id` > 0))",
                "INSERT INTO `t` SELECT `n` FROM \(numbers(to: 5000))")
            var uses: [String] = []
            try station.expectDrill(station.backUp("t")) { _ in
                uses += try station.database.rows(
                    """
                    SELECT COUNT(*)
                      FROM information_schema.CHECK_CONSTRAINTS
                     WHERE CONSTRAINT_SCHEMA = DATABASE()
                       AND CONSTRAINT_NAME = 't_is_positive'
                    """)
            }
            #expect(uses == ["1"])
        }

        // MARK: What cannot be kept

        @Test(arguments: [
            ("DATE", "'0000-00-00'"), ("DATE", "'2020-00-10'"), ("DATE", "'2020-10-00'"), ("DATE", "'0000-01-01'"),
            ("DATETIME", "'0000-00-00'"), ("DATETIME(6)", "'2020-00-10 01:02:03'"), ("TIMESTAMP", "'0000-00-00'"),
            ("ENUM('a')", "'b'"), ("ENUM('a','')", "'b'"), ("SET('a','')", "2"), ("SET('','a')", "1"),
            // Characters that Unicode has once and the set thrice.
            ("VARCHAR(9) CHARACTER SET cp932", "_cp932 0xFA54"), ("TEXT CHARACTER SET cp932", "_cp932 0xEEF9"),
        ])
        func value_ThatWouldNotComeBack_IsRefused_AndNothingIsKept(_ type: String, _ value: String) throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `its value` \(type) NOT NULL)",
                "INSERT IGNORE INTO `t` VALUES (1, \(value))")
            let problem = #expect(throws: Problem.self) { try station.backUp("t") }
            #expect(
                problem?.type == .valueNotKept && problem?.detail.contains("its value") == true,
                "\(problem?.detail ?? "")")
            #expect(try station.bucket.names == [])
        }
    }
}
