import Testing

/// A request that nobody means well with, and what becomes of it.
struct Hostility: Sendable, CustomTestStringConvertible {
    enum Expectation: Sendable {
        /// The status and the type of the problem.
        case refused(Int, String)
        /// The sum of the receipt.
        case taken([Int])
        /// One record, and the code of its reject.
        case rejected(String)
    }

    let name: String
    let path: String
    let type: String
    let body: [UInt8]
    let expectation: Expectation

    var testDescription: String { name }

    private init(_ name: String, _ path: String, _ type: String, _ body: [UInt8], _ expectation: Expectation) {
        (self.name, self.path, self.type, self.body) = (name, path, type, body)
        self.expectation = expectation
    }

    private static func csv(_ name: String, _ body: [UInt8], _ expectation: Expectation) -> Hostility {
        .init("CSV: \(name)", "/upload?table=departments&header=no&delimiter=,", "text/csv", body, expectation)
    }

    private static func csv(_ name: String, _ body: String, _ expectation: Expectation) -> Hostility {
        csv(name, Array(body.utf8), expectation)
    }

    private static func lines(_ name: String, _ body: [UInt8], _ expectation: Expectation) -> Hostility {
        .init("NDJSON: \(name)", "/upload?table=departments", "application/x-ndjson", body, expectation)
    }

    private static func document(_ name: String, _ body: [UInt8], _ expectation: Expectation) -> Hostility {
        .init("JSON: \(name)", "/bulk", "application/json", body, expectation)
    }

    private static func document(_ name: String, row: String, _ expectation: Expectation) -> Hostility {
        document(name, Array("{\"table\":\"departments\",\"data\":[\(row)]}".utf8), expectation)
    }

    private static func form(
        _ name: String, _ body: String, boundary: String = "b", _ expectation: Expectation
    ) -> Hostility {
        .init(
            "form: \(name)", "/upload", "multipart/form-data; boundary=\(boundary)", Array(body.utf8), expectation)
    }

    private static func part(_ content: String, name: String = "departments", file: String = "d.csv") -> String {
        "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\n\r\n\(content)\r\n"
    }

    private static let deep = String(repeating: "[", count: 200_000)

    static let all: [Hostility] = [
        csv("a NUL", Array("1,A".utf8) + [0] + Array("B\n".utf8), .refused(415, "not-csv")),
        csv("an overlong slash", Array("1,A".utf8) + [0xC0, 0xAF, 10], .rejected("bad_encoding")),
        csv("an overlong NUL", Array("1,A".utf8) + [0xC0, 0x80, 10], .rejected("bad_encoding")),
        csv("a lone surrogate", Array("1,A".utf8) + [0xED, 0xA0, 0x80, 10], .rejected("bad_encoding")),
        csv("beyond Unicode", Array("1,A".utf8) + [0xF4, 0x90, 0x80, 0x80, 10], .rejected("bad_encoding")),
        csv("a number beyond all", "99999999999999999999999999999999,A\n", .rejected("out_of_range")),
        csv(
            "ten thousand fields", "1,A" + String(repeating: ",", count: 10_000) + "\n",
            .refused(422, "columns-do-not-match")),
        csv("a field of two megabytes", "1," + String(repeating: "A", count: 2 << 20) + "\n", .refused(415, "not-csv")),
        csv("a quote that never ends", "1,\"" + String(repeating: "A\n", count: 1 << 20), .refused(415, "not-csv")),
        csv("a formula", "1,=HYPERLINK(A1)\n", .taken([1, 1, 0, 0, 0])),
        lines("nesting", Array(deep.utf8), .refused(415, "not-json")),
        lines("a lone surrogate", Array(#"{"id":1,"department":"\ud800"}"#.utf8), .refused(415, "not-json")),
        document("nesting", row: deep, .refused(400, "malformed-request")),
        document(
            "nesting that closes", row: deep + String(repeating: "]", count: 200_000),
            .refused(400, "malformed-request")),
        document("a lone surrogate", row: #"[1,"\ud800"]"#, .refused(400, "malformed-request")),
        document("an escaped NUL", row: #"[1,"A\u0000B"]"#, .taken([1, 1, 0, 0, 0])),
        document(
            "a NUL", Array(#"{"table":"departments","data":[[1,"A"#.utf8) + [0] + Array(#""]]}"#.utf8),
            .refused(400, "malformed-request")),
        document(
            "an overlong slash",
            Array(#"{"table":"departments","data":[[1,"A"#.utf8) + [0xC0, 0xAF] + Array(#""]]}"#.utf8),
            .refused(400, "malformed-request")),
        document("a number beyond all", row: #"[1e999999999,"A"]"#, .rejected("out_of_range")),
        document(
            "a number of a megabyte", row: "[\(String(repeating: "9", count: 1 << 20)),\"A\"]",
            .refused(400, "malformed-request")),
        form(
            "10,000 parts", String(repeating: part("1,A"), count: 10_000) + "--b--\r\n", .refused(400, "duplicate-part")
        ),
        form(
            "10,000 options",
            String(repeating: "--b\r\nContent-Disposition: form-data; name=\"dry_run\"\r\n\r\nno\r\n", count: 10_000)
                + "--b--\r\n", .refused(400, "malformed-request")),
        form(
            "a megabyte of headers", "--b\r\nX: \(String(repeating: "a", count: 1 << 20))\r\n\r\n1,A\r\n--b--\r\n",
            .refused(400, "malformed-request")),
        form(
            "a boundary that only begins like one", part("1,A --b\n2,\r --b\n3,--b--") + "--b--\r\n",
            .taken([3, 3, 0, 0, 0])),
        form("no boundary", part("1,A") + "--b--\r\n", boundary: "\"\"", .refused(400, "malformed-request")),
        form(
            "a boundary of a kilobyte", part("1,A"), boundary: String(repeating: "b", count: 1000),
            .refused(400, "malformed-request")),
        form("another boundary", part("1,A") + "--b--\r\n", boundary: "c", .refused(400, "incomplete-body")),
        form("an end before the beginning", "--b--\r\n" + part("1,A"), .refused(400, "empty-file")),
        form("a path for a table", part("1,A", name: "../wharf_loads") + "--b--\r\n", .refused(404, "unknown-table")),
        form(
            "a path for a file", part("1,A", file: "../../../../../../tmp/evil.csv") + "--b--\r\n",
            .taken([1, 1, 0, 0, 0])),
        form("a device for a file", part("1,A", file: "/dev/null") + "--b--\r\n", .taken([1, 1, 0, 0, 0])),
    ]
}
