import Multipart
import Testing

struct BoundaryTests {
    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"),
        ("Multipart/Form-Data;boundary=\"a b\"", "a b"),
        ("multipart/form-data; charset=utf-8; BOUNDARY=----x ; a=b", "----x"),
        ("multipart/form-data; boundary=a=b/c:d", "a=b/c:d"),
        ("multipart/form-data; boundary=\"gc0pJq0M:08jU534c0p\";", "gc0pJq0M:08jU534c0p"),
        ("multipart/form-data ; boundary=" + String(repeating: "x", count: 70), String(repeating: "x", count: 70)),
    ])
    func boundary_IsRead(_ contentType: String, _ boundary: String) throws {
        #expect(try MultipartParser.boundary(fromContentType: contentType) == boundary)
    }

    @Test(
        arguments: [
            ("", .notMultipart),
            ("text/csv", .notMultipart),
            ("multipart/mixed; boundary=a", .notMultipart),
            ("multipart/form-data2; boundary=a", .notMultipart),
            ("multipart/form-data", .badBoundary),
            ("multipart/form-data boundary=a", .badBoundary),
            ("multipart/form-data; boundary=", .badBoundary),
            ("multipart/form-data; boundary=\"\"", .badBoundary),
            ("multipart/form-data; boundary=\"a", .badBoundary),
            ("multipart/form-data; boundary=\"a \"", .badBoundary),
            ("multipart/form-data; boundary=a; boundary=b", .badBoundary),
            ("multipart/form-data; boundary=a\r\nb", .badBoundary),
            ("multipart/form-data; boundary=ä", .badBoundary),
            ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), .badBoundary),
        ] as [(String, MultipartError.Code)])
    func boundary_IsRefused(_ contentType: String, _ code: MultipartError.Code) {
        let error = #expect(throws: MultipartError.self) {
            try MultipartParser.boundary(fromContentType: contentType)
        }
        #expect(error?.code == code)
    }

    @Test func parser_RefusesABoundary_ThatRFC2046DoesNotAllow() {
        for boundary in ["", " ", "a ", "a\r", "a\"", String(repeating: "x", count: 71)] {
            #expect(throws: MultipartError.self) { try MultipartParser(boundary: boundary) }
        }
    }
}
