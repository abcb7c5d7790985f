import MariaDB
import Testing

/// A call, and what it answers to requests that do not fit.
struct Call: Sendable, CustomTestStringConvertible {
    let path: String
    let methods: String
    /// Of its success.
    let type: String
    /// Media types that a body may have; empty where it has none.
    var accepts = ""
    /// The type of problem where nginx answers instead of the service.
    var isStatic = false

    var testDescription: String { path }
    var isReading: Bool { methods.hasPrefix("GET") }
    var exists: Bool { !path.contains("01J") }

    static let all: [Call] = [
        .init(path: "/healthz", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/readyz", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/problems", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/problems/busy", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(
            path: "/upload", methods: "POST, OPTIONS", type: "application/json",
            accepts: "multipart/form-data, text/csv, application/csv, text/tab-separated-values, text/plain, "
                + "application/x-ndjson, application/ndjson, application/jsonl, application/x-jsonlines"),
        .init(path: "/bulk", methods: "POST, OPTIONS", type: "application/json", accepts: "application/json"),
        .init(path: "/loads", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(
            path: "/loads/01J00000000000000000000000", methods: "GET, HEAD, DELETE, OPTIONS", type: "application/json"),
        .init(
            path: "/loads/01J00000000000000000000000/rejects", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/backup", methods: "POST, OPTIONS", type: "application/json", accepts: "application/json"),
        .init(path: "/restore", methods: "POST, OPTIONS", type: "application/json", accepts: "application/json"),
        .init(path: "/backups", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(
            path: "/backups/01J00000000000000000000000", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(
            path: "/backups/01J00000000000000000000000/verify", methods: "POST, OPTIONS", type: "application/json",
            accepts: "application/json"),
        .init(path: "/hires_q", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/hires_depa", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/reports", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/tables", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/tables/departments", methods: "GET, HEAD, OPTIONS", type: "application/json"),
        .init(path: "/", methods: "GET, HEAD, OPTIONS", type: "text/html; charset=utf-8", isStatic: true),
        .init(
            path: "/dashboard/style.css", methods: "GET, HEAD, OPTIONS", type: "text/css; charset=utf-8", isStatic: true
        ),
    ]
}

extension EndToEndTests {
    @Suite(.oneResponder)
    struct MannersTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test(arguments: Call.all)
        func otherMethod_IsRefused_WithThoseAllowed(_ call: Call) throws {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW", "PROPFIND"]
            where !call.methods.contains(method) {
                let answer = try stack.get(call.path, method == "HEAD" ? "--head" : "-X\(method)")
                #expect(answer.status == 405, "\(method)")
                #expect(answer["allow"] == call.methods, "\(method)")
                #expect(answer["content-type"] == "application/problem+json", "\(method)")
                if method != "HEAD" {
                    try stack.expectProblem(answer, 405, call.isStatic ? "about:blank" : "method-not-allowed")
                }
            }
        }

        /// What nginx itself does not take.
        @Test(arguments: Call.all, ["TRACE", "get", "G ET", "\u{1}"])
        func methodOfNoProtocol_IsAProblem(_ call: Call, _ method: String) throws {
            let client = try RawClient(stack)
            try client.send("\(method) \(call.path) HTTP/1.1\r\nHost: wharf\r\nConnection: close\r\n\r\n")
            let answer = try client.readAnswer()
            try stack.expectProblem(answer, method == "TRACE" ? 405 : 400, "about:blank")
        }

        @Test(arguments: Call.all)
        func options_SaysWhatIsAllowed_ToAll(_ call: Call) throws {
            for caller in [Caller.nobody, .developer, .holder(of: "of no token")] {
                let answer = try stack.get(call.path, "-XOPTIONS", as: caller)
                #expect(answer.status == 204 && answer.body.isEmpty)
                #expect(answer["allow"] == call.methods)
                #expect(answer["accept-post"] ?? "" == call.accepts)
            }
        }

        @Test func options_IsNotFound_WhereThereIsNothing() throws {
            try stack.expectProblem(stack.get("/nothing", "-XOPTIONS"), 404, "not-found")
        }

        @Test(arguments: Call.all.filter(\.isReading))
        func head_HasTheHeadersAlone(_ call: Call) throws {
            let get = try stack.get(call.path)
            let head = try stack.get(call.path, "--head")
            #expect(head.status == get.status && head.status == (call.exists ? 200 : 404))
            #expect(head["content-type"] == get["content-type"])
            if call.exists { #expect(head["content-type"] == call.type) }
            #expect(!get.body.isEmpty && head["x-request-id"] != nil)
            // curl writes the headers of a HEAD where a body would go.
            #expect(!head.text.contains("{") && !head.text.contains("<"))
        }

        @Test(arguments: Call.all.filter { !$0.isStatic })
        func accept_IsHeard(_ call: Call) throws {
            let json = ["-H", "Content-Type: application/json", "--data-binary"]
            let bodies = [
                "/upload": ["-H", "Content-Type: text/csv", "--data-binary", "1,A"],
                "/bulk": json + [#"{"table":"departments","data":[[1,"A"]]}"#],
                "/backup": json + [#"{"table":"jobs"}"#], "/restore": json + [#"{"table":"jobs","dry_run":true}"#],
                "/backups/01J00000000000000000000000/verify": json + ["{}"],
            ]
            if call.path == "/restore" { try stack.backUp("jobs") }
            let arguments = bodies[call.path] ?? []
            let queries = ["/upload": "?table=departments&dry_run=true", "/bulk": "?dry_run=true"]
            let path = call.path + (queries[call.path] ?? "")
            for accepted in ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", ""] {
                let answer = try stack.curl(path, arguments + ["-H", "Accept: \(accepted)"])
                #expect(answer.status == (call.exists ? 200 : 404), "\(accepted)")
            }
            for refused in ["image/png", "application/xml", "application/json;q=0", "*/*;q=0"] {
                let answer = try stack.curl(path, arguments + ["-H", "Accept: \(refused)"])
                let problem = try stack.expectProblem(answer, 406, "not-acceptable")
                #expect(problem.detail.contains("application/json"), "\(refused)")
            }
        }

        @Test func problem_IsSent_WhateverIsAccepted() throws {
            for accepted in ["text/csv", "application/json", "image/png"] {
                try stack.expectProblem(stack.get("/nothing", "-H", "Accept: \(accepted)"), 404, "not-found")
            }
            try stack.expectProblem(
                stack.get("/loads/01J00000000000000000000000/rejects", "-H", "Accept: text/csv"), 404, "unknown-load")
        }

        @Test(arguments: Call.all.filter { !$0.accepts.isEmpty })
        func otherMediaType_IsRefused_WithThoseTaken(_ call: Call) throws {
            for type in ["application/xml", "application/octet-stream", "text", "*/*", ""] {
                let answer = try stack.curl(call.path, ["-H", "Content-Type: \(type)", "--data-binary", "1,A"])
                try stack.expectProblem(answer, 415, "unsupported-media-type")
                #expect(answer["accept-post"] == call.accepts)
            }
        }

        @Test func problemTypes_LeadToTheirDescription() throws {
            struct Description: Decodable, Equatable {
                let type: String
                let status: Int
                let title: String
                let meaning: String
            }
            struct Catalogue: Decodable { let problems: [Description] }
            let problems = try stack.get("/problems", as: .nobody).json(Catalogue.self).problems
            #expect(problems.count > 20)
            for problem in problems {
                #expect(try stack.get(problem.type, as: .nobody).json(Description.self) == problem)
            }
            let type = try stack.get("/nothing").json(ProblemDocument.self).type
            #expect(try stack.get(type).json(Description.self).status == 404)
            try stack.expectProblem(stack.get("/problems/no-such-thing"), 404, "not-found")
        }

        /// nginx's bound on uploads from one address; each waits for its body.
        @Test func tooManyUploads_AreRefused_AndTheNextOneGoesIn() throws {
            try stack.withResponder(["WHARF_WORKERS": "64", "WHARF_TABLE_LOADS": "64"]) {
                let clients = try (0..<32).map { _ in
                    let client = try RawClient(stack)
                    try client.send(
                        "POST /upload?table=departments HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)"
                            + "Content-Type: text/csv\r\nContent-Length: 10\r\n\r\n1,")
                    return client
                }
                try eventually("32 uploads that wait") {
                    try stack.query("SELECT COUNT(*) FROM `wharf_loads` WHERE `state` = 'receiving'")[0][0].int == 32
                }
                let answer = try stack.upload([.file("jobs", "1,A\n")])
                try stack.expectProblem(answer, 429, "about:blank")
                #expect(answer["retry-after"] == "5")
                for client in clients { client.close() }
                try eventually("an upload that goes in") {
                    try stack.upload([.file("jobs", "1,A\n")]).status == 200
                }
            }
            #expect(try stack.counts() == [0, 1, 0])
        }
    }
}
