import Multipart
import Testing

/// A body, and what is in it. The boundary is `B`.
struct ParserCase: Sendable, CustomTestStringConvertible {
    var name: String
    var body: String
    /// Name and content of each part that ends.
    var parts: [[String]]
    var error: MultipartError.Code?

    init(_ name: String, _ body: String, _ parts: [[String]], _ error: MultipartError.Code? = nil) {
        self.name = name
        self.body = body
        self.parts = parts
        self.error = error
    }

    var testDescription: String { name }
}

/// The headers of a part, with the blank line.
private func head(_ name: String) -> String {
    "Content-Disposition: form-data; name=\"\(name)\"\r\n\r\n"
}

struct MultipartParserTests {
    static let cases: [ParserCase] = [
        .init("one part", "--B\r\n\(head("a"))hello\r\n--B--\r\n", [["a", "hello"]]),
        .init("without the last line break", "--B\r\n\(head("a"))hello\r\n--B--", [["a", "hello"]]),
        .init("two parts", "--B\r\n\(head("a"))1\r\n--B\r\n\(head("b"))2\r\n--B--\r\n", [["a", "1"], ["b", "2"]]),
        .init("a name twice", "--B\r\n\(head("a"))1\r\n--B\r\n\(head("a"))2\r\n--B--\r\n", [["a", "1"], ["a", "2"]]),
        .init("no part", "--B--\r\n", []),
        .init(
            "preamble and epilogue", "hi\r\n--b\r\nho\r\n--B\r\n\(head("a"))1\r\n--B--\r\nbye\r\n--B\r\n", [["a", "1"]]),
        .init("empty content", "--B\r\n\(head("a"))\r\n--B--\r\n", [["a", ""]]),
        .init("no content at all", "--B\r\n\(head("a"))--B--\r\n", [["a", ""]]),
        .init("content of line breaks", "--B\r\n\(head("a"))\r\n\n\r\r\n\r\n--B--", [["a", "\r\n\n\r\r\n"]]),
        .init("content ends in CR", "--B\r\n\(head("a"))x\r\r\n--B--", [["a", "x\r"]]),
        .init(
            "beginnings of a boundary", "--B\r\n\(head("a"))\r\n-\r\n--\r\n--b\r\r\n--\r\n--B--",
            [["a", "\r\n-\r\n--\r\n--b\r\r\n--"]]),
        .init("content begins like a boundary", "--B\r\n\(head("a"))--b\r\n--B--", [["a", "--b"]]),
        .init("boundary after a bare LF is content", "--B\r\n\(head("a"))x\n--B\r\n--B--", [["a", "x\n--B"]]),
        .init("longer line is content", "--B\r\n\(head("a"))x\r\n--BC\r\n--B--", [["a", "x\r\n--BC"]]),
        .init("one hyphen is content", "--B\r\n\(head("a"))x\r\n--B-\r\n--B--", [["a", "x\r\n--B-"]]),
        .init("blanks, then text, is content", "--B\r\n\(head("a"))x\r\n--B \t-\r\n--B--", [["a", "x\r\n--B \t-"]]),
        .init("CR and no LF is content", "--B\r\n\(head("a"))x\r\n--B\r\r\n--B--", [["a", "x\r\n--B\r"]]),
        .init(
            "blanks after a boundary", "--B \t\r\n\(head("a"))x\r\n--B\t\r\n\(head("b"))\r\n--B--",
            [["a", "x"], ["b", ""]]),
        .init("bare LF line ends", "--B\nContent-Disposition: form-data; name=a\n\n1\r\n--B--\n", [["a", "1"]]),
        .init("a NUL in the content", "--B\r\n\(head("a"))\0\r\n--B--", [["a", "\0"]]),
        .init("empty input", "", [], .truncated),
        .init("cut in the preamble", "hello\r\n--", [], .truncated),
        .init("cut in the headers", "--B\r\nContent-Disp", [], .truncated),
        .init("cut in the content", "--B\r\n\(head("a"))hel", [], .truncated),
        .init("cut in the closing boundary", "--B\r\n\(head("a"))hello\r\n--B-", [], .truncated),
        .init("cut between parts", "--B\r\n\(head("a"))1\r\n--B\r\n", [["a", "1"]], .truncated),
        .init("no blank line in the headers", "--B\r\nno colon\r\n\r\n\r\n--B--", [], .malformedHeader),
    ]

    @Test(arguments: cases)
    func body_GivesTheSameParts_HoweverItIsCut(_ example: ParserCase) throws {
        let body = Array(example.body.utf8)
        let whole = try ParserOutcome(body: body, boundary: "B", cuts: [])
        let ended = whole.parts.filter(\.hasEnded)
        #expect(ended.map { [$0.part.name, String(decoding: $0.content, as: UTF8.self)] } == example.parts)
        #expect(whole.error?.code == example.error)
        #expect(whole.isComplete == (example.error == nil))
        #expect(try ParserOutcome(body: body, boundary: "B", cuts: Array(body.indices)) == whole)
        for cut in body.indices {
            #expect(try ParserOutcome(body: body, boundary: "B", cuts: [cut]) == whole)
        }
    }

    @Test func error_Names_TheSameByte_HoweverTheBodyIsCut() throws {
        let body = Array("--B\r\n\(head("a"))1\r\n--B\r\nX: y\r\n\r\n\r\n--B--".utf8)
        for cut in body.indices {
            let outcome = try ParserOutcome(body: body, boundary: "B", cuts: [cut])
            #expect(outcome.error?.code == .missingName)
            #expect(outcome.error?.offset == 5 + head("a").utf8.count + 8)
        }
    }

    @Test func content_IsASliceOfTheInput_WhenItIsNotAtACut() throws {
        let content = String(repeating: "0123456789\r\n", count: 1000)
        let body = Array("--B\r\n\(head("a"))\(content)\r\n--B--".utf8)
        let parser = try MultipartParser(boundary: "B")
        var slices = 0
        try body.withUnsafeBytes { bytes in
            try parser.feed(bytes) { event in
                guard case .body(let slice) = event else { return }
                slices += 1
                #expect(slice.baseAddress! >= bytes.baseAddress! && slice.count == content.utf8.count)
                #expect(slice.baseAddress! + slice.count <= bytes.baseAddress! + bytes.count)
            }
        }
        #expect(slices == 1)
    }

    @Test func feed_ThrowsTheSameAgain_AfterTheCallbackThrew() throws {
        struct Stop: Error {}
        let parser = try MultipartParser(boundary: "B")
        let body = Array("--B\r\n\(head("a"))x\r\n--B--".utf8)
        body.withUnsafeBytes { bytes in
            #expect(throws: Stop.self) { try parser.feed(bytes) { _ in throw Stop() } }
            #expect(throws: Stop.self) { try parser.feed(bytes) { _ in } }
        }
        #expect(throws: Stop.self) { try parser.finish() }
    }
}
