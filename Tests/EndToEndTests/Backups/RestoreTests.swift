import Glibc
import MariaDB
import Synchronization
import Testing

extension EndToEndTests {
    struct RestoreTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        private func fill() throws {
            try stack.expectSuccess(
                stack.upload([
                    .file("departments", "1,A\n2,B\n"), .file("jobs", "1,C\n2,D\n"),
                    .file(
                        "hired_employees",
                        "1,Ada,2021-03-01T09:00:00Z,1,1\n2,Bob,2021-03-02T09:00:00Z,2,2\n3,Cy,2021-03-03T09:00:00Z,1,2\n"
                    ),
                ]))
        }

        @Test func child_ComesBackExactly() throws {
            try fill()
            let before = try stack.content("hired_employees")
            try stack.backUp("hired_employees")
            try stack.execute(
                "DELETE FROM `hired_employees` WHERE `id` = 1",
                "UPDATE `hired_employees` SET `name` = 'x' WHERE `id` = 2",
                "INSERT INTO `hired_employees` VALUES (9, 'new', '2022-01-01', 1, 1)")
            let changed = try stack.content("hired_employees")
            let restored = try stack.restore(#"{"table": "hired_employees"}"#).restores[0]
            #expect(try stack.content("hired_employees") == before)
            #expect(restored.rows == 3 && restored.table == "hired_employees")
            #expect(try stack.scratchTables().isEmpty)
            // What was replaced can be had back, too.
            let safety = try #require(restored.safety)
            #expect(try stack.listed("hired_employees").contains { $0.id == safety && $0.kind == "safety" })
            try stack.restore(#"{"table": "hired_employees", "backup": "\#(safety)", "safety": false}"#)
            #expect(try stack.content("hired_employees") == changed)
        }

        @Test func parent_IsRestoredInPlace() throws {
            try fill()
            let before = try stack.content("jobs")
            try stack.backUp("jobs")
            try stack.execute("UPDATE `jobs` SET `job` = 'x' WHERE `id` = 1", "INSERT INTO `jobs` VALUES (3, 'new')")
            try stack.restore(#"{"table": "jobs"}"#)
            #expect(try stack.content("jobs") == before)
            #expect(try stack.count("hired_employees") == 3)
        }

        @Test func parent_ThatChildrenNeed_IsNotTakenAway() throws {
            try fill()
            try stack.backUp("jobs")
            try stack.execute(
                "INSERT INTO `jobs` VALUES (3, 'new')",
                "INSERT INTO `hired_employees` VALUES (9, 'new', '2022-01-01', 1, 3)")
            let before = try stack.content("jobs")
            let answer = try stack.order("/restore", #"{"table": "jobs"}"#)
            try stack.expectProblem(answer, 409, "parents-missing")
            #expect(answer.text.contains("hired_employees"))
            #expect(try stack.content("jobs") == before)
            #expect(try stack.scratchTables().isEmpty)
        }

        @Test func child_WhoseParentsHaveGone_IsRefused() throws {
            try fill()
            try stack.backUp("hired_employees")
            try stack.execute("DELETE FROM `hired_employees`", "DELETE FROM `jobs` WHERE `id` = 2")
            try stack.expectProblem(
                stack.order("/restore", #"{"table": "hired_employees"}"#), 409, "parents-missing")
            #expect(try stack.count("hired_employees") == 0)
            #expect(try stack.scratchTables().isEmpty)
        }

        @Test func set_IsRestoredTogether() throws {
            try fill()
            let tables = ["departments", "jobs", "hired_employees"]
            let before = try tables.map(stack.content)
            try stack.backUp("*")
            try stack.emptyTables()
            try stack.expectSuccess(
                stack.upload([
                    .file("departments", "7,Z\n"), .file("jobs", "8,Y\n"),
                    .file("hired_employees", "1,Other,2021-03-01T09:00:00Z,7,8\n"),
                ]))
            let restored = try stack.restore(#"{"table": "*"}"#).restores
            #expect(restored.map(\.table).sorted() == tables.sorted())
            #expect(try tables.map(stack.content) == before)
            #expect(try stack.scratchTables().isEmpty)
        }

        @Test func dryRun_SaysWhatWouldBe_AndChangesNothing() throws {
            try fill()
            try stack.backUp("hired_employees")
            try stack.execute(
                "DELETE FROM `hired_employees` WHERE `id` = 1",
                "UPDATE `hired_employees` SET `name` = 'x' WHERE `id` = 2",
                "INSERT INTO `hired_employees` VALUES (9, 'new', '2022-01-01', 1, 1)")
            let before = try stack.content("hired_employees")
            let answer = try stack.restore(#"{"table": "hired_employees", "dry_run": true}"#)
            let restored = answer.restores[0]
            #expect(answer.dryRun && [restored.added, restored.removed, restored.changed] == [1, 1, 1])
            #expect(try stack.content("hired_employees") == before)
            #expect(try stack.scratchTables().isEmpty)
        }

        @Test func other_Table_IsMade() throws {
            try fill()
            try stack.backUp("hired_employees")
            let restored = try stack.restore(#"{"table": "hired_employees", "as": "salaries"}"#).restores[0]
            #expect(restored.method == "created" && restored.rows == 3)
            #expect(try stack.content("salaries") == stack.content("hired_employees"))
            try stack.expectProblem(
                stack.order("/restore", #"{"table": "hired_employees", "as": "salaries"}"#), 409, "table-exists")
        }

        @Test func droppedTable_IsMadeAnew() throws {
            try stack.asAdministrator { connection in
                try connection.execute("CREATE TABLE `salaries` (`id` INT PRIMARY KEY, `v` VARCHAR(10) COMMENT 'x')")
                try connection.execute("INSERT INTO `salaries` VALUES (1, 'a'), (2, NULL)")
            }
            let before = try stack.content("salaries")
            try stack.backUp("salaries")
            try stack.execute("DROP TABLE `salaries`")
            try stack.restore(#"{"table": "salaries"}"#)
            #expect(try stack.content("salaries") == before)
        }

        @Test func gainedColumn_IsFilledWithItsDefault_AndTold() throws {
            try stack.asAdministrator { connection in
                try connection.execute("CREATE TABLE `salaries` (`id` INT PRIMARY KEY, `v` VARCHAR(10))")
                try connection.execute("INSERT INTO `salaries` VALUES (1, 'a')")
            }
            try stack.backUp("salaries")
            try stack.execute(
                "ALTER TABLE `salaries` ADD COLUMN `w` INT NOT NULL DEFAULT 7 AFTER `id`, MODIFY `v` TEXT")
            let restored = try stack.restore(#"{"table": "salaries"}"#).restores[0]
            #expect(try stack.content("salaries") == [["1", "7", "a"]])
            #expect(restored.notes.contains { $0.contains("w") })
        }

        @Test func lostColumn_IsRefused() throws {
            try stack.asAdministrator { connection in
                try connection.execute("CREATE TABLE `salaries` (`id` INT PRIMARY KEY, `v` VARCHAR(10))")
                try connection.execute("INSERT INTO `salaries` VALUES (1, 'a')")
            }
            try stack.backUp("salaries")
            try stack.execute("ALTER TABLE `salaries` DROP COLUMN `v`")
            try stack.expectProblem(stack.order("/restore", #"{"table": "salaries"}"#), 409, "table-differs")
            #expect(try stack.content("salaries") == [["1"]])
        }

        @Test func narrowedColumn_IsRefused() throws {
            try stack.asAdministrator { connection in
                try connection.execute("CREATE TABLE `salaries` (`id` INT PRIMARY KEY, `v` VARCHAR(10))")
                try connection.execute("INSERT INTO `salaries` VALUES (1, 'abc')")
            }
            try stack.backUp("salaries")
            try stack.execute("DELETE FROM `salaries`", "ALTER TABLE `salaries` MODIFY `v` VARCHAR(2)")
            try stack.expectProblem(stack.order("/restore", #"{"table": "salaries"}"#), 409, "table-differs")
            #expect(try stack.count("salaries") == 0)
            #expect(try stack.scratchTables().isEmpty)
        }

        /// Readers see the old rows or the new ones, whatever the way in which they come.
        @Test(arguments: ["hired_employees", "jobs"])
        func readers_SeeOldOrNew(_ table: String) throws {
            let people = (1...20_000).map { "\($0),P\($0),2021-03-01T09:00:00Z,1,1\n" }.joined()
            try stack.expectSuccess(
                stack.upload([
                    .file("departments", "1,A\n"), .file("jobs", Text.named(1...20_000)),
                    .file("hired_employees", people),
                ]))
            try stack.backUp(table)
            try stack.execute("DELETE FROM `\(table)` WHERE `id` > 500")
            let restore = try stack.beginOrder("/restore", #"{"table": "\#(table)"}"#)
            var seen: Set<Int> = []
            while restore.child.isRunning { seen.insert(try stack.count(table)) }
            #expect(try restore.answer().status == 200)
            #expect(seen.isSubset(of: [500, 20_000]), "\(seen)")
            #expect(try stack.count(table) == 20_000)
        }
    }
}
