import Testing

@testable import WharfService

struct AcceptHeaderTests {
    private static let offers = ["application/json", "text/csv"]

    @Test(
        arguments: [
            (nil, "application/json"), ("", "application/json"), ("*/*", "application/json"),
            ("application/*", "application/json"), ("application/json", "application/json"),
            ("APPLICATION/JSON", "application/json"), ("text/csv", "text/csv"), ("text/*", "text/csv"),
            ("text/csv;header=present", "text/csv"), ("text/csv, application/json", "application/json"),
            ("text/csv, */*", "text/csv"), ("text/csv, application/json;q=0.9", "text/csv"),
            ("text/csv;q=0.5,application/json;q=0.4", "text/csv"), ("text/html, */*;q=0.1", "application/json"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
            ("*/*, application/json;q=0", "text/csv"), ("text/csv ; q=1.0 , x", "text/csv"),
            ("text/*;q=0.9, text/csv;q=0.1, application/*;q=0.5", "application/json"),
            // No media range at all is nothing said.
            ("garbage", "application/json"), (",,", "application/json"), ("/, text/, /csv", "application/json"),
        ] as [(String?, String)])
    func client_GetsWhatItLikesBest(_ header: String?, _ expected: String) {
        #expect(AcceptHeader(header).best(of: Self.offers) == expected)
    }

    @Test(
        arguments: [
            "text/html", "image/*", "application/jsonx", "application/xml, text/plain", "*/*;q=0", "text/csv;q=0",
            "application/json;q=0, text/csv;q=0", "application/json;q=nan", "*/json",
        ])
    func client_GetsNothing_WhenItTakesNothingOfIt(_ header: String) {
        #expect(AcceptHeader(header).best(of: Self.offers) == nil)
    }
}
