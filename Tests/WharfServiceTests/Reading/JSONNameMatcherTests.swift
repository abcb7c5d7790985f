import Testing

@testable import WharfService

struct JSONNameMatcherTests {
    private static let columns = ["id", "hired_at", "hiredAt", "Department_ID", "name"]

    @Test(
        arguments: [
            ("id", 0), ("ID", 0), ("hired_at", 1), ("hiredAt", 2), ("HIRED-AT", nil), ("departmentId", 3),
            ("department id", 3),
            ("Name", 4), ("names", nil), ("", nil), ("i d", 0), ("_", nil), ("wharf_line", nil),
        ] as [(String, Int?)])
    func name_MeansTheColumn_OfItsWords(_ name: String, _ expected: Int?) {
        #expect(JSONNameMatcher.position(of: name, in: Self.columns) == expected)
    }
}

struct RowFormatTests {
    @Test(
        arguments: [
            ("application/x-ndjson", nil, false), ("application/jsonl", nil, false), ("text/csv", nil, true),
            ("", nil, true),
            ("text/plain", "a.ndjson", false), ("application/octet-stream", "A.JSONL", false), ("", "a.json", true),
            ("text/csv", "ndjson", true),
        ] as [(String, String?, Bool)])
    func format_IsWhatTypeOrNameSay(_ mediaType: String, _ fileName: String?, _ isCSV: Bool) {
        #expect(RowFormat(mediaType: mediaType, fileName: fileName).isCSV == isCSV)
    }
}
