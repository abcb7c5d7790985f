import Testing

@testable import WharfService

struct HeaderDetectorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let table: Table
        let fields: [String]
        let isHeader: Bool

        init(_ table: Table, _ fields: String..., isHeader: Bool) {
            (self.table, self.fields, self.isHeader) = (table, fields, isHeader)
        }

        var testDescription: String { "\(fields) in \(table.name)" }
    }

    @Test(arguments: [
        Case(.departments, "id", "department", isHeader: true), Case(.departments, "1", "Sales", isHeader: false),
        Case(.departments, "", "Sales", isHeader: false), Case(.departments, "-1", "Sales", isHeader: false),
        Case(.departments, " 1", "Sales", isHeader: false), Case(.departments, "+1", "Sales", isHeader: false),
        Case(.departments, "nr", "bureau", isHeader: true), Case(.departments, "wharf_line", "1", isHeader: true),
        Case(.departments, "WHARF_codes", "", isHeader: true),
        Case(.hiredEmployees, "ID", "Name", "DateTime", "DepartmentId", "JobId", isHeader: true),
        Case(.hiredEmployees, "1", "Ann", "2021-01-01T00:00:00Z", "1", "1", isHeader: false),
        Case(.hiredEmployees, "1", "Ann", "", "", "", isHeader: false),
        Case(.phrases, "code", "text", isHeader: true), Case(.phrases, "hello", "world", isHeader: false),
        Case(.phrases, "2nd", "text", isHeader: false), Case(.phrases, "***", "text", isHeader: false),
    ])
    func firstRecord_IsHeaderOrNot(_ one: Case) throws {
        switch try HeaderDetector(table: one.table).judge(one.fields) {
        case .header(let why): #expect(one.isHeader && !why.isEmpty)
        case .noHeader(let why): #expect(!one.isHeader && !why.isEmpty)
        }
    }

    @Test(arguments: [["text", "hello"], ["hello", "code"]])
    func firstRecord_IsAmbiguous_WhenEveryColumnIsText(_ fields: [String]) throws {
        let problem = try #require(throws: Problem.self) { try HeaderDetector(table: .phrases).judge(fields) }
        #expect(problem.type == .ambiguousDialect)
        #expect(problem.detail.contains("1 of its 2 fields") && problem.detail.contains("header=yes or header=no"))
    }
}
