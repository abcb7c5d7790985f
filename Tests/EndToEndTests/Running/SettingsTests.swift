import FoundationEssentials
import Glibc
import Testing

extension EndToEndTests {
    /// Settings from the outside: what the program prints, where it stops, and what a reload changes.
    @Suite(.oneResponder)
    struct SettingsTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// Runs the program with these settings on top of the stack's; an empty one takes the stack's away.
        private func wharf(
            _ arguments: [String], _ settings: [String: String] = [:]
        ) throws -> (status: Int32, output: String) {
            let output = stack.scratchPath("wharf")
            let environment = stack.programEnvironment.merging(settings) { $1 }
            let child = try ChildProcess([Stack.program ?? ""] + arguments, environment: environment, output: output)
            return (child.wait(), String(decoding: try readFile(output), as: UTF8.self))
        }

        @Test(
            arguments: [
                ["serve", "--socket", "/nowhere/s"], ["migrate"], ["token", "list"], ["backup", "jobs"], ["backups"],
                ["load", "jobs.csv"], ["loads"], ["rejects", "x"], ["status"],
                ["prune"], ["report", "list"], ["config"], ["check"], ["grant"],
            ])
        func wrongSetting_StopsEveryCommand_WithOneLine(_ command: [String]) throws {
            let (status, output) = try wharf(command, ["WHARF_WORKERS": "many"])
            #expect(status == 78)
            #expect(output == "wharf: WHARF_WORKERS (environment) takes threads, 1 to 1024, not 'many'\n")
        }

        @Test func serviceThatCannotStart_SaysWhyInItsLog() throws {
            let socket = stack.scratchPath("s.sock")
            let (status, output) = try wharf(["serve", "--socket", socket], ["DB_SOCKET": "/nowhere/mysqld.sock"])
            #expect(status == 1)
            #expect(output.contains("\"level\":\"critical\",\"message\":\"the service does not start\""))
            #expect(output.contains("2002") && output.count { $0 == "\n" } == 1)
            #expect(access(socket, F_OK) != 0)
        }

        @Test func fileOfSettings_IsReadByOptionAndByVariable() throws {
            let file = try stack.scratch("wharf.env", Array("# mine\nWHARF_DRAIN = '7'\n".utf8))
            for (arguments, settings) in [(["--env-file", file], [:]), ([], ["WHARF_ENV_FILE": file])] {
                let (status, output) = try wharf(["config"] + arguments, settings)
                #expect(status == 0, "\(output)")
                let line = output.split(separator: "\n").first { $0.hasPrefix("WHARF_DRAIN ") } ?? ""
                #expect(line.contains(" 7 ") && line.hasSuffix("\(file), line 2"))
            }
            try writeFile(file, Array("WHARF_DRAIN=7\nWHARF_DRIAN=7\n".utf8))
            let (status, output) = try wharf(["config", "--env-file", file])
            #expect(status == 78)
            #expect(
                output == "wharf: \(file), line 2: there is no setting WHARF_DRIAN; 'wharf config' lists them\n")
        }

        @Test func password_ComesFromAFile_AndIsNowhere() throws {
            let password = try #require(stack.programEnvironment["DB_PASS"])
            let file = try stack.scratch("db_pass", Array("\(password)\n".utf8))
            let settings = ["DB_PASS": "", "DB_PASS_FILE": file]
            #expect(try wharf(["token", "list"], settings).status == 0)
            for arguments in [["config"], ["config", "--json"], ["check"], ["check", "--json"], ["grant"]] {
                let (status, output) = try wharf(arguments, settings)
                #expect(status == 0, "\(output)")
                #expect(!output.contains(password))
            }
            #expect(try wharf(["config"], settings).output.contains("(set)"))
        }

        @Test func check_IsWellOnTheStack_AndSaysWhatIsNot() throws {
            let (status, output) = try wharf(["check", "--socket", "\(stack.path)/run/wharf.sock"])
            #expect(status == 0, "\(output)")
            #expect(!output.contains("FAILED"))
            let broken = try wharf(["check", "--json"], ["DB_PASS": "wrong"])
            #expect(broken.status == 1)
            #expect(broken.output.contains("\"status\" : \"FAILED\""))
            #expect(try wharf(["grant", "bi", "--user", "bi=o'x"]).output.contains("TO 'o\\'x'@'%';"))
        }

        @Test func hangUp_ChangesWhatCanChange() throws {
            let document = #"{"table":"departments","data":[[1,"A"]]}"#
            let file = try stack.scratch("wharf.env", Array("WHARF_BULK_LIMIT=1M\n".utf8))
            try stack.withResponder(["WHARF_ENV_FILE": file]) {
                let pid = try stack.pid(of: "wharf")
                #expect(try stack.bulk(document).status == 200)
                try reload(file, "WHARF_BULK_LIMIT=10\nWHARF_WORKERS=3\n", pid, expecting: "WHARF_BULK_LIMIT")
                #expect(try stack.bulk(document).status == 413)
                #expect(try stack.logs().contains("\"need_restart\":[\"WHARF_WORKERS\"]"))
                try reload(file, "WHARF_BULK_LIMIT=ten\n", pid, expecting: "the settings stay as they were")
                #expect(try stack.bulk(document).status == 413)
                try reload(file, "WHARF_LOG_LEVEL=error\n", pid, expecting: "\"WHARF_LOG_LEVEL\"")
                let lines = try stack.logs().split(separator: "\n").count { $0.contains("\"message\":\"request\"") }
                #expect(try stack.bulk(document).status == 422)
                #expect(
                    try stack.logs().split(separator: "\n").count { $0.contains("\"message\":\"request\"") } == lines)
                #expect(try stack.pid(of: "wharf") == pid)
            }
        }

        private func reload(_ file: String, _ text: String, _ pid: pid_t, expecting line: String) throws {
            try writeFile(file, Array(text.utf8))
            try #require(kill(pid, SIGHUP) == 0)
            try eventually("the line of the reload") { try stack.logs().contains(line) }
        }

        @Test func everyLineOfTheLog_IsAnObject_AndTellsOfLoads() throws {
            let answer = try stack.upload(
                [.file("departments", "1,A\n2,\n")], "", ["-H", "X-Request-Id: log-of-loads-1"])
            let receipt = try #require(stack.expectSuccess(answer).first)
            let log = "\(stack.path)/log/wharf.log"
            let line = try eventually("the line of the request") { () -> LogLine? in
                try lines(log).first { $0.requestId == "log-of-loads-1" && $0.message == "request" }
            }
            #expect(line.loadIds == [receipt.id])
            #expect(line.rows == 2 && line.rejected == 1 && line.status == 200)
            #expect(line.route == "/upload" && line.method == "POST" && line.by == "development")
            #expect(line.time.hasSuffix("Z") && line.time.count == 27)
        }

        private struct LogLine: Decodable {
            let time: String
            let level: String
            let message: String
            let requestId: String?
            let route: String?
            let method: String?
            let by: String?
            let status: Int?
            let loadIds: [String]?
            let rows: Int?
            let rejected: Int?
        }

        private func lines(_ path: String) throws -> [LogLine] {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try readFile(path).split(separator: UInt8(ascii: "\n")).map {
                try decoder.decode(LogLine.self, from: Data($0))
            }
        }
    }
}
