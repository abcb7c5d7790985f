import Bucket
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Keys and rules of the tables that are restored and of those around them.
    struct RestoreRuleTests {
        /// A child that is there already makes a restore rewrite its parent.
        private func addChild(of table: String, _ station: BackupStation, key: String = "id") throws {
            try station.execute(
                "CREATE TABLE `child` (`id` INT PRIMARY KEY, `p` INT, FOREIGN KEY (`p`) REFERENCES `\(table)` (`\(key)`))"
            )
        }

        @Test(arguments: [false, true])
        func uniqueValues_AreExchanged(_ isRewritten: Bool) throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `u` INT UNIQUE, `w` VARCHAR(9) UNIQUE)",
                "INSERT INTO `t` VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, 'c'), (4, 40, NULL)")
            if isRewritten { try addChild(of: "t", station, key: "u") }
            let before = try station.database.rows("SELECT * FROM `t` ORDER BY `id`")
            try station.backUp("t")
            try station.execute(
                "UPDATE `t` SET `u` = NULL, `w` = NULL",
                "UPDATE `t` SET `u` = 20, `w` = 'c' WHERE `id` = 1",
                "UPDATE `t` SET `u` = 10, `w` = 'a' WHERE `id` = 2",
                "INSERT INTO `t` VALUES (9, 40, 'B')")
            let restored = try station.restore("t")
            #expect(restored.method == (isRewritten ? .rewritten : TestServer.swapped))
            #expect(try station.database.rows("SELECT * FROM `t` ORDER BY `id`") == before)
        }

        /// Twice, as names of constraints go to and fro.
        @Test func tableThatRefersToItself_ComesBack_WithItsKey() throws {
            let station = try BackupStation(
                """
                CREATE TABLE `tree` (`id` INT PRIMARY KEY, `parent` INT, `v` INT,
                    CONSTRAINT `up` FOREIGN KEY (`parent`) REFERENCES `tree` (`id`) ON DELETE CASCADE)
                """, "INSERT INTO `tree` VALUES (1, NULL, 1), (2, 1, 2), (3, 2, 3), (5, 5, 5)")
            let before = try station.database.rows("SELECT * FROM `tree` ORDER BY `id`")
            try station.backUp("tree")
            for _ in 0..<2 {
                try station.execute("DELETE FROM `tree` WHERE `id` = 1", "INSERT INTO `tree` VALUES (8, 5, 8)")
                #expect(try station.restore("tree").method == TestServer.swapped)
                #expect(try station.database.rows("SELECT * FROM `tree` ORDER BY `id`") == before)
                #expect(throws: MariaDBError.self) { try station.execute("INSERT INTO `tree` VALUES (9, 77, 0)") }
            }
            let definition = try TableDefinition(of: "tree", connection: station.database.connection)
            #expect(
                definition.foreignKeys.map(\.text).first?.contains("REFERENCES `tree` (`id`) ON DELETE CASCADE") == true
            )
        }

        @Test func tableThatRefersToItself_IsRewritten_WhereOthersReferToIt() throws {
            let station = try BackupStation(
                """
                CREATE TABLE `tree` (`id` INT PRIMARY KEY, `parent` INT, `v` INT,
                    CONSTRAINT `up` FOREIGN KEY (`parent`) REFERENCES `tree` (`id`) ON DELETE CASCADE)
                """, "INSERT INTO `tree` VALUES (1, NULL, 1), (2, 1, 2), (3, 2, 3)")
            try addChild(of: "tree", station)
            try station.execute("INSERT INTO `child` VALUES (1, 3)")
            let before = try station.database.rows("SELECT * FROM `tree` ORDER BY `id`")
            try station.backUp("tree")
            try station.execute("UPDATE `tree` SET `v` = 0, `parent` = NULL", "INSERT INTO `tree` VALUES (8, 3, 8)")
            #expect(try station.restore("tree").method == .rewritten)
            #expect(try station.database.rows("SELECT * FROM `tree` ORDER BY `id`") == before)
        }

        /// 'a' and 'A ' are one key and two texts.
        @Test(arguments: [false, true])
        func keyOfTextAndNumber_ComesBack_ByItsOctets(_ isRewritten: Bool) throws {
            let station = try BackupStation(
                """
                CREATE TABLE `t` (`name` VARCHAR(20) COLLATE utf8mb4_general_ci, `n` DECIMAL(5,1), `v` TEXT,
                    PRIMARY KEY (`name`, `n`))
                """,
                "INSERT INTO `t` VALUES ('a', 1, 'x'), ('ä', 2, 'y'), ('b ', -1, 'z'), ('', 0, ''), ('ß', 0.5, NULL)")
            if isRewritten {
                try station.execute(
                    """
                    CREATE TABLE `child` (`id` INT PRIMARY KEY, `name` VARCHAR(20) COLLATE utf8mb4_general_ci,
                        `n` DECIMAL(5,1), FOREIGN KEY (`name`, `n`) REFERENCES `t` (`name`, `n`) ON DELETE SET NULL)
                    """, "INSERT INTO `child` VALUES (1, 'A', 1), (2, NULL, 3)")
            }
            let content = "SELECT HEX(`name`), `n`, HEX(`v`) FROM `t` ORDER BY `name`, `n`"
            let before = try station.database.rows(content)
            let manifest = try station.backUp("t")
            #expect(manifest.firstKey == ["", "0.0"])
            try station.execute(
                "SET SESSION foreign_key_checks = 0", "UPDATE `t` SET `name` = 'A ' WHERE `name` = 'a' AND `n` = 1",
                "DELETE FROM `t` WHERE `name` = 'ß'",
                "UPDATE `t` SET `name` = 'B' WHERE `name` = 'b'", "INSERT INTO `t` VALUES ('a', 7, 'new')")
            let restored = try station.restore("t")
            #expect(restored.method == (isRewritten ? .rewritten : TestServer.swapped))
            #expect(try station.database.rows(content) == before)
            if isRewritten {
                #expect(try station.database.rows("SELECT * FROM `child` ORDER BY `id`") == ["1|A|1.0", "2|~|3.0"])
            }
        }

        /// A parent is restored under its children without one of them noticing.
        @Test(arguments: ["CASCADE", "SET NULL"])
        func children_AreNotTouched_HereOrElsewhere(_ rule: String) throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` INT)",
                "INSERT INTO `t` SELECT `n`, 1 FROM \(numbers(to: 100))")
            let other = try ScratchDatabase(isMigrated: false)
            let here = try station.database.rows("SELECT DATABASE()")[0]
            for (connection, parent) in [(station.database.connection, "`t`"), (other.connection, "`\(here)`.`t`")] {
                try connection.execute(
                    """
                    CREATE TABLE `child` (`id` INT PRIMARY KEY, `p` INT,
                        FOREIGN KEY (`p`) REFERENCES \(parent) (`id`) ON DELETE \(rule) ON UPDATE \(rule))
                    """)
                try connection.execute("INSERT INTO `child` SELECT `n`, `n` FROM \(numbers(to: 50))")
            }
            defer { _ = try? other.connection.execute("DROP TABLE `child`") }
            try station.backUp("t")
            try station.execute(
                "UPDATE `t` SET `v` = 2", "DELETE FROM `t` WHERE `id` > 60", "INSERT INTO `t` VALUES (500, 5)")
            #expect(try station.restore("t").method == .rewritten)
            #expect(try station.database.rows("SELECT COUNT(*), SUM(`v`), MAX(`id`) FROM `t`") == ["100|100|100"])
            for database in [station.database, other] {
                #expect(try database.rows("SELECT COUNT(*), SUM(`p` = `id`) FROM `child`") == ["50|50"])
            }
            // A child elsewhere keeps its parent, too.
            try station.execute("INSERT INTO `t` VALUES (501, 5)")
            try other.connection.execute("INSERT INTO `child` VALUES (99, 501)")
            try station.expectRefusal(RestoreOrder(table: "t"), .parentsMissing)
            #expect(try station.database.count("t") == 101)
        }

        @Test func child_WhoseParentElsewhereHasGone_IsRefused() throws {
            let other = try ScratchDatabase(
                isMigrated: false, "CREATE TABLE `t` (`id` INT PRIMARY KEY)", "INSERT INTO `t` VALUES (1), (2)")
            let there = try other.rows("SELECT DATABASE()")[0]
            let station = try BackupStation(
                """
                CREATE TABLE `child` (`id` INT PRIMARY KEY, `p` INT,
                    FOREIGN KEY (`p`) REFERENCES `\(there)`.`t` (`id`))
                """, "INSERT INTO `child` VALUES (1, 1), (2, 2), (3, NULL)")
            defer { _ = try? station.execute("DROP TABLE IF EXISTS `child`") }
            try station.backUp("child")
            try station.execute("DELETE FROM `child` WHERE `id` = 2")
            #expect(try station.restore("child").method == TestServer.swapped)
            #expect(try station.database.count("child") == 3)
            try station.execute("DELETE FROM `child` WHERE `id` = 2")
            try other.connection.execute("DELETE FROM `t` WHERE `id` = 2")
            try station.expectRefusal(RestoreOrder(table: "child"), .parentsMissing)
            #expect(try station.database.rows("SELECT `id` FROM `child` ORDER BY `id`") == ["1", "3"])
            try station.execute("DROP TABLE `child`")
            try station.expectRefusal(RestoreOrder(table: "child"), .parentsMissing)
            #expect(throws: MariaDBError.self) { try station.database.count("child") }
        }

        @Test func triggers_AreRefused() throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY)", "INSERT INTO `t` VALUES (1)",
                "CREATE TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.`id` = NEW.`id` + 1")
            try station.backUp("t")
            try station.execute("DELETE FROM `t`")
            try station.expectRefusal(RestoreOrder(table: "t"), .tableDiffers)
            #expect(try station.database.count("t") == 0)
        }

        /// Keys that were given since are not given again.
        @Test func nextKey_StaysWhatItIs() throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY AUTO_INCREMENT, `v` INT)", "INSERT INTO `t` VALUES (1, 1)")
            try station.backUp("t")
            try station.execute("INSERT INTO `t` VALUES (900, 1)")
            try station.restore("t")
            try station.execute("INSERT INTO `t` (`v`) VALUES (2)")
            #expect(try station.database.rows("SELECT `id` FROM `t`") == ["1", "901"])
        }

        /// A definition that this server does not run is a matter of the backup, not of the server.
        @Test func definition_ThatTheServerDoesNotKnow_IsRefused() throws {
            let station = try BackupStation("CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` VARCHAR(9))")
            var manifest = try station.backUp("t")
            try station.execute("DROP TABLE `t`")
            try station.catalogue.remove(manifest.name)
            manifest.ddl =
                "CREATE TABLE `t` (\n  `id` int(11) NOT NULL,\n  `v` varchar(9) DEFAULT NULL,\n  "
                + "PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=no_such_collation"
            try station.bucket.bucket.write(manifest.file, [])
            try station.catalogue.add(manifest)
            try station.expectRefusal(RestoreOrder(table: "t"), .tableDiffers)
        }
    }
}
