import Testing

@testable import WharfService

struct NameTests {
    @Test(
        arguments: [
            ("department_id", ["department", "id"]), ("DepartmentId", ["department", "id"]),
            ("departmentID", ["department", "id"]), ("DEPARTMENT ID", ["department", "id"]),
            (" department-id\t", ["department", "id"]), ("ID_JOB", ["id", "job"]), ("jobs.id", ["jobs", "id"]),
            ("id2", ["id2"]), ("AÑO_Ingreso", ["año", "ingreso"]), ("HTTPServer", ["httpserver"]), ("", []),
            ("__ -", []), ("😀", []),
        ])
    func name_SplitsIntoWords(_ name: String, _ words: [String]) {
        #expect(Words(name).words == words)
        #expect(Words(name).joined == words.joined())
    }

    @Test(
        arguments: [
            ("employees", "employee"), ("salaries", "salary"), ("companies", "company"), ("boxes", "box"),
            ("branches", "branch"), ("dishes", "dish"), ("classes", "class"), ("class", "class"), ("status", "status"),
            ("is", "is"), ("job", "job"), ("ties", "tie"), ("", ""),
        ])
    func plural_HasItsSingular(_ plural: String, _ singular: String) {
        #expect(Words.singular(plural) == singular)
    }

    @Test func words_AreTakenOut_InSingularAndPlural() {
        #expect(Words("employee_name").without(Words("hired_employees")) == ["name"])
        #expect(Words("hired_employees").without(Words("HiredEmployee")).isEmpty)
        #expect(Words("ID_JOB").without(Words("jobs")) == Words("id").without(Words("jobs")))
    }

    private static let own = ["departments", "hired_employees", "jobs"]

    @Test(
        arguments: [
            ("departments", "departments"), ("Departments", "departments"), ("DEPARTMENT", "departments"),
            ("department", "departments"), ("job", "jobs"), ("JOBS", "jobs"), ("hired", "hired_employees"),
            ("Hired", "hired_employees"), ("hired_employee", "hired_employees"), ("HiredEmployees", "hired_employees"),
            ("hired-employees", "hired_employees"), ("HIREDEMPLOYEES", "hired_employees"), ("employees", nil),
            ("hire", nil), ("dep", nil), ("", nil), ("-", nil), ("departments2", nil), ("departments.csv", nil),
        ] as [(String, String?)])
    func spokenName_FindsItsTable(_ spoken: String, _ table: String?) {
        #expect(TableNames(names: Self.own).resolve(spoken) == table)
    }

    @Test(
        arguments: [
            (["hired_employees", "hired_contractors"], "hired", nil),
            (["hired_employees", "hired_contractors"], "hired_contractor", "hired_contractors"),
            (["Dept", "dept"], "dept", "dept"), (["Dept", "dept"], "DEPT", nil), (["job", "jobs"], "job", "job"),
            (["job", "jobs"], "JOBS", "jobs"), ([], "jobs", nil), (["a b", "a`c"], "a`c", "a`c"),
        ] as [([String], String, String?)])
    func spokenName_FindsNothing_WhenItMayMeanTwo(_ names: [String], _ spoken: String, _ table: String?) {
        #expect(TableNames(names: names).resolve(spoken) == table)
    }
}
