import Testing

/// Another person's copy of the challenge files: the same records in another form.
struct Variation: Sendable, CustomTestStringConvertible {
    typealias Records = [[String]]

    let name: String
    var query = ""
    /// From the records of one table to a file.
    var file: @Sendable (_ table: String, _ records: Records) -> String
    /// The order of the parts, and how they are named.
    var parts: [(table: String, name: String)] = ChallengeFiles.tables.map { ($0, $0) }

    var testDescription: String { name }

    init(
        _ name: String, query: String = "", parts: [(table: String, name: String)]? = nil,
        file: @escaping @Sendable (_ table: String, _ records: Records) -> String = { _, records in join(records) }
    ) {
        self.name = name
        self.query = query
        self.file = file
        if let parts { self.parts = parts }
    }

    static func join(_ records: Records, _ delimiter: String = ",", _ lineEnd: String = "\r\n") -> String {
        records.map { $0.joined(separator: delimiter) }.joined(separator: lineEnd)
    }

    func make() throws -> [Part] {
        try parts.map { .file($0.name, file($0.table, try ChallengeFiles.records($0.table))) }
    }

    private static func headed(_ name: String, _ departments: String, _ jobs: String, _ hires: String) -> Variation {
        let lines = ["departments": departments, "jobs": jobs, "hired_employees": hires]
        return Variation("header \(name)") { table, records in (lines[table] ?? "") + "\n" + join(records, ",", "\n") }
    }

    private static func mapping(
        _ name: String, _ column: Int, of tables: Set<String> = Set(ChallengeFiles.tables),
        _ change: @escaping @Sendable (String) -> String
    ) -> Variation {
        Variation(name) { table, records in
            guard tables.contains(table) else { return join(records) }
            return join(
                records.map { fields in
                    fields.enumerated().map { $0 == column && !$1.isEmpty ? change($1) : $1 }
                })
        }
    }

    private static func shuffled(_ records: Records, seed: UInt64) -> Records {
        struct Numbers: RandomNumberGenerator {
            var state: UInt64
            mutating func next() -> UInt64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return state ^ (state >> 29)
            }
        }
        var numbers = Numbers(state: seed)
        return records.shuffled(using: &numbers)
    }

    static let all: [Variation] = [
        Variation("semicolons") { join($1, ";") },
        Variation("tabs") { join($1, "\t") },
        Variation("bars") { join($1, "|", "\n") },
        Variation("byte order mark") { "\u{FEFF}" + join($1) },
        Variation("byte order mark and header") { table, records in
            "\u{FEFF}" + (table == "hired_employees" ? "id,name,datetime,department_id,job_id" : "id,\(table)") + "\r\n"
                + join(records)
        },
        headed("as in the table", "id,department", "id,job", "id,name,datetime,department_id,job_id"),
        headed("in capitals", "ID,DEPARTMENT", "ID,JOB", "ID,NAME,DATETIME,DEPARTMENT_ID,JOB_ID"),
        headed("in camel case", "Id,Department", "Id,Job", "Id,Name,DateTime,DepartmentId,JobId"),
        headed("with blanks", " id , Department ", "id, job", "id, name, date time, Department ID, Job-Id"),
        headed(
            "with the table's words", "department_id,department", "ID_JOB,job",
            "id,employee_name,datetime,department_id,job_id"),
        headed("with one name of its own", "id,area", "id,position", "id,name,hired_on,department_id,job_id"),
        Variation("line feeds") { join($1, ",", "\n") },
        Variation("line feeds and a last one") { join($1, ",", "\n") + "\n" },
        Variation("blank lines at the end") { join($1) + "\r\n\r\n\r\n" },
        Variation("all quoted") { table, records in
            join(records.map { $0.map { $0.isEmpty ? "" : "\"\($0)\"" } })
        },
        Variation("all quoted, semicolons, header") { table, records in
            let names =
                table == "hired_employees" ? ["id", "name", "datetime", "department_id", "job_id"] : ["id", "name"]
            return join(([names] + records).map { $0.map { "\"\($0)\"" } }, ";")
        },
        mapping("keys as 8.0", 3) { "\($0).0" },
        mapping("ids as 8.0", 0) { "\($0).0" },
        mapping("ids between blanks", 0) { "  \($0) " },
        mapping("milliseconds", 2) { $0.replacing("Z", with: ".000Z") },
        mapping("microseconds and an offset", 2) { $0.replacing("Z", with: ".000000+00:00") },
        mapping("times without a zone", 2) { $0.replacing("T", with: " ").replacing("Z", with: "") },
        Variation("shuffled") { join(shuffled($1, seed: 20_210_101)) },
        Variation("children before parents", parts: ChallengeFiles.tables.reversed().map { ($0, $0) }),
        Variation(
            "spoken names", parts: [("hired_employees", "Hired"), ("jobs", "JOB"), ("departments", "Department")]),
        Variation("NULL for nothing") { join($1.map { $0.map { $0.isEmpty ? "NULL" : $0 } }) },
        Variation("options said", query: "?delimiter=;&header=no&encoding=utf-8") { join($1, ";") },
    ]
}
