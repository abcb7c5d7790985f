/// `LOAD DATA LOCAL INFILE` by the `mariadb` command line client: the fastest that a user has at hand.
struct LoadDataRival: LoadRival {
    let name = "LOAD DATA LOCAL"
    let database: BenchDatabase

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
        let options = ["--local-infile=1", "--database=\(database.name)", "--execute=\(sql)"]
        return try ChildProcess(arguments: ["mariadb"] + database.clientOptions + options).run().seconds
    }
}
