import MariaDB
import Testing

/// A request that is refused as a whole.
struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let type: String
    /// What the sentence must say.
    let advice: String
    let parts: [Part]

    var testDescription: String { name }

    /// A good file, and one that spoils it.
    init(_ name: String, _ status: Int, _ type: String, _ advice: String, jobs: [UInt8]) {
        self.init(name, status, type, advice, parts: [Self.good, .file("jobs", jobs)])
    }

    init(_ name: String, _ status: Int, _ type: String, _ advice: String, jobs: String) {
        self.init(name, status, type, advice, jobs: Array(jobs.utf8))
    }

    init(_ name: String, _ status: Int, _ type: String, _ advice: String, parts: [Part]) {
        (self.name, self.status, self.type, self.advice, self.parts) = (name, status, type, advice, parts)
    }

    static let good = Part.file("departments", "1,Support\n2,Legal\n")

    static let all: [Refusal] = [
        .init("an .xlsx", 415, "not-csv", "CSV UTF-8", jobs: [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 3000)),
        .init("a zip of a CSV file", 415, "not-csv", "CSV", jobs: [0x50, 0x4B, 3, 4] + Array("jobs.csv1,Clerk".utf8)),
        .init("an old .xls", 415, "not-csv", "spreadsheet", jobs: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        .init("a gzip file", 415, "not-csv", "Content-Encoding: gzip", jobs: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 75]),
        .init(
            "UTF-16", 415, "not-csv", "UTF-16", jobs: [0xFF, 0xFE] + "1,Clerk\r\n".utf16.flatMap { [UInt8($0), 0] }),
        .init(
            "UTF-16 without its mark", 415, "not-csv", "UTF-16",
            jobs: "1,Clerk\r\n2,Cook".utf16.flatMap { [UInt8($0), 0] }),
        .init("a PDF document", 415, "not-csv", "PDF", jobs: "%PDF-1.7\n%...."),
        .init("a binary", 415, "not-csv", "binary", jobs: (0..<4096).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }),
        .init(
            "JSON", 415, "not-csv", "JSON",
            jobs: "[\n{\"id\": 1, \"job\": \"Clerk\"},\n{\"id\": 2, \"job\": \"Cook\"}\n]"),
        .init("a web page", 415, "not-csv", "web page", jobs: "<!DOCTYPE html>\n<html><body>Not found</body></html>\n"),
        .init("an empty file", 400, "empty-file", "at least one record", jobs: ""),
        .init("blank lines alone", 400, "empty-file", "at least one record", jobs: "\r\n\r\n  \r\n"),
        .init("no file at all", 400, "empty-file", "-F departments=@", parts: [.field("dry_run", "no")]),
        .init(
            "an open quote", 422, "unclosed-quote", "line 3", jobs: "1,Clerk\n2,Cook\n3,\"Smith\n4,Miller\n5,Baker\n"),
        .init("two possible delimiters", 422, "ambiguous-dialect", "';'", jobs: "1;2,3\n4;5,6\n7;8,9\n"),
        .init(
            "a header of other names", 422, "columns-do-not-match", "columns=id,job",
            jobs: "number,title,colour\n1,Clerk,red\n"),
        .init("too many columns", 422, "columns-do-not-match", "columns", jobs: "1,Clerk,5,x\n2,Cook,6,y\n"),
        .init("an unknown table", 404, "unknown-table", "departments", parts: [good, .file("pets", "1,Rex\n")]),
        .init(
            "Wharf's own table", 404, "unknown-table", "departments", parts: [good, .file("wharf_loads", "1,Rex\n")]),
        .init(
            "the same table twice", 400, "duplicate-part", "departments",
            parts: [good, .file("DEPARTMENT", "3,Sales\n")]),
    ]
}

