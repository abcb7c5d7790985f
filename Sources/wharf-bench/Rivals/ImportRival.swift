/// `mariadb-import`: the same by a program that takes the table's name from the file's.
struct ImportRival: LoadRival {
    let name = "mariadb-import"
    let database: BenchDatabase

    /// It has no way to tell the server how to read times. As `LOAD DATA LOCAL` by itself does, it takes what ends in `Z`
    /// with a warning for each row.
    func load(_ path: String) throws -> Double {
        let options = [
            "--local", "--silent", "--default-character-set=utf8mb4", "--fields-terminated-by=,",
            "--fields-optionally-enclosed-by=\"", "--fields-escaped-by=", "--lines-terminated-by=\\r\\n",
            "--columns=id,name,datetime,department_id,job_id", database.name, path,
        ]
        return try ChildProcess(arguments: ["mariadb-import"] + database.clientOptions + options).run().seconds
    }
}
