/// `LOAD DATA LOCAL INFILE` by the `mariadb` command line client: the fastest that a user has at hand.
struct LoadDataRival {
    let database: BenchDatabase

    /// Loads the file into `hired_employees` and returns the seconds that the client ran.
    ///
    /// The file's times end in `Z`, which the server refuses, so it has to be told how to read them.
    func load(_ path: String) throws -> Double {
        precondition(!path.contains("'") && !path.contains("\\"), "the path stands in a statement")
        let sql = #"""
            LOAD DATA LOCAL INFILE '\#(path)' INTO TABLE `hired_employees`
                CHARACTER SET utf8mb4
                FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY ''
                LINES TERMINATED BY '\r\n'
                (`id`, `name`, @time, `department_id`, `job_id`)
                SET `datetime` = STR_TO_DATE(@time, '%Y-%m-%dT%H:%i:%sZ')
            """#
        let client = ChildProcess(arguments: [
            "mariadb", "--no-defaults", "--local-infile=1", "--socket=\(database.socket)", "--user=root",
            "--database=\(database.name)", "--execute=\(sql)",
        ])
        return try client.run().seconds
    }
}
