import FoundationEssentials
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct ContractTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// The value of one sample of `GET /metrics`; 0 where it is not there yet.
        private func metric(_ sample: String) throws -> Double {
            let answer = try stack.get("/metrics")
            #expect(answer.status == 200 && answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let line = answer.text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
            return try line.map { try #require(Double($0.dropFirst(sample.count + 1))) } ?? 0
        }

        @Test func metrics_MoveByWhatRequestsDid() throws {
            let samples = [
                "wharf_load_records_total{table=\"departments\",outcome=\"inserted\"}",
                "wharf_load_records_total{table=\"departments\",outcome=\"rejected\"}",
                "wharf_load_rejects_total{table=\"departments\",code=\"missing\"}",
                "wharf_http_requests_total{route=\"/upload\",method=\"POST\",status=\"200\"}",
                "wharf_http_requests_total{route=\"/loads/{id}\",method=\"GET\",status=\"404\"}",
                "wharf_http_requests_total{route=\"_other\",method=\"GET\",status=\"404\"}",
                "wharf_http_request_duration_seconds_count{route=\"/upload\"}",
            ]
            let before = try samples.map(metric)
            try stack.upload([.file("departments", "1,A\n2,B\n3,\n")])
            for path in ["/loads/7", "/loads/8", "/nothing"] { _ = try stack.get(path) }
            // A request is counted when its answer has gone.
            try eventually("the last request's count") { try metric(samples[5]) == before[5] + 1 }
            let after = try samples.map(metric)
            #expect(zip(after, before).map { $0 - $1 } == [2, 1, 1, 1, 2, 1, 1])
            for gauge in ["wharf_workers_busy", "wharf_database_connections_open", "process_resident_memory_bytes"] {
                #expect(try metric(gauge) >= 1, "\(gauge)")
            }
            #expect(try metric("wharf_spool_bytes") == 0)
            #expect(try metric("wharf_loads_running") == 0)
        }

        /// What the database is like is not for everybody.
        @Test func contract_IsOpen_ButRowsAreForWhoMayRead() throws {
            try stack.withResponder(["WHARF_ANONYMOUS_SCOPES": ""]) {
                for (caller, sees) in [(Caller.developer, true), (.nobody, false), (.holder(of: "wharf_no"), false)] {
                    let answer = try stack.get("/openapi.json", as: caller)
                    #expect(answer.status == 200 && answer["content-type"] == "application/json")
                    #expect(answer.text.contains("\"openapi\" : \"3.1.0\""))
                    #expect(answer.text.contains("\"row.hired_employees\"") == sees)
                }
            }
        }

        @Test func loadsBeyondThoseOfATable_AreAskedToWait() throws {
            try stack.withResponder(["WHARF_TABLE_LOADS": "1"]) {
                let slow = try stack.beginUpload(
                    [.file("departments", Text.named(1...10_000))], "", ["--limit-rate", "120K"])
                try eventually("a running load") {
                    try stack.get("/loads?state=receiving").json(LoadPage.self).loads.count == 1
                }
                let refused = try stack.upload([.file("jobs", "1,A\n"), .file("departments", "20000,A\n")])
                try stack.expectProblem(refused, 429, "too-many-loads")
                #expect(Int(refused["retry-after"] ?? "") != nil)
                // The refused one has left the place that it had.
                try stack.expectSuccess(stack.upload([.file("jobs", "1,A\n")]), isAlone: false)
                try stack.expectSuccess(slow.answer(), isAlone: false)
                try stack.expectSuccess(stack.upload([.file("departments", "20000,A\n")]))
                #expect(try stack.counts() == [10_001, 1, 0])
            }
        }

        @Test func greatestNumber_IsRefused_AndTheServiceLives() throws {
            try stack.upload([.file("departments", "1,\n")])
            let id = try #require(try stack.newestLoad())
            let pid = try stack.pid(of: "wharf")
            try stack.expectProblem(stack.get("/loads/\(id)/rejects?after=\(Int.max)"), 400, "bad-option")
            #expect(try stack.get("/loads/\(id)/rejects?after=\(1 << 53)").status == 200)
            #expect(Stack.isAlive(pid))
        }
    }
}
