import MariaDB
import Testing

/// A bulk request that is refused as a whole.
struct BulkRefusal: Sendable, CustomTestStringConvertible {
    let document: String
    let status: Int
    let type: String
    /// The code and place of the fault, where the document is at fault in one place.
    let fault: String?
    let pointer: String?

    var testDescription: String { String(document.prefix(60)) }

    init(_ document: String, _ status: Int, _ type: String, _ fault: String? = nil, _ pointer: String? = nil) {
        (self.document, self.status, self.type, self.fault, self.pointer) = (document, status, type, fault, pointer)
    }

    static let all: [BulkRefusal] = [
        .init("", 400, "malformed-request"), .init("id,name\n1,a\n", 400, "malformed-request"),
        .init(#"{"table":"departments","data":[[1,"A"]"#, 400, "malformed-request"),
        .init(#"{"table":"departments","data":[[1,"A",]]}"#, 400, "malformed-request"),
        .init(#"{"table":"departments","data":[{"id":1,"id":1}]}"#, 400, "malformed-request"),
        .init(#"{"data":[[1,"A"]]}"#, 400, "bad-document", "missing", "/table"),
        .init(#"{"table":["departments"],"data":[[1,"A"]]}"#, 400, "bad-document", "wrong_type", "/table"),
        .init(#"{"table":"departments"}"#, 400, "bad-document", "too_few_rows", "/data"),
        .init(#"{"table":"departments","data":[]}"#, 400, "bad-document", "too_few_rows", "/data"),
        .init(
            "{\"table\":\"departments\",\"data\":[\((1...1001).map { "[\($0),\"A\"]" }.joined(separator: ","))]}", 400,
            "bad-document", "too_many_rows", "/data/1000"),
        .init(#"{"table":"departments","data":"[]"}"#, 400, "bad-document", "wrong_type", "/data"),
        .init(#"{"table":"departments","data":[[1,"A"],"row"]}"#, 400, "bad-document", "wrong_type", "/data/1"),
        .init(#"{"table":"departments","data":[[1,"A"],{"id":2}]}"#, 400, "bad-document", "mixed_rows", "/data/1"),
        .init(#"{"table":"departments","rows":[[1,"A"]]}"#, 400, "bad-document", "unknown_member", "/rows"),
        .init(#"{"table":"departments","dry_run":"perhaps"}"#, 400, "bad-option", "bad_option", "/dry_run"),
        .init(
            #"{"table":"departments","data":[{"id":1,"department":"A"},{"id":2,"name":"B"}]}"#, 422,
            "columns-do-not-match", "unknown_member", "/data/1/name"),
        .init(#"{"table":"departments","data":[{"department":"A"}]}"#, 422, "columns-do-not-match"),
        .init(#"{"table":"departments","data":[{"id":1,"department":""}]}"#, 422, "nothing-loaded", "missing"),
        .init(
            #"{"table":"departments","data":[[1,"A"],[2,""]],"on_reject":"abort"}"#, 422, "too-many-rejects", "missing"),
        .init(#"{"table":"pets","data":[[1,"Rex"]]}"#, 404, "unknown-table"),
        .init(#"{"table":"wharf_loads","data":[[1,"Rex"]]}"#, 404, "unknown-table"),
        .init(#"{"table":"departments' OR '1'='1","data":[[1,"Rex"]]}"#, 404, "unknown-table"),
        .init(
            #"{"table":"departments","data":[{"id":1,"department":"A","x` = 1; DROP TABLE jobs; --":1}]}"#, 422,
            "columns-do-not-match", "unknown_member", "/data/0/x` = 1; DROP TABLE jobs; --"),
    ]
}

extension EndToEndTests {
    struct BulkRefusalTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test(arguments: BulkRefusal.all)
        func request_IsRefusedWhole_WithThePlace(_ refusal: BulkRefusal) throws {
            let newest = try stack.newestLoad() ?? ""
            let problem = try stack.expectProblem(stack.bulk(refusal.document), refusal.status, refusal.type)
            #expect(problem.errors?.map(\.code) == refusal.fault.map { [$0] })
            if refusal.pointer != nil { #expect(problem.errors?.map(\.pointer) == [refusal.pointer]) }
            #expect(try stack.counts() == [0, 0, 0])
            let loads = try stack.query(
                "SELECT `id` FROM `wharf_loads` WHERE `id` > ? ORDER BY `id`", [.text(newest)])
            #expect(loads.map { $0[0].string } == (problem.loads ?? []).map(\.id))
            #expect(problem.loads?.isEmpty != true && (problem.loads != nil) == (refusal.status == 422))
        }

        @Test(arguments: ["text/csv", "application/x-ndjson", "application/x-www-form-urlencoded", "text/json", ""])
        func otherMediaType_IsRefused_WithWhatIsTaken(_ type: String) throws {
            let header = type.isEmpty ? "Content-Type:" : "Content-Type: \(type)"
            let answer = try stack.curl(
                "/bulk", ["-H", header, "--data-binary", #"{"table":"departments","data":[[1,"A"]]}"#])
            try stack.expectProblem(answer, 415, "unsupported-media-type")
            #expect(answer["accept-post"] == "application/json")
        }

        @Test(arguments: ["?header=no", "?table=departments", "?colour=blue"])
        func otherParameter_IsRefused(_ query: String) throws {
            let answer = try stack.bulk(#"{"table":"departments","data":[[1,"A"]]}"#, query)
            try stack.expectProblem(answer, 400, "bad-option")
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func otherMethod_IsRefused() throws {
            let answer = try stack.get("/bulk")
            try stack.expectProblem(answer, 405, "method-not-allowed")
            #expect(answer["allow"] == "POST, OPTIONS")
        }

        @Test func bodyOverTheLimit_IsRefused_PackedOrNot() throws {
            try stack.withResponder(["WHARF_BULK_LIMIT": "64K"]) {
                let rows = (1...900).map { "[\($0),\"\(String(repeating: "x", count: 80))\"]" }.joined(separator: ",")
                let document = Array("{\"table\":\"departments\",\"data\":[\(rows)]}".utf8)
                #expect(document.count > 64 << 10)
                let plain = try stack.expectProblem(stack.bulk(document), 413, "too-large")
                #expect(plain.detail.contains("WHARF_BULK_LIMIT"))
                let packed = try stack.gzip(document)
                #expect(packed.count < 64 << 10)
                try stack.expectProblem(
                    stack.bulk(packed, "", ["-H", "Content-Encoding: gzip"]), 413, "too-large")
                #expect(try stack.counts() == [0, 0, 0])
                try stack.expectBulk(stack.bulk(#"{"table":"departments","data":[[1,"A"]]}"#))
            }
        }

        /// The limit as it comes: 16 MiB.
        @Test func sixteenMebibytes_AreTheLimit() throws {
            let blanks = [UInt8](repeating: 0x20, count: 16 << 20)
            let document = Array(#"{"table":"departments","data":[[1,"A"]]}"#.utf8)
            try stack.expectProblem(stack.bulk(document + blanks), 413, "too-large")
            try stack.expectBulk(stack.bulk(document + blanks.dropFirst(document.count)))
        }

        @Test func clientThatGoesAway_LeavesNothing() throws {
            let newest = try stack.newestLoad()
            let client = try RawClient(stack)
            try client.send(
                "POST /bulk HTTP/1.1\r\nHost: wharf\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
                    + #"{"table":"departments","data":[[1,"A"]"#)
            client.close()
            try stack.expectBulk(stack.bulk(#"{"table":"departments","data":[[2,"B"]]}"#))
            #expect(try stack.count("departments") == 1)
            #expect(
                try stack.query("SELECT COUNT(*) FROM `wharf_loads` WHERE `id` > ?", [.text(newest ?? "")])[0][0].int
                    == 1)
        }
    }
}
