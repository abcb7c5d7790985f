import Testing

@testable import WharfService

struct HeaderMatcherTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let table: Table
        let header: String
        /// The column of each field, `-` for none.
        let columns: String

        init(_ table: Table, _ header: String, _ columns: String) {
            (self.table, self.header, self.columns) = (table, header, columns)
        }

        var testDescription: String { "\(header) in \(table.name)" }
        var names: [String] { header.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    private static func columns(_ mapping: ColumnMapping) -> String {
        var columns = [String](repeating: "-", count: mapping.fieldCount)
        for target in mapping.targets { columns[target.field] = target.column.name }
        return columns.joined(separator: ",")
    }

    @Test(arguments: [
        Case(.departments, "id,department", "id,department"),
        Case(.departments, "Department,ID", "department,id"),
        Case(.departments, "DEPARTMENT_ID,Department", "id,department"),
        Case(.jobs, "ID_JOB,job", "id,job"), Case(.jobs, "job,JobId", "job,id"),
        Case(.hiredEmployees, "id,name,datetime,DepartmentId,JobId", "id,name,datetime,department_id,job_id"),
        Case(.hiredEmployees, "JOB-ID,DEPARTMENT ID,Date Time,Name,Id", "job_id,department_id,datetime,name,id"),
        Case(
            .hiredEmployees, "employee_id,employee_name,hired_datetime,department_id,job_id",
            "id,name,datetime,department_id,job_id"),
        Case(.departments, "wharf_line,wharf_codes,WHARF_Reasons,id,department", "-,-,-,id,department"),
        Case(.notes, "id,title,remark", "id,title,remark"),
    ])
    func header_FindsItsColumns(_ one: Case) throws {
        let mapping = try HeaderMatcher(table: one.table).match(one.names)
        #expect(Self.columns(mapping) == one.columns)
        #expect(mapping.notes.isEmpty)
    }

    @Test(arguments: [
        Case(.jobs, "id,title", "id,job"), Case(.jobs, "job_id,job_name", "id,job"),
        Case(.hiredEmployees, "id,name,hire_date,department_id,job_id", "id,name,datetime,department_id,job_id"),
        Case(.departments, "nr,department,wharf_line", "id,department,-"),
    ])
    func lastNameOnEachSide_IsMatchedByElimination_WithANote(_ one: Case) throws {
        let mapping = try HeaderMatcher(table: one.table).match(one.names)
        #expect(Self.columns(mapping) == one.columns)
        #expect(mapping.notes.count == 1)
        #expect(mapping.notes.first?.contains("was taken for") == true)
    }

    @Test func optionalColumn_MayBeLeftOut_WithANote() throws {
        let mapping = try HeaderMatcher(table: .notes).match(["title", "id"])
        #expect(Self.columns(mapping) == "title,id")
        #expect(mapping.notes == ["not in the file, so filled by their defaults: remark"])
    }

    /// What is left over in the file and in the table; `columns` holds the latter.
    @Test(arguments: [
        (
            Case(.hiredEmployees, "id,name,hire_date,dept,job_id", "datetime, department_id"), "'hire_date', 'dept'"
        ),
        (Case(.departments, "id,ID,department", "id"), "'id', 'ID'"),
        (Case(.departments, "id,department,note", "none"), "'note'"),
        (Case(.departments, "id", "department"), "none"), (Case(.departments, "a,b", "id, department"), "'a', 'b'"),
    ])
    func leftovers_AreListedOnBothSides(_ one: Case, _ file: String) throws {
        let problem = try #require(throws: Problem.self) { try HeaderMatcher(table: one.table).match(one.names) }
        #expect(problem.type == .columnsDoNotMatch)
        #expect(problem.detail.contains("Left over in the file: \(file); in the table: \(one.columns). "))
        let all = one.table.loadableColumns.map(\.name).joined(separator: ",")
        #expect(problem.detail.contains("columns=\(all)"))
        #expect(problem.detail.contains("header=no"))
    }

    @Test(arguments: [(1, "1 fields", "columns=id"), (3, "3 fields", "columns=id,department,")])
    func position_NeedsEveryColumn(_ fields: Int, _ said: String, _ advice: String) throws {
        let matcher = HeaderMatcher(table: .departments)
        #expect(Self.columns(try matcher.matchByPosition(fieldCount: 2)) == "id,department")
        let problem = try #require(throws: Problem.self) { try matcher.matchByPosition(fieldCount: fields) }
        #expect(problem.type == .columnsDoNotMatch)
        #expect(problem.detail.contains(said) && problem.detail.hasSuffix(advice))
    }

    @Test(arguments: [
        Case(.departments, "department,id", "department,id"),
        Case(.departments, ",id,,Department", "-,id,-,department"),
        Case(.notes, "id,title", "id,title"),
    ])
    func givenColumns_AreTaken(_ one: Case) throws {
        #expect(Self.columns(try HeaderMatcher(table: one.table).match(given: one.names)) == one.columns)
    }

    @Test(arguments: [
        Case(.departments, "id,name", ""), Case(.departments, "id,id", ""), Case(.departments, "id", ""),
        Case(.departments, "department", ""), Case(.notes, "id,title,size", ""),
    ])
    func givenColumns_AreRefused_WhenTheyAreNotTheTables(_ one: Case) throws {
        let problem = try #require(throws: Problem.self) { try HeaderMatcher(table: one.table).match(given: one.names) }
        #expect(problem.type == .columnsDoNotMatch)
    }
}
