/// Rows of `hired_employees` that nothing is wrong with, made up from their ids.
struct EmployeeBatch {
    let ids: Range<Int>
    /// Ids of the parents that are there.
    let departments: [Int]
    let jobs: [Int]

    /// The body of `POST /bulk`: objects by column name.
    var document: [UInt8] {
        let rows = ids.map { id in
            """
            {"id":\(id),"name":"\(Self.name(id))","datetime":"\(Self.day(id))T\(Self.time(id))Z",\
            "department_id":\(department(id)),"job_id":\(job(id))}
            """
        }
        return Array("{\"table\":\"hired_employees\",\"data\":[\(rows.joined(separator: ","))]}".utf8)
    }

    /// The same rows as one statement of text.
    var statement: String {
        let rows = ids.map { id in
            "(\(id),'\(Self.name(id))','\(Self.day(id)) \(Self.time(id))',\(department(id)),\(job(id)))"
        }
        return """
            INSERT INTO `hired_employees` (`id`, `name`, `datetime`, `department_id`, `job_id`)
            VALUES \(rows.joined(separator: ","))
            """
    }

    private static func name(_ id: Int) -> String { "Employee \(id) of the company" }
    private static func day(_ id: Int) -> String { "2021-\(twoDigits(id % 12 + 1))-\(twoDigits(id % 28 + 1))" }
    private static func time(_ id: Int) -> String { "\(twoDigits(id % 24)):\(twoDigits(id % 60)):00" }
    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private func department(_ id: Int) -> Int { departments[id % departments.count] }
    private func job(_ id: Int) -> Int { jobs[id % jobs.count] }
}
