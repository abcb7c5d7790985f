/// The two metrics as they are usually written, run by the `mariadb` command line client: a function of the column, and a
/// join of every row to the names that it is then grouped by.
struct UsualMetricRival {
    let database: BenchDatabase

    /// - Returns: how many rows there were, and the seconds that the client ran.
    func run(_ sql: String) throws -> (rows: Int, seconds: Double) {
        let options = ["--database=\(database.name)", "--batch", "--skip-column-names", "--execute=\(sql)"]
        let outcome = try ChildProcess(arguments: ["mariadb"] + database.clientOptions + options).run()
        return (outcome.output.split(separator: "\n").count, outcome.seconds)
    }

    /// Department, job, and hires of each quarter.
    static func hiresByQuarter(_ year: Int) -> String {
        let quarters = (1...4).map { "SUM(CASE WHEN QUARTER(h.`datetime`) = \($0) THEN 1 ELSE 0 END) AS q\($0)" }
        return """
            SELECT d.department, j.job, \(quarters.joined(separator: ", "))
              FROM hired_employees h
              JOIN departments d ON d.id = h.department_id
              JOIN jobs j ON j.id = h.job_id
             WHERE YEAR(h.`datetime`) = \(year)
             GROUP BY d.department, j.job
             ORDER BY d.department, j.job
            """
    }

    /// Id, department and hires of those above the mean.
    static func hiresByDepartment(_ year: Int) -> String {
        """
        WITH hires AS (
            SELECT d.id, d.department, COUNT(h.id) AS hired
              FROM departments d
              LEFT JOIN hired_employees h ON h.department_id = d.id AND YEAR(h.`datetime`) = \(year)
             GROUP BY d.id, d.department)
        SELECT id, department, hired
          FROM hires
         WHERE hired > (SELECT AVG(hired) FROM hires)
         ORDER BY hired DESC
        """
    }
}
