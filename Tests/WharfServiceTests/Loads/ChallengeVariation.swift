import Testing

/// Another way in which the challenge's files are written: the same records, so the same receipts.
struct ChallengeVariation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// From a table's records, each a list of fields, to the file.
    let write: @Sendable (_ table: String, _ records: [[String]]) -> String
    var options: [String: String] = [:]
    /// The order of the files in the request.
    var tables = ["departments", "jobs", "hired_employees"]
    /// The most that is fed at once.
    var pieceBytes = Int.max

    init(
        _ description: String, options: [String: String] = [:],
        _ write: @escaping @Sendable (_ table: String, _ records: [[String]]) -> String = { Self.join($1) }
    ) {
        testDescription = description
        self.options = options
        self.write = write
    }

    static func join(_ records: [[String]], by delimiter: String = ",", lineEnd: String = "\r\n") -> String {
        records.map { $0.joined(separator: delimiter) + lineEnd }.joined()
    }

    private static let names = [
        "departments": ["id", "department"], "jobs": ["id", "job"],
        "hired_employees": ["id", "name", "datetime", "department_id", "job_id"],
    ]

    private static func headed(_ names: [String: [String]]) -> @Sendable (String, [[String]]) -> String {
        { table, records in join([names[table] ?? []] + records) }
    }

    private static func shuffled(_ records: [[String]], seed: UInt64) -> [[String]] {
        var random = SeededGenerator(seed: seed)
        return records.shuffled(using: &random)
    }

    private func with(tables: [String]) -> Self {
        var copy = self
        copy.tables = tables
        return copy
    }

    private func with(pieceBytes: Int) -> Self {
        var copy = self
        copy.pieceBytes = pieceBytes
        return copy
    }

    static let all: [ChallengeVariation] = [
        Self("LF") { join($1, lineEnd: "\n") },
        Self("LF, no final one") { String(join($1, lineEnd: "\n").dropLast()) },
        Self("byte order mark") { "\u{FEFF}" + join($1) },
        Self("semicolon") { join($1, by: ";") }, Self("tab") { join($1, by: "\t") }, Self("bar") { join($1, by: "|") },
        Self("semicolon, given", options: ["delimiter": "semicolon"]) { join($1, by: ";") },
        Self("sep= line") { "sep=;\r\n" + join($1, by: ";") },
        Self("header", headed(names)),
        Self("header in upper case", headed(names.mapValues { $0.map { $0.uppercased() } })),
        Self(
            "header in camel case",
            headed([
                "departments": ["Id", "Department"], "jobs": ["JobId", "Job"],
                "hired_employees": ["Id", "EmployeeName", "DateTime", "DepartmentId", "JobId"],
            ])),
        Self(
            "header in other words",
            headed([
                "departments": ["ID_DEPARTMENT", "department name"], "jobs": ["ID_JOB", "title"],
                "hired_employees": ["employee-id", "employee_name", "hired at", "Department ID", "Job ID"],
            ])),
        Self("header, given", options: ["header": "yes"], headed(names)),
        Self("columns in another order") { table, records in
            join(([names[table] ?? []] + records).map { $0.reversed() })
        },
        Self("all quoted") { join($1.map { $0.map { "\"\($0)\"" } }) },
        Self("keys as 8.0") { _, records in
            join(records.map { $0.map { Int($0) == nil ? $0 : "\($0).0" } })
        },
        Self("blanks around keys") { _, records in join(records.map { $0.map { Int($0) == nil ? $0 : " \($0) " } }) },
        Self("milliseconds") { _, records in
            join(records.map { $0.map { $0.hasSuffix("Z") && $0.contains("T") ? $0.dropLast() + ".000Z" : $0 } })
        },
        Self("an offset instead of Z") { _, records in
            join(records.map { $0.map { $0.hasSuffix("Z") && $0.contains("T") ? $0.dropLast() + "+00:00" : $0 } })
        },
        Self("shuffled") { join(shuffled($1, seed: 2021)) },
        Self("backwards") { join($1.reversed()) },
        Self("blank lines") { "\r\n" + join($1) + "\r\n,,\r\n\r\n" },
        Self("children first").with(tables: ["hired_employees", "jobs", "departments"]),
        Self("singular names, children between").with(tables: ["JOB", "hired", "Department"]),
        Self("pieces of 1000 octets").with(pieceBytes: 1000), Self("pieces of 7 octets").with(pieceBytes: 7),
    ]
}
