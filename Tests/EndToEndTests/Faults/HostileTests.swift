import Glibc
import Testing

extension EndToEndTests.FaultTests {
    /// Clients that mean no good: they are told so, and nobody else hears of it.
    struct HostileTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test(arguments: Hostility.all)
        func request_IsRefused_OrTakenForWhatItIs(_ hostility: Hostility) throws {
            let books = try Books(stack)
            let path = try stack.scratch("hostile", hostility.body)
            let arguments = ["-H", "Content-Type: \(hostility.type)", "-H", "Expect:", "--data-binary", "@\(path)"]
            let answer = try stack.curl(hostility.path, arguments)
            switch hostility.expectation {
            case .refused(let status, let type):
                try stack.expectProblem(answer, status, type)
                #expect(try stack.counts() == [0, 0, 0])
            case .taken(let sum):
                let receipt = try stack.receipt(#require(try stack.newestLoad()))
                #expect(answer.status == 200 && receipt.sum == sum, "\(answer.text)")
            case .rejected(let code):
                let problem = try stack.expectProblem(answer, 422, "nothing-loaded")
                #expect(problem.loads?.first?.rejectsByCode == [code: 1], "\(answer.text)")
            }
            #expect(try stack.get("/healthz").status == 200)
            try books.expectClosed(["departments"])
        }

        private static let years = [
            "10000-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "0000-00-00T00:00:00Z",
            "+292277026596-12-04T15:30:08Z", "2021-02-30T00:00:00Z", "2021-01-01T00:00:00+99:99",
        ]

        @Test func yearBeyondAll_IsAReject() throws {
            let books = try Books(stack)
            let rows = Self.years.enumerated().map { "\($0.offset + 1),A,\($0.element),1,1\n" }.joined()
            let answer = try stack.upload([
                .file("departments", "1,A\n"), .file("jobs", "1,A\n"), .file("hired_employees", rows),
            ])
            let receipts = try stack.expectSuccess(answer)
            #expect(receipts.last?.sum == [Self.years.count, 0, 0, 0, Self.years.count])
            for year in ["99999", "-1", "0", "18446744073709551616", "２０２１", "2021%00"] {
                try stack.expectProblem(stack.get("/hires_q?year=\(year)"), 400, "bad-option")
            }
            try books.expectClosed(["departments", "jobs", "hired_employees"])
        }

        /// What a spreadsheet may take for a formula is given back as it came, so that it can be sent again; what we
        /// add never is one.
        @Test func rejectsFile_AddsNoFormula() throws {
            let formulas = ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]
            let text = formulas.map { "\($0),\($0)\n" }.joined()
            _ = try stack.upload([.file("departments", text)], "?header=no&delimiter=,")
            let id = try #require(try stack.newestLoad())
            let file = try stack.get("/loads/\(id)/rejects", "-H", "Accept: text/csv")
            #expect(file["content-disposition"]?.hasPrefix("attachment") == true)
            #expect(file["x-content-type-options"] == "nosniff")
            let lines = file.text.split(separator: "\r\n")
            #expect(lines.count == formulas.count + 1)
            for (line, formula) in zip(lines.dropFirst(), formulas) {
                let own = line.split(separator: ",").prefix(3)
                #expect(own.allSatisfy { $0.first?.isLetter == true || $0.first?.isNumber == true }, "\(line)")
                #expect(line.hasSuffix("\(formula),\(formula)"), "\(line)")
            }
        }

        /// Sixteen megabytes are the limit, unpacked.
        @Test func packedDocumentThatIsHuge_IsRefused() throws {
            let bomb = try stack.gzip([UInt8](repeating: 0x20, count: 64 << 20))
            let path = try stack.scratch("bomb", bomb)
            let answer = try stack.curl(
                "/bulk",
                ["-H", "Content-Type: application/json", "-H", "Content-Encoding: gzip", "--data-binary", "@\(path)"])
            try stack.expectProblem(answer, 413, "too-large")
            #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 160))
        }

        @Test(arguments: [
            "/../../../../etc/passwd", "/dashboard/../../../../etc/passwd", "/dashboard/..%2f..%2f..%2fetc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd", "/dashboard/%00", "/tables/..%2f..%2fetc%2fpasswd", "/loads/..%2f..",
            "/backups/..%2f..%2fetc%2fpasswd", "//etc/passwd", "/dashboard/style.css/../../../wharf.log",
            "/dashboard//../env",
        ])
        func pathThatLeadsAway_LeadsNowhere(_ path: String) throws {
            let answer = try stack.get(path, "--path-as-is")
            #expect((400...499).contains(answer.status), "\(answer.status)")
            #expect(!answer.text.contains("root:") && !answer.text.contains("DB_PASS"))
        }

        @Test func headersWithoutEnd_AreRefused() throws {
            let client = try RawClient(stack)
            try client.send("GET /tables HTTP/1.1\r\nHost: wharf\r\n")
            let line = "X-Bomb: \(String(repeating: "a", count: 4000))\r\n"
            // nginx may answer and close before all of it has come.
            for _ in 0..<200 { guard (try? client.send(line)) != nil else { break } }
            _ = try? client.send("\r\n")
            let answer = (try? client.readAnswer()) ?? Answer()
            #expect([431, 400, 0].contains(answer.status))
            #expect(try stack.get("/tables").status == 200)
        }

        /// Three hundred clients that do not get to the end of their headers, and as many uploads as may be that send a
        /// byte at a time: short requests do not wait for them.
        @Test func clientsThatDribble_HoldNobodyUp() throws {
            let slow = try (0..<300).map { _ in try RawClient(stack) }
            for client in slow { try client.send("GET /tables HTTP/1.1\r\nHost: wharf\r\nX-Slow: ") }
            let uploads = try (0..<6).map { _ in try RawClient(stack) }
            for client in uploads {
                try client.send(
                    "POST /upload?table=departments HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)"
                        + "Content-Type: text/csv\r\nContent-Length: 1000\r\n\r\n1")
            }
            for _ in 0..<5 {
                for client in slow + uploads { try client.send("1") }
                let start = ContinuousClock.now
                #expect(try stack.get("/tables").status == 200)
                try stack.expectBulk(stack.bulk(#"{"table":"jobs","data":[[1,"A"]],"on_duplicate":"skip"}"#))
                #expect(ContinuousClock.now - start < .seconds(3))
                poll(nil, 0, 1000)
            }
            for client in slow + uploads { client.close() }
        }

        /// A client that sends nothing any more is waited for as long as the setting says, and no longer.
        @Test func clientThatFallsSilent_IsCutOff() throws {
            let books = try Books(stack)
            try stack.withResponder(["WHARF_BODY_TIMEOUT": "2"]) {
                let client = try RawClient(stack)
                try client.send(
                    "POST /upload?table=departments HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)"
                        + "Content-Type: text/csv\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n1,A\n")
                let start = ContinuousClock.now
                try stack.expectProblem(client.readAnswer(), 400, "incomplete-body")
                #expect(ContinuousClock.now - start < .seconds(10))
                try books.expectClosed(["departments"])
            }
        }
    }
}
