import Testing

@testable import WharfService

extension DatabaseTests {
    /// Tables that a user made: the dictionary is all that the service knows of them.
    struct OwnTableLoadTests {
        static let salaries = """
            CREATE TABLE salaries (
                employee_id INT UNSIGNED NOT NULL, valid_from DATE NOT NULL, amount DECIMAL(10,2) UNSIGNED NOT NULL,
                bonus DECIMAL(5,3) NULL, currency ENUM('EUR', 'USD') NOT NULL, remark VARCHAR(5) NULL,
                PRIMARY KEY (employee_id, valid_from)
            )
            """

        @Test func salaries_GoIn_AndEachRejectSaysWhy() throws {
            let database = try ScratchDatabase(isMigrated: true, Self.salaries)
            let file = """
                employee_id,valid_from,amount,bonus,currency,remark
                1,2021-01-01,1000.50,,EUR,
                1,2021-02-01,1000.5,1.125,USD,"a,b"
                2,2021-01-01,0,NULL,EUR,\\N
                2.0,2021-01-01,5,,EUR,again
                3,2021-02-30,1000.505,99.1234,GBP,toolong
                -1,,x,100,,
                4,2021-01-01,99999999.99,-99.999,EUR,"NULL"
                5,2021-01-01,100000000,,EUR,

                """
            let result = try LoadStation(database).load(UploadedFile("salaries", file))
            #expect(result.sums == ["8/4/0/0/4"])
            #expect(
                result["salaries"].rejectsByCode == [
                    "repeated_in_file": 1, "not_a_date": 1, "too_precise": 2, "not_a_member": 1, "too_long": 1,
                    "out_of_range": 3, "missing": 2, "not_a_number": 1,
                ])
            #expect(
                try database.rows("SELECT * FROM salaries ORDER BY 1, 2") == [
                    "1|2021-01-01|1000.50|~|EUR|~", "1|2021-02-01|1000.50|1.125|USD|a,b", "2|2021-01-01|0.00|~|EUR|~",
                    "4|2021-01-01|99999999.99|-99.999|EUR|NULL",
                ])
            let rejects = try RejectStore(connection: database.connection).page(
                result["salaries"].id, after: -1, limit: 9)
            #expect(rejects.map(\.line) == [5, 6, 7, 9])
            #expect(
                rejects[1].errors.map { "\($0.field ?? "") \($0.code) \($0.value ?? "")" } == [
                    "valid_from not_a_date 2021-02-30", "amount too_precise 1000.505", "bonus too_precise 99.1234",
                    "currency not_a_member GBP", "remark too_long toolong",
                ])
        }

        /// More reasons than a byte counts.
        @Test func recordWithManyReasons_IsOneReject() throws {
            let columns = (0..<300).map { "c\($0) INT NOT NULL" }.joined(separator: ", ")
            let database = try ScratchDatabase(isMigrated: true, "CREATE TABLE wide (id INT PRIMARY KEY, \(columns))")
            let file = "1\(String(repeating: ",x", count: 300))\n2\(String(repeating: ",2", count: 300))\n"
            let result = try LoadStation(database).load(UploadedFile("wide", file), options: ["header": "no"])
            #expect(result.sums == ["2/1/0/0/1"])
            #expect(result["wide"].rejectsByCode == ["not_an_integer": 300])
        }

        @Test func everyType_IsUnchanged_TheSecondTime() throws {
            let database = try ScratchDatabase(
                isMigrated: true,
                """
                CREATE TABLE everything (
                    id BIGINT UNSIGNED PRIMARY KEY, flag TINYINT(1), small SMALLINT, zerofilled INT(5) ZEROFILL, y YEAR,
                    bits BIT(12), price DECIMAL(30,10), filled DECIMAL(8,2) ZEROFILL, single FLOAT, twice DOUBLE,
                    day DATE, clock TIME(3), at DATETIME(6), second DATETIME, stamp TIMESTAMP(2) NULL, code CHAR(3),
                    name VARCHAR(20), latin VARCHAR(9) CHARACTER SET latin1, note TEXT, hash BINARY(4),
                    octets VARBINARY(9), size ENUM('it''s', 'a,b', 'é'), tags SET('x', 'y''', 'z'), extra JSON,
                    twofold INT AS (small * 2) STORED
                )
                """)
            let records = [
                "18446744073709551615,true,-32768,7,1901,4095,-12345678901234567890.0123456789,5,3.4028235e38,2.2250738585072014e-308,"
                    + "1000-01-01,-838:59:59,9999-12-31T23:59:59.999999Z,2021-01-01 00:00:00,2038-01-19T03:14:07.99Z,a ,"
                    + " b ,ÿ€,line,0x00,0x,it's,z;x,{\"a\": 1}",
                "0,0,0,0,2155,0,0,0,0,-0.0,9999-12-31,00:00:00.001,1000-01-01T00:00:00Z,2021-12-31T23:30:00-05:00,"
                    + "1970-01-01T00:00:01Z,,,,,0x01020304,0x000000,é,x,[]",
                "1,false,8.0,00099999,2021,1,1000,1,0.1,0.1,2021-02-28,12:00,2021-01-01T12:00:00+05:30,2021-01-01T00:00:00Z,"
                    + "2021-01-01T00:00:00Z,abc,😀,é,\"a,b\",0xff,0xff,\"a,b\",y',\"null\"",
                "2" + String(repeating: ",", count: 23),
            ]
            let file = UploadedFile("everything", records.joined(separator: "\n").replacing("z;x", with: "\"z,x\""))
            let station = try LoadStation(database)
            let first = try station.load(file)
            #expect(first.sums == ["4/4/0/0/0"], "\(first["everything"].rejectsByField)")
            for choice in ["skip", "update"] {
                #expect(try station.load(file, options: ["on_duplicate": choice]).sums == ["4/0/0/4/0"])
            }
            #expect(try station.load(file)["everything"].rejectsByCode == ["already_in_table": 4])
            #expect(
                try database.rows(
                    "SELECT at, second, stamp, tags, price, bits + 0 FROM everything WHERE id < 2 ORDER BY id") == [
                        "1000-01-01 00:00:00.000000|2022-01-01 04:30:00|1970-01-01 00:00:01.00|x|0.0000000000|0",
                        "2021-01-01 06:30:00.000000|2021-01-01 00:00:00|2021-01-01 00:00:00.00|y'|1000.0000000000|1",
                    ])
        }

        @Test func backslashMember_GoesIn() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, e ENUM('a\\\\b', 'line\\nend'))")
            let result = try LoadStation(database).load(UploadedFile("t", "1,a\\b\n2,\"line\nend\"\n"))
            #expect(result.sums == ["2/2/0/0/0"])
        }

        @Test func updates_AreCounted_AndNothingElseChanges() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, a INT, kept INT DEFAULT 7)",
                "INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3), (9, 9, 9)")
            let file = UploadedFile("t", "id,a\n3,30\n2,2\n4,4\n1,10\n1,11\n")
            let result = try LoadStation(database).load(file, options: ["on_duplicate": "update"])
            #expect(result.sums == ["5/1/2/1/1"])
            #expect(result["t"].rejectsByCode == ["repeated_in_file": 1])
            #expect(try database.rows("SELECT * FROM t") == ["1|10|1", "2|2|2", "3|30|3", "4|4|7", "9|9|9"])
        }

        @Test func skip_TellsEqualFromDifferent() throws {
            let database = try ScratchDatabase(
                isMigrated: true, "CREATE TABLE t (id INT PRIMARY KEY, a INT)", "INSERT INTO t VALUES (1, 1), (2, 2)")
            let station = try LoadStation(database)
            let result = try station.load(UploadedFile("t", "1,1\n2,3\n3,3\n"), options: ["on_duplicate": "skip"])
            #expect(result.sums == ["3/1/0/1/1"])
            #expect(result["t"].rejectsByCode == ["differs_from_table": 1])
        }

        @Test func firstOtherwiseValidRecord_Wins() throws {
            let database = try ScratchDatabase(isMigrated: true)
            let file = UploadedFile("jobs", "2,first\n1,\n1,second\n1,third\n2,last\n")
            let result = try LoadStation(database).load(file)
            #expect(result.sums == ["5/2/0/0/3"])
            #expect(result["jobs"].rejectsByCode == ["missing": 1, "repeated_in_file": 2])
            #expect(try database.rows("SELECT * FROM jobs") == ["1|second", "2|first"])
        }

        @Test(
            arguments: [
                ("iso-8859-1", [0xE9], "é"), ("windows-1252", [0x80], "€"), ("windows-1252", [0xE9], "é"),
                ("iso-8859-1", [0x80], "\u{80}"),
            ] as [(String, [UInt8], String)])
        func encoding_IsConverted(_ encoding: String, _ bytes: [UInt8], _ text: String) throws {
            let database = try ScratchDatabase()
            let file = UploadedFile("jobs", Array("1,x".utf8) + bytes + Array("\n2,\n".utf8))
            let result = try LoadStation(database).load(file, options: ["encoding": encoding])
            #expect(result.sums == ["2/1/0/0/1"])
            #expect(try database.rows("SELECT job FROM jobs") == ["x\(text)"])
        }

        @Test func bytesOfAnotherEncoding_AreRejects_ThatComeBackWhole() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let bytes = Array("1,é\n2,caf".utf8) + [0xE9, 10] + Array("3,ok\n".utf8)
            let result = try station.load(UploadedFile("jobs", bytes))
            #expect(result.sums == ["3/2/0/0/1"])
            #expect(result["jobs"].rejectsByCode == ["bad_encoding": 1])
            let undefined = try station.load(
                UploadedFile("jobs", Array("4,x".utf8) + [0x81, 10]), options: ["encoding": "cp1252"])
            #expect(undefined["jobs"].rejectsByCode == ["bad_encoding": 1])
        }
    }
}
