import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// `wharf load`: the same pipeline as `POST /upload`, without HTTP.
    struct LoadCommandTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let people = "1,Ada,2021-03-01T09:00:00Z,1,1\n2,,2021-03-01T09:00:00Z,1,1\n3,Max,2021-02-30,1,9\n"

        /// Less what differs from one load to the next.
        private func plain(_ receipt: Receipt) -> Receipt {
            var plain = receipt
            (plain.id, plain.source, plain.by, plain.rejectsUrl) = ("", "", "", "")
            (plain.startedAt, plain.finishedAt, plain.seconds) = ("", nil, [:])
            return plain
        }

        private func plain(_ error: RowError) -> RowError {
            var plain = error
            plain.load = nil
            return plain
        }

        /// A receipt tells of earlier loads of the same file.
        private func forgetLoads() throws { try stack.execute("DELETE FROM `wharf_loads`") }

        @Test func json_IsWhatUploadAnswers() throws {
            let parts: [Part] = [
                .file("hired_employees", people), .file("departments", "1,A\n"), .file("jobs", "1,B\n"),
            ]
            try forgetLoads()
            let uploaded = try stack.upload(parts).json(UploadAnswer.self)
            try stack.emptyTables()
            try forgetLoads()
            let files = try parts.map { try stack.named("\($0.name).csv", $0.content) }
            let outcome = try Command(stack, ["load", "--json"] + files).outcome()
            let loaded = try outcome.json(UploadAnswer.self)
            #expect(outcome.status == 1 && outcome.errors.isEmpty)
            #expect(loaded.status == "SUCCESS")
            #expect(loaded.loads.map(plain) == uploaded.loads.map(plain))
            #expect(loaded.errors?.map(plain) == uploaded.errors?.map(plain) && loaded.errors?.count == 3)
            #expect(Set(loaded.loads.map(\.source)) == ["command"])
            let user = String(cString: getpwuid(getuid()).pointee.pw_name)
            #expect(Set(loaded.loads.map(\.by)) == [user])
            for receipt in loaded.loads { try stack.expectClosed(receipt) }
            let rejects = try stack.rejects(loaded.loads[0].id)
            #expect(rejects.map(\.line) == [2, 3] && rejects[1].text == "3,Max,2021-02-30,1,9")
        }

        @Test func refusal_IsTheProblemDocument() throws {
            let file = try stack.named("departments.csv", "1,\n")
            let outcome = try stack.command("load", "--json", file)
            let problem = try outcome.json(ProblemDocument.self)
            #expect(outcome.status == 65 && problem.type == "/problems/nothing-loaded" && problem.status == 422)
            #expect(problem.loads?.map(\.sum) == [[1, 0, 0, 0, 1]])
            #expect(outcome.errors == "wharf: \(problem.detail)\n")
            try stack.expectClosed(#require(problem.loads?.first))
        }

        @Test func standardInput_IsRead_PlainOrPacked() throws {
            let text = "id\tdepartment\n1\tA\n2\tB\n"
            let plain = try stack.scratch("plain", Array(text.utf8))
            let packed = try stack.scratch("packed", stack.gzip(Array("3,C\n".utf8)))
            let lines = try stack.scratch("lines", Array("{\"id\": 4, \"department\": \"D\"}\n".utf8))
            #expect(try stack.command("load", "-", "--table", "Department", input: plain).status == 0)
            #expect(try stack.command("load", "-", "--table", "departments", input: packed).status == 0)
            let last = try stack.command("load", "-", "--table", "departments", "--format", "ndjson", input: lines)
            #expect(last.status == 0 && last.output.hasPrefix("departments: done\n"))
            #expect(try stack.count("departments") == 4)
            #expect(try stack.command("load", "-", input: plain).status == 64)
            #expect(try stack.command("load", "-", "--table", "pets", input: plain).status == 66)
        }

        @Test func folder_IsOneRequest() throws {
            let file = try stack.named("hired_employees.csv.gz", stack.gzip(Array(people.utf8)))
            let folder = String(file.dropLast("/hired_employees.csv.gz".count))
            try writeFile("\(folder)/departments.csv", Array("1,A\n".utf8))
            try writeFile("\(folder)/job.ndjson", Array("{\"id\": 1, \"job\": \"B\"}\n".utf8))
            try writeFile("\(folder)/notes.txt", Array("nothing\n".utf8))
            let outcome = try stack.command("load", folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors == "skipped: \(folder)/notes.txt names no table\n")
            #expect(try stack.counts() == [1, 1, 1])
            let sql = "SELECT `request_id` FROM `wharf_loads` ORDER BY `id` DESC LIMIT 3"
            #expect(Set(try stack.query(sql).map { $0[0].string }).count == 1)
        }

        @Test func exitStatuses_TellWhatHappened() throws {
            let good = try stack.named("departments.csv", "1,A\n2,B\n")
            let some = try stack.named("departments.csv", "1,A\n3,C\n")
            let dry = try stack.command("load", good, "--dry-run")
            #expect(dry.status == 0 && dry.output.contains("departments: done (dry run)"))
            #expect(try stack.count("departments") == 0)
            #expect(try stack.command("load", good).status == 0)
            #expect(try stack.command("load", some, "--max-rejects", "0").status == 65)
            #expect(try stack.command("load", good).status == 65)
            #expect(try stack.command("load", some).status == 1)
            #expect(try stack.command("load", some, "--on-duplicate", "skip").status == 0)
            #expect(try stack.command("load", "/nowhere/departments.csv").status == 66)
            #expect(try stack.command("load").status == 64)
            #expect(try stack.command("load", good, "--on-duplicate", "maybe").status == 64)
            let absent = try Command(stack, ["load", good], ["DB_SOCKET": "/nowhere/mysqld.sock"]).outcome()
            #expect(absent.status == 69 && absent.output.isEmpty && absent.errors.contains("cannot be reached"))
            #expect(try stack.count("departments") == 3)
        }

        @Test func rejects_AreCorrectedAndLoadedAgain() throws {
            let file = try stack.named("departments.csv", "1,A\n2,\n")
            let first = try stack.command("load", file, "--json").json(UploadAnswer.self)
            let id = try #require(first.loads.first?.id)
            let csv = try stack.command("rejects", id)
            let answer = try stack.get("/loads/\(id)/rejects", "-H", "Accept: text/csv")
            #expect(csv.status == 0 && csv.output == answer.text)
            let document = try stack.command("rejects", id, "--json").json(RejectPage.self)
            #expect(document.rejects.map(\.line) == [2] && document.load == id)
            let corrected = try stack.scratch("rejects.csv", Array(csv.output.replacing(",2,", with: ",2,B").utf8))
            #expect(try stack.command("load", corrected, "--table", "departments").status == 0)
            #expect(try stack.count("departments") == 2)
            let list = try stack.command("loads", "--table", "departments", "--limit", "2", "--json")
            #expect(try list.json(LoadPage.self).loads.last?.id == id)
            #expect(try stack.command("loads", id).output.hasPrefix("departments: done\n"))
            #expect(try stack.command("loads", "nope").status == 66)
            #expect(try stack.command("rejects", "nope").status == 66)
        }

        /// A bar on a terminal, which `script` makes; nothing elsewhere.
        @Test func bar_IsOnATerminalOnly() throws {
            let file = try stack.named("departments.csv", Text.named(1...20_000))
            let typescript = stack.scratchPath("typescript")
            let line = "stty cols 120; exec \(try #require(Stack.program)) load \(file)"
            let child = try ChildProcess(
                ["script", "--quiet", "--return", "--command", line, typescript],
                environment: stack.programEnvironment.merging(["SHELL": "/bin/sh"]) { $1 })
            #expect(child.wait() == 0)
            let shown = String(decoding: try readFile(typescript), as: UTF8.self)
            #expect(shown.contains("reading departments.csv [") && shown.contains(" MB, "))
            #expect(shown.contains(" rows, 0 rejects"))
            #expect(shown.contains("rejected                0"))
            #expect(try stack.command("load", file, "--on-duplicate", "skip").errors.isEmpty)
        }

        /// The file is streamed: a million rows cost no more than a thousand.
        @Test(.timeLimit(.minutes(5)))
        func largeFile_StaysWithinMemory() throws {
            let folder = stack.scratchPath("sample")
            try #require(mkdir(folder, 0o700) == 0)
            _ = try Wharf.sample(["--rows", "1000000", "--seed", "3", "--rejects", "0.01"], into: folder)
            unlink("\(folder)/sample.log")
            let command = try Command(stack, ["load", folder, "--json"])
            #expect(try command.peakBytes() < Stack.memoryBound(megabytes: 64))
            let outcome = try command.outcome()
            let loads = try outcome.json(UploadAnswer.self).loads
            #expect(outcome.status == 1 && loads.first { $0.table == "hired_employees" }?.read == 1_000_000)
            for name in namesIn(folder) { unlink("\(folder)/\(name)") }
        }
    }
}
