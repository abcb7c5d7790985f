import MariaDB
import Testing

extension MariaDBTests {
    struct ErrorTests {
        @Test(
            arguments: [
                (1213, "retry"), (1205, "retry"), (1412, "retry"), (1020, "retry"), (3572, "retry"), (1047, "retry"),
                (1290, "retry"), (2006, "lost"), (2013, "lost"), (2002, "lost"), (2003, "lost"), (2055, "lost"),
                (2056, "lost"), (1053, "lost"), (4031, "lost"), (1927, "lost"), (-1, "lost"), (1040, "wait"),
                (1226, "wait"), (1203, "wait"), (1062, "row"), (1451, "row"), (1452, "row"), (1406, "row"),
                (1264, "row"), (1265, "row"), (1292, "row"), (1366, "row"), (1048, "row"), (1364, "row"), (3819, "row"),
                (4025, "row"), (3140, "row"), (1644, "row"), (1114, "full"), (3675, "full"), (1021, "full"),
                (1317, "cancelled"), (3024, "cancelled"), (1969, "cancelled"), (1045, ""), (1064, ""), (2026, ""),
            ])
        func code_HasOneKind(_ code: Int, _ kind: String) {
            let error = MariaDBError(operation: "f", code: MariaDBErrorCode(rawValue: code), message: "m")
            #expect(error.isRetriable == (kind == "retry"))
            #expect(error.isConnectionLost == (kind == "lost"))
            #expect(error.isBackOff == (kind == "wait"))
            #expect(error.isRowFault == (kind == "row"))
            #expect(error.isDiskFull == (kind == "full"))
            #expect(error.isCancelled == (kind == "cancelled"))
        }

        @Test(arguments: [
            (1030, #"Got error 28 "No space left on device" from storage engine InnoDB"#, true),
            (1026, "Error writing file '/tmp/MY' (errno: 28 \"No space left on device\")", true),
            (1030, #"Got error 128 "x" from storage engine"#, false),
        ])
        func wrappedErrno28_IsDiskFull(_ code: Int, _ message: String, _ isFull: Bool) {
            let error = MariaDBError(operation: "f", code: MariaDBErrorCode(rawValue: code), message: message)
            #expect(error.isDiskFull == isFull)
        }

        @Test func names_AreUnquoted() {
            func error(_ code: Int, _ message: String) -> MariaDBError {
                MariaDBError(operation: "f", code: MariaDBErrorCode(rawValue: code), message: message)
            }
            let doubled = "… fails (`s`.`t`, CONSTRAINT `a``b` FOREIGN KEY (`c`) REFERENCES `p` (`id`))"
            #expect(error(1452, doubled).constraintName == "a`b")
            #expect(error(1366, "Incorrect value: 'x' for column `s`.`t`.`a``.b` at row 12").columnName == "a`.b")
            #expect(error(1366, "Incorrect value: 'x' for column `s`.`t`.`c` at row 12").rowNumber == 12)
            #expect(error(1292, "Truncated incorrect DOUBLE value: 'abc'").columnName == nil)
            #expect(error(1292, "Truncated incorrect DOUBLE value: 'abc'").publicMessage == "incorrect value")
            #expect(error(1062, "").keyName == nil)
            #expect(error(4025, "CONSTRAINT `a.b` failed for `s`.`t`").columnName == nil)
            #expect(error(1690, "BIGINT value is out of range in '5 - 6'").publicMessage.contains("1690"))
        }

        @Test func statementText_IsCut() {
            let sql = String(repeating: "é", count: 5000)
            let error = MariaDBError(operation: "f", code: .deadlock, message: "m", sql: sql)
            #expect((error.sql?.utf8.count ?? 0) <= MariaDBError.sqlLimitBytes + 6)
            #expect(error.sql?.hasPrefix("éé") == true)
        }

        @Test func settings_HideThePassword() {
            let settings = ConnectionSettings(user: "u", password: "hunter2", database: "d")
            var dumped = ""
            dump(settings, to: &dumped)
            for text in [settings.description, "\(settings)", String(reflecting: settings), dumped] {
                #expect(!text.contains("hunter2"))
            }
            #expect(settings.description == "u@127.0.0.1:3306/d")
        }

        @Test(arguments: [("t", "`t`"), ("a`b", "`a``b`"), ("", "``"), ("`", "````"), ("é 😀", "`é 😀`")])
        func identifier_IsQuoted(_ name: String, _ quoted: String) {
            #expect(Connection.quoteIdentifier(name) == quoted)
        }
    }
}
