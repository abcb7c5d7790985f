import Multipart
import Testing

struct PartHeaderTests {
    private func outcome(_ headers: String) throws -> ParserOutcome {
        let body = Array("--B\r\n\(headers)\r\n\r\nx\r\n--B--".utf8)
        let whole = try ParserOutcome(body: body, boundary: "B", cuts: [])
        #expect(try ParserOutcome(body: body, boundary: "B", cuts: Array(body.indices)) == whole)
        return whole
    }

    private func part(_ parameters: String) throws -> MultipartPart? {
        try outcome("Content-Disposition: form-data; \(parameters)").parts.first?.part
    }

    @Test(arguments: [
        (#"name="a""#, "a"),
        (#"name=a"#, "a"),
        (#"NAME = "a" ; "#, "a"),
        (#"name="a;b=c""#, "a;b=c"),
        (#"name="a%22b%0D%0Ac""#, "a\"b\r\nc"),
        (#"name="a\"b""#, #"a"b"#),
        (#"name="a\\b""#, #"a\b"#),
        (#"name="a\b""#, #"a\b"#),
        (#"name="100%25 %zz %2""#, "100%25 %zz %2"),
        (#"name="größe""#, "größe"),
        (#"filename="x"; name="a""#, "a"),
    ])
    func name_IsDecoded(_ parameters: String, _ name: String) throws {
        #expect(try part(parameters)?.name == name)
    }

    @Test(arguments: [
        (#"name=a"#, nil),
        (#"name=a; filename="""#, ""),
        (#"name=a; filename=jobs.csv"#, "jobs.csv"),
        (#"name=a; filename="my jobs.csv""#, "my jobs.csv"),
        (#"name=a; filename="C:\data\jobs.csv""#, #"C:\data\jobs.csv"#),
        (#"name=a; filename="say %22hi%22.csv""#, #"say "hi".csv"#),
        (#"name=a; filename="x.csv"; filename*=UTF-8''na%C3%AFve.csv"#, "naïve.csv"),
        (#"name=a; filename*=iso-8859-1'en'%A3.csv; filename="x.csv""#, "£.csv"),
    ])
    func filename_IsDecoded(_ parameters: String, _ filename: String?) throws {
        let part = try #require(try part(parameters))
        #expect(part.filename == filename)
    }

    @Test func otherHeaders_ArePassedOn() throws {
        let headers = """
            content-disposition: FORM-DATA;\r\n name="a"\r
            Content-Type:  text/csv; charset=utf-8 \r
            X-Note: one\r\n\ttwo\r
            Content-Transfer-Encoding: BINARY
            """
        let part = try #require(try outcome(headers).parts.first?.part)
        #expect(part.name == "a")
        #expect(part.contentType == "text/csv; charset=utf-8")
        #expect(part.headers.map(\.name).last == "Content-Transfer-Encoding")
        #expect(part.headers[2] == .init(name: "X-Note", value: "one two"))
    }

    @Test(
        arguments: [
            ("X: y", .missingName),
            ("Content-Disposition: attachment; name=a", .missingName),
            ("Content-Disposition: form-data", .missingName),
            ("Content-Disposition: form-data; name=\"\"", .missingName),
            ("Content-Disposition: form-data; filename=a", .missingName),
            ("Content-Disposition: form-data; name=\"a", .malformedHeader),
            ("Content-Disposition: form-data; name=\"a\"b", .malformedHeader),
            ("Content-Disposition: form-data; name=a\"b", .malformedHeader),
            ("Content-Disposition: form-data; name=", .malformedHeader),
            ("Content-Disposition: form-data; name", .malformedHeader),
            ("Content-Disposition: form-data; name=a; name=b", .malformedHeader),
            ("Content-Disposition: form-data; name=\"a\0b\"", .malformedHeader),
            ("Content-Disposition: form-data; name=a\rb", .malformedHeader),
            ("Content-Disposition: form-data; name=a; filename*=UTF-8''%zz", .malformedHeader),
            ("Content-Disposition: form-data; name=a; filename*=UTF-8''a%00", .malformedHeader),
            ("Content-Disposition: form-data; name=a; filename*=koi8-r''a", .malformedHeader),
            ("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b", .malformedHeader),
            (" Content-Disposition: form-data; name=a", .malformedHeader),
            ("Content-Disposition : form-data; name=a", .malformedHeader),
            (": form-data; name=a", .malformedHeader),
            ("Content-Disposition: form-data; name=a\r\nContent-Type: Multipart/mixed; boundary=C", .nestedMultipart),
            (
                "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
                .unsupportedTransferEncoding
            ),
            ("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding:", .unsupportedTransferEncoding),
        ] as [(String, MultipartError.Code)])
    func headers_AreRefused(_ headers: String, _ code: MultipartError.Code) throws {
        let outcome = try outcome(headers)
        #expect(outcome.error?.code == code)
        #expect(outcome.error?.offset == 5)
        #expect(outcome.parts.isEmpty)
    }

    @Test func name_IsRefused_WhenItIsNotUTF8() throws {
        let body = Array("--B\r\nContent-Disposition: form-data; name=".utf8) + [0xff] + Array("\r\n\r\n\r\n--B--".utf8)
        #expect(try ParserOutcome(body: body, boundary: "B", cuts: []).error?.code == .malformedHeader)
    }
}
