import Foundation
import MariaDB
import Testing

/// The program of others that writes Avro files.
private enum Foreigner {
    static let python = ProcessInfo.processInfo.environment["WHARF_TEST_PYTHON"]
}

extension EndToEndTests {
    /// Files of other programs in the bucket's folder `incoming/`.
    @Suite(.enabled(if: Foreigner.python != nil, "WHARF_TEST_PYTHON names no Python with fastavro"))
    struct IncomingTests {
        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
            try FileManager.default.createDirectory(
                atPath: "\(stack.bucket)/incoming", withIntermediateDirectories: true)
            try stack.expectSuccess(stack.upload([.file("departments", "1,A\n2,B\n"), .file("jobs", "1,C\n2,D\n")]))
        }

        /// - Returns: the path of a file that fastavro wrote into the folder.
        private func write(_ kind: String, as name: String) throws -> String {
            let tests = URL(fileURLWithPath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            let path = "\(stack.bucket)/incoming/\(name)"
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(Foreigner.python))
            process.arguments = [tests.appendingPathComponent("Support/avro/foreign.py").path, kind, path]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            return path
        }

        private func load(_ table: String, _ file: String, _ more: String = "") throws -> Answer {
            try stack.order("/restore", #"{"table": "\#(table)", "file": "\#(file)"\#(more)}"#)
        }

        private func loaded(_ answer: Answer, location: SourceLocation = #_sourceLocation) throws -> Receipt {
            try #require(answer.status == 200, "\(answer.text)", sourceLocation: location)
            let receipt = try answer.json(BulkAnswer.self).load
            try stack.expectClosed(receipt, sourceLocation: location)
            return receipt
        }

        @Test func file_IsLoaded_UnderTheChecksOfALoad() throws {
            defer { unlink("\(stack.bucket)/incoming/hires 2021.avro") }
            _ = try write("hires", as: "hires 2021.avro")
            let answer = try load("hired_employees", "hires 2021.avro")
            let receipt = try loaded(answer)
            #expect(receipt.sum == [5, 2, 0, 0, 3] && receipt.file.name == "hires 2021.avro")
            #expect(
                try stack.content("hired_employees") == [
                    ["1", "Zoë 😀", "2021-03-01 09:30:00.250000", "1", "1"],
                    ["5", "Bob", "2021-03-01 09:30:00.250000", "2", "2"],
                ])
            let errors = try #require(try answer.json(BulkAnswer.self).errors)
            #expect(errors.map(\.field) == ["name", "department_id", "job_id"])
            #expect(errors.map(\.line) == [2, 3, 4])
            // The same file again adds nothing.
            let again = try loaded(load("hired_employees", "hires 2021.avro", #", "on_duplicate": "skip""#))
            #expect(again.sum == [5, 0, 0, 2, 3])
            #expect(try stack.count("hired_employees") == 2)
        }

        @Test func file_WithTooManyRejects_ChangesNothing() throws {
            defer { unlink("\(stack.bucket)/incoming/hires.avro") }
            _ = try write("hires", as: "hires.avro")
            let answer = try load("hired_employees", "hires.avro", #", "max_rejects": 2"#)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(try stack.count("hired_employees") == 0)
        }

        @Test func logicalTypes_AreUnderstood() throws {
            try stack.asAdministrator { connection in
                _ = try connection.execute(
                    """
                    CREATE TABLE `salaries` (`id` INT PRIMARY KEY, `amount` DECIMAL(20,3), `since` DATE, `at` TIME(1),
                        `changed` DATETIME(6), `share` DOUBLE, `kind` ENUM('MONTHLY','HOURLY'), `photo` VARBINARY(9),
                        `is_open` TINYINT(1))
                    """)
            }
            defer { unlink("\(stack.bucket)/incoming/salaries.avro") }
            _ = try write("salaries", as: "salaries.avro")
            let receipt = try loaded(load("salaries", "salaries.avro"))
            #expect(receipt.sum == [2, 2, 0, 0, 0])
            let rows = try stack.query("SELECT *, HEX(`photo`) FROM `salaries` ORDER BY `id`").map { row in
                [0, 1, 2, 3, 4, 5, 6, 9, 8].map { row[$0].string }
            }
            #expect(
                rows == [
                    ["1", nil, nil, nil, nil, nil, "MONTHLY", nil, "0"],
                    [
                        "2", "-1234567890.125", "1969-12-31", "23:59:59.5", "9999-12-31 23:59:59.000001", "0.1",
                        "HOURLY", "00FF", "1",
                    ],
                ])
        }

        /// Whatever is cut off or changed, no row of the file goes in.
        @Test(arguments: ["cut", "half", "flipped", "text", "empty"])
        func damagedFile_IsRefused(_ damage: String) throws {
            defer { unlink("\(stack.bucket)/incoming/hires.avro") }
            let path = try write("hires", as: "hires.avro")
            var bytes = try readFile(path)
            switch damage {
            case "cut": bytes.removeLast()
            case "half": bytes.removeLast(bytes.count / 2)
            case "flipped": bytes[bytes.count - 1] ^= 1
            case "text": bytes = Array("id,name\n1,Ada\n".utf8)
            default: bytes = []
            }
            try writeFile(path, bytes)
            let answer = try load("hired_employees", "hires.avro")
            try stack.expectProblem(answer, 415, "not-avro")
            #expect(try stack.count("hired_employees") == 0)
        }

        @Test func otherNames_AreRefused() throws {
            try stack.expectProblem(load("hired_employees", "none.avro"), 404, "unknown-backup")
            for name in ["../x.avro", ".x", "a/b.avro", "/etc/passwd"] {
                try stack.expectProblem(load("hired_employees", name), 400, "bad-document")
            }
            try stack.expectProblem(load("none", "none.avro"), 404, "unknown-table")
        }

        /// The folder of foreign files holds no backups.
        @Test func folder_IsNoBackup() throws {
            defer { unlink("\(stack.bucket)/incoming/hires.avro") }
            _ = try write("hires", as: "hires.avro")
            #expect(try stack.get("/backups").json(BackupPage.self).backups.isEmpty)
            try stack.expectProblem(stack.order("/restore", #"{"table": "hired_employees"}"#), 404, "unknown-backup")
        }
    }
}