extension EndToEndTests {
    struct RefusalTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// Also the good file of the request does not go in.
        @Test(arguments: Refusal.all)
        func request_IsRefusedWhole(_ refusal: Refusal) throws {
            let newest = try stack.newestLoad() ?? ""
            let problem = try stack.expectProblem(stack.upload(refusal.parts), refusal.status, refusal.type)
            #expect(problem.detail.contains(refusal.advice))
            #expect(try stack.counts() == [0, 0, 0])
            let states = try stack.query(
                "SELECT `id`, `state` FROM `wharf_loads` WHERE `id` > ? ORDER BY `id`", [.text(newest)])
            #expect(states.allSatisfy { $0[1].string == "failed" })
            #expect(states.map { $0[0].string } == (problem.loads ?? []).map(\.id))
            for load in problem.loads ?? [] { #expect(load.problem?.type == refusal.type) }
        }

        @Test(arguments: ["", "1,2,3", "\u{1F}\u{8B}"])
        func gzipBody_IsRefused_WhenItIsNone(_ text: String) throws {
            let answer = try stack.uploadBare(
                Array(text.utf8), "?table=departments", ["-H", "Content-Encoding: gzip"])
            #expect(answer.status == 400)
            let problem = try answer.json(ProblemDocument.self)
            #expect(problem.loads?.allSatisfy { $0.state != "done" } != false)
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func gzipBody_IsRefused_WhenItIsCutShort() throws {
            let packed = try stack.gzip(Array((1...5000).map { "\($0),Department \($0)\n" }.joined().utf8))
            let answer = try stack.uploadBare(
                packed.dropLast(20), "?table=departments", ["-H", "Content-Encoding: gzip"])
            let problem = try stack.expectProblem(answer, 400, "incomplete-body")
            #expect(problem.loads?.map(\.state) == ["interrupted"])
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func gzipBody_IsRefused_WhenItIsDamaged() throws {
            var packed = try stack.gzip(Array((1...5000).map { "\($0),Department \($0)\n" }.joined().utf8))
            for index in 3000..<3040 { packed[index] ^= 0x5A }
            let answer = try stack.uploadBare(packed, "?table=departments", ["-H", "Content-Encoding: gzip"])
            try stack.expectProblem(answer, 400, "malformed-request")
            #expect(try stack.counts() == [0, 0, 0])
        }

        /// As many bytes as announced, but the form itself does not end.
        @Test func form_IsRefused_WithoutItsLastBoundary() throws {
            let body = MultipartBody([Refusal.good]).bytes.dropLast(8)
            let path = try stack.scratch("body", Array(body))
            let answer = try stack.curl("/upload", ["-H", MultipartBody.contentType, "--data-binary", "@\(path)"])
            let problem = try stack.expectProblem(answer, 400, "incomplete-body")
            #expect(problem.loads?.map(\.state) == ["interrupted"])
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func form_IsRefused_WithoutABoundary() throws {
            let answer = try stack.curl("/upload", ["-H", "Content-Type: multipart/form-data", "--data-binary", "x"])
            try stack.expectProblem(answer, 400, "malformed-request")
        }

        @Test func bareFile_IsRefused_WithoutATable() throws {
            let problem = try stack.expectProblem(stack.uploadBare(Array("1,A\n".utf8), ""), 400, "bad-option")
            #expect(problem.detail.contains("?table="))
        }

        @Test(arguments: ["application/json", "application/vnd.ms-excel", "application/x-www-form-urlencoded", ""])
        func otherMediaType_IsRefused_WithWhatIsTaken(_ type: String) throws {
            let header = type.isEmpty ? "Content-Type:" : "Content-Type: \(type)"
            let answer = try stack.curl("/upload?table=departments", ["-H", header, "--data-binary", "1,A"])
            try stack.expectProblem(answer, 415, "unsupported-media-type")
            let taken =
                "multipart/form-data, text/csv, application/csv, text/tab-separated-values, text/plain, "
                + "application/x-ndjson, application/ndjson, application/jsonl, application/x-jsonlines"
            #expect(answer["accept-post"] == taken)
            #expect(try answer.json(ProblemDocument.self).loads == nil)
        }

        @Test func otherContentCoding_IsRefused_WithWhatIsTaken() throws {
            let answer = try stack.uploadBare(
                Array("1,A\n".utf8), "?table=departments", ["-H", "Content-Encoding: br"])
            try stack.expectProblem(answer, 415, "unsupported-media-type")
            #expect(answer["accept-encoding"] == "gzip")
            #expect(try stack.counts() == [0, 0, 0])
        }
    }
}
