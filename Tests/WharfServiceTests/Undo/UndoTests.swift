import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Loads that are taken back: the table is again what it was.
    struct UndoTests {
        private static let items =
            "CREATE TABLE items (id INT PRIMARY KEY, v VARCHAR(20) NULL, n INT NOT NULL DEFAULT 7)"

        private func content(_ database: ScratchDatabase, _ table: String = "items") throws -> [String] {
            try database.rows("SELECT * FROM \(table) ORDER BY 1")
        }

        private static func rows(_ ids: some Sequence<Int>, _ value: String) -> UploadedFile {
            UploadedFile("items", "id,v,n\n" + ids.map { "\($0),\(value),1\n" }.joined())
        }

        @Test(arguments: [1, 999, 1000, 2500])
        func insertedAndUpdatedRows_AreAsBefore(_ count: Int) throws {
            let database = try ScratchDatabase(Self.items)
            let station = try LoadStation(database)
            _ = try station.load(Self.rows(1...count, "old"))
            let before = try content(database)
            let load = try station.load(
                Self.rows((1 + count / 2)...(2 * count), "new"), options: ["on_duplicate": "update"])
            let after = try content(database)
            let receipt = load["items"]
            #expect(receipt.inserted == count && receipt.updated == count - count / 2)

            let dry = try station.undo(receipt.id, isDry: true)
            #expect(dry.deleted == count && dry.updated == count - count / 2 && dry.options.dryRun)
            #expect(try content(database) == after)

            let undo = try station.undo(receipt.id)
            #expect(undo.deleted == count && undo.updated == count - count / 2 && undo.undoes == receipt.id)
            #expect(undo.source == "undo" && undo.rowsBefore == after.count && undo.rowsAfter == before.count)
            #expect(try content(database) == before)
            #expect(try database.receipt(receipt.id).undoneBy == undo.id)
            #expect(try database.count("wharf_undo") > 0, "the first load can still be taken back")
            #expect(try database.rows("SELECT 1 FROM wharf_undo WHERE load_id = '\(receipt.id)'") == [])
        }

        /// More rows than a twin is built for; what others have added stays.
        @Test func twinsRows_Go_AndNoOthers() throws {
            let database = try ScratchDatabase(Self.items)
            let station = try LoadStation(database)
            let first = try station.load(Self.rows(1...60_000, "a"))["items"]
            #expect(TestServer.isCluster || first.seconds["fill"] != nil, "the load was written by a twin")
            _ = try station.load(Self.rows(70_001...70_003, "b"))
            let undo = try station.undo(first.id)
            #expect(undo.deleted == 60_000 && undo.rowsAfter == 3)
            #expect(try content(database) == (70_001...70_003).map { "\($0)|b|1" })
        }

        @Test func bulkRows_Go() throws {
            let database = try ScratchDatabase(Self.items)
            let station = try LoadStation(database)
            let context = station.context(.bulk)
            let document = try BulkLoadTests.document(
                #"{"table":"items","data":[{"id":1,"v":"a","n":1},{"id":2,"v":"b","n":2}]}"#)
            let load = try BulkHandler.makeLoad(document, context)
            try BulkHandler.fill(load, from: document)
            #expect(try load.writeAtOnce())
            #expect(try station.undo(load.receipt.id).deleted == 2)
            #expect(try content(database) == [])
        }

        /// What the file leaves out is the table's: defaults, and columns that the load has not touched.
        @Test func someColumns_AreEnough() throws {
            let database = try ScratchDatabase(Self.items)
            let station = try LoadStation(database)
            try database.connection.execute("INSERT INTO items VALUES (1, 'kept', 3)")
            let load = try station.load(
                UploadedFile("items", "id,v\n1,new\n2,more\n"), options: ["on_duplicate": "update"])
            #expect(try content(database) == ["1|new|3", "2|more|7"])
            #expect(try station.undo(load["items"].id).updated == 1)
            #expect(try content(database) == ["1|kept|3"])

            let again = try station.load(UploadedFile("items", "id,v\n1,new\n"), options: ["on_duplicate": "update"])
            try database.connection.execute("UPDATE items SET n = 4")
            try station.expectNoUndo(again["items"].id, .rowsChanged, "Of the 1 rows with id from 1 to 1")
        }

        private static let scans =
            "CREATE TABLE scans (id INT PRIMARY KEY, state VARCHAR(10) NOT NULL, scan LONGBLOB NULL)"

        /// Some columns of rows that are far larger than the file; the columns that it leaves out come back untouched.
        @Test func largeRows_AreAsBefore() throws {
            let database = try ScratchDatabase(
                Self.scans, "INSERT INTO scans SELECT n, 'new', REPEAT(CHAR(n), 400000) FROM \(numbers(to: 40))")
            let station = try LoadStation(database)
            let sums = "SELECT id, state, SHA2(scan, 256) FROM scans ORDER BY id"
            let before = try database.rows(sums)
            let file = UploadedFile("scans", "id,state\n" + (1...40).map { "\($0),seen\n" }.joined())
            let load = try station.load(file, options: ["on_duplicate": "update"])
            #expect(load["scans"].updated == 40)
            #expect(try database.rows("SELECT COUNT(*) FROM scans WHERE state = 'seen'") == ["40"])
            #expect(try station.undo(load["scans"].id).updated == 40)
            #expect(try database.rows(sums) == before)
        }

        /// Rows of all sizes, one of them larger than a piece, and keys that no row has.
        @Test func images_AreReadInPieces() throws {
            let database = try ScratchDatabase(
                Self.scans,
                """
                INSERT INTO scans
                SELECT n, 's', REPEAT('x', CASE WHEN n = 7 THEN 6000000 WHEN n % 50 < 20 THEN 900000 ELSE 100 END)
                  FROM \(numbers(to: 300))
                 WHERE n % 11 > 0
                """)
            let table = try #require(try DictionaryReader(connection: database.connection).table(named: "scans"))
            let images = RowImages(
                connection: database.connection, table: "scans", columns: table.columns, key: ["id"], form: .asStored)
            let keys = (1...300).map { id in
                var key = RowEncoder()
                key.append(signed: Int64(id))
                return key.bytes[...]
            }
            var next = 0
            var pieces = 0
            try images.forEachPiece(keys) { places, rows in
                #expect(places.lowerBound == next && places.count == rows.count)
                let bytes = rows.reduce(0) { $0 + ($1?.count ?? 0) }
                #expect(bytes <= RowImages.pieceBytes || rows.count { $0 != nil } == 1)
                for (place, row) in zip(places, rows) {
                    #expect((row == nil) == ((place + 1) % 11 == 0))
                    #expect(row.map { $0.starts(with: keys[place]) } ?? true)
                }
                next = places.upperBound
                pieces += 1
            }
            #expect(next == 300)
            #expect((25...80).contains(pieces), "\(pieces) pieces")
        }

        /// Every type that is served, at its extremes, nulled by a load and put back.
        @Test func everyType_ComesBack() throws {
            let table = TypeTable(TypeCase.all)
            let database = try ScratchDatabase()
            try database.connection.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
            try database.connection.execute(table.ddl)
            for place in table.places where !place.isNullable {
                let name = Connection.quoteIdentifier(place.name)
                try database.connection.execute(
                    "ALTER TABLE \(Connection.quoteIdentifier(TypeTable.name)) MODIFY \(name) \(place.type.type) NULL")
            }
            for insert in table.inserts { try database.connection.execute(insert) }
            let before = try table.content(database.connection)
            let nulls = table.places.map { ", \(JSONText.quoted($0.name)): null" }.joined()
            let lines = (0..<table.rowCount).map { "{\"id\": \($0), \"base\": 1000\(nulls)}\n" }.joined()
            let station = try LoadStation(database)
            let load = try station.load(UploadedFile(TypeTable.name, lines: lines), options: ["on_duplicate": "update"])
            #expect(load.receipts[0].updated == table.rowCount, "\(load.receipts[0])")
            #expect(try table.content(database.connection) != before)
            try station.undo(load.receipts[0].id)
            #expect(try table.content(database.connection) == before)
        }

        /// Values that the table spells otherwise than the file.
        @Test func otherSpellings_AreTheSameRow() throws {
            let database = try ScratchDatabase(
                """
                CREATE TABLE spelled (id INT PRIMARY KEY, d DECIMAL(10,3), f FLOAT, g DOUBLE, y YEAR, t TIME(3), s DATETIME(3),
                    e ENUM('Yes', 'No'), m SET('a', 'b'), c CHAR(5), b BINARY(4), j JSON, k BIT(3), z TINYINT(1))
                """)
            let station = try LoadStation(database)
            let file = UploadedFile(
                "spelled",
                """
                id,d,f,g,y,t,s,e,m,c,b,j,k,z
                1,+1.5,0.1,1e-7,2021,1:02:03.5,2021-02-03T04:05:06+02:00,yes,"b,a",x,0xdead,"{""b"": 1e5, ""a"":[1 , 2]}",5,true
                2,0.1250,1234567.89,-0,1999,23:59:59,2021-02-03T04:05:06Z,No,,ab,0x00,7,0,0
                3,,,,,,,,,,,,,

                """)
            let load = try station.load(file)
            try #require(load.receipts[0].inserted > 0, "\(load.receipts[0])")
            #expect(try station.undo(load.receipts[0].id).deleted == load.receipts[0].inserted)
            #expect(try database.count("spelled") == 0)
        }

        /// Under the table's collation the keys are the same; the undo brings back the one that was there.
        @Test func keyInOtherLetters_ComesBack() throws {
            let database = try ScratchDatabase("CREATE TABLE items (id VARCHAR(20) PRIMARY KEY, v INT NOT NULL)")
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("items", "id,v\nABC,1\nDEF,2\nx,3\n"))
            let load = try station.load(
                UploadedFile("items", "id,v\nabc,5\nghi,6\ndef,2\n"), options: ["on_duplicate": "update"])
            #expect(load.sums == ["3/1/2/0/0"])
            try station.undo(load["items"].id)
            #expect(try content(database) == ["ABC|1", "DEF|2", "x|3"])
        }

        /// The values of a unique key move from row to row, and back.
        @Test func movedUniqueValues_MoveBack() throws {
            let database = try ScratchDatabase("CREATE TABLE items (id INT PRIMARY KEY, u INT NULL UNIQUE)")
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("items", "1,10\n2,20\n3,30\n"))
            let load = try station.load(
                UploadedFile("items", "1,40\n2,10\n3,20\n4,30\n"), options: ["on_duplicate": "update"])
            let changed = load["items"]
            #expect(changed.updated == 3)
            try station.undo(changed.id)
            #expect(try content(database) == ["1|10", "2|20", "3|30"])
        }

        /// Rows of one file refer to each other.
        @Test(arguments: ["", "ON DELETE CASCADE", "ON DELETE SET NULL"])
        func rowsThatReferToEachOther_Go(_ rule: String) throws {
            let database = try ScratchDatabase(
                """
                CREATE TABLE items (id INT PRIMARY KEY, above INT NULL,
                    CONSTRAINT tree FOREIGN KEY (above) REFERENCES items (id) \(rule))
                """)
            let station = try LoadStation(database)
            let tree = (1...50).map { "\($0),\($0 == 50 ? "" : "\($0 + 1)")\n" }.joined()
            let load = try station.load(UploadedFile("items", tree))
            #expect(load.sums == ["50/50/0/0/0"])
            let leaf = try station.load(UploadedFile("items", "51,1\n"))
            try station.expectNoUndo(load["items"].id, .parentsMissing, "foreign key tree")
            try station.undo(leaf["items"].id)
            #expect(try station.undo(load["items"].id).deleted == 50)
            #expect(try content(database) == [])
        }

        @Test(arguments: ["", "ON DELETE CASCADE", "ON DELETE SET NULL"])
        func parentWithRows_Stays(_ rule: String) throws {
            let database = try ScratchDatabase(
                Self.items,
                """
                CREATE TABLE parts (id INT PRIMARY KEY, item INT NULL,
                    CONSTRAINT part_of FOREIGN KEY (item) REFERENCES items (id) \(rule))
                """)
            let station = try LoadStation(database)
            let parents = try station.load(Self.rows(1...3, "a"))["items"]
            let children = try station.load(UploadedFile("parts", "1,2\n"))["parts"]
            try station.expectNoUndo(parents.id, .parentsMissing, "foreign key part_of")
            #expect(try content(database, "parts") == ["1|2"] && content(database).count == 3)
            try station.undo(children.id)
            #expect(try station.undo(parents.id).deleted == 3)
        }
    }
}
