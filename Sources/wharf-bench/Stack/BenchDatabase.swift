import Glibc
import MariaDB

/// The bench's own session with the private server, as its administrator.
final class BenchDatabase {
    let socket: String
    let name: String
    private let connection: Connection
    private var readingCounters: StatusCounters?
    /// Rows of the sample that `hired_employees` holds, as far as the bench knows.
    private var sampleRows: Int?

    init(socket: String, name: String) throws(MariaDBError) {
        self.socket = socket
        self.name = name
        connection = try Connection(ConnectionSettings(socket: socket, user: "root", database: name))
    }

    /// What the command line clients need to reach it as its administrator.
    var clientOptions: [String] { ["--no-defaults", "--socket=\(socket)", "--user=root"] }

    /// Empties the three tables.
    func emptyAll() throws {
        sampleRows = nil
        try connection.execute("TRUNCATE TABLE `hired_employees`")
        // TRUNCATE refuses a table that a foreign key names.
        try connection.execute("DELETE FROM `jobs`")
        try connection.execute("DELETE FROM `departments`")
        try settle()
    }

    /// Empties `hired_employees` and waits until the server has nothing left to do.
    func emptyEmployees() throws {
        sampleRows = nil
        try connection.execute("TRUNCATE TABLE `hired_employees`")
        try settle()
    }

    /// Remembers that `hired_employees` holds the sample of so many rows and nothing else, until it is emptied.
    func noteSample(_ rows: Int) { sampleRows = rows }

    /// Whether `hired_employees` holds the sample of so many rows and nothing else.
    func holdsSample(_ rows: Int) throws -> Bool { try sampleRows == rows && employeeCount() == rows }

    /// Waits until the purge has caught up and the dirty pages are written, so that nobody pays for the one before.
    ///
    /// Left alone, the server keeps pages dirty for as long as its log has room. An upper limit of 0 makes it write.
    /// <https://mariadb.com/kb/en/innodb-page-flushing/>
    ///
    /// - Throws: `BenchError` after ten minutes.
    func settle() throws {
        let usual = try connection.query("SELECT @@GLOBAL.innodb_max_dirty_pages_pct")[0][0].double ?? 90
        try connection.execute("SET GLOBAL innodb_max_dirty_pages_pct = 0")
        try waitForRest()
        try connection.execute("SET GLOBAL innodb_max_dirty_pages_pct = \(usual)")
    }

    private func waitForRest() throws {
        let watch = Stopwatch.wall()
        while watch.seconds < 600 {
            let status = try allCounters()
            if status["Innodb_history_list_length"] < 1000, status["Innodb_buffer_pool_pages_dirty"] < 500 { return }
            usleep(100_000)
        }
        throw BenchError("the database did not come to rest within ten minutes")
    }

    func employeeCount() throws -> Int {
        try connection.query("SELECT COUNT(*) FROM `hired_employees`")[0][0].int.map(Int.init) ?? 0
    }

    /// Fails unless the table has so many rows.
    func expectEmployees(_ count: Int, after run: String) throws {
        let found = try employeeCount()
        guard found == count else {
            throw BenchError("after \(run) hired_employees has \(found.grouped) rows, not \(count.grouped)")
        }
    }

    /// Fails unless the table has the ids from 1 to `count`, each once.
    func expectEmployeesOnce(_ count: Int) throws {
        let row = try connection.query(
            "SELECT COUNT(*), COUNT(DISTINCT `id`), MIN(`id`), MAX(`id`) FROM `hired_employees`")[0]
        let found = (0..<4).map { row[$0].int.map(Int.init) ?? 0 }
        guard found == [count, count, 1, count] else {
            throw BenchError(
                "hired_employees has \(found[0].grouped) rows up to \(found[3].grouped), not \(count.grouped)")
        }
    }

    /// The ids of a table.
    func ids(of table: String) throws -> [Int] {
        try connection.query("SELECT `id` FROM \(Connection.quoteIdentifier(table)) ORDER BY `id`").compactMap {
            $0[0].int.map(Int.init)
        }
    }

    /// Runs a statement as text; it commits by itself.
    func execute(_ statement: String) throws { try connection.execute(statement) }

    /// A digest of all rows, independent of their order and of the indexes. <https://mariadb.com/kb/en/checksum-table/>
    func employeeChecksum() throws -> UInt64 {
        guard let sum = try connection.query("CHECKSUM TABLE `hired_employees`")[0][1].uint else {
            throw BenchError("no checksum of hired_employees")
        }
        return sum
    }

    /// A digest of the rows whose ids are above this one, but for the ids.
    func employeeDigest(above id: Int) throws -> UInt64 {
        let sql = """
            SELECT CAST(SUM(CRC32(CONCAT_WS('|', `name`, `datetime`, `department_id`, `job_id`))) AS UNSIGNED)
              FROM `hired_employees`
             WHERE `id` > \(id)
            """
        guard let sum = try connection.query(sql)[0][0].uint else {
            throw BenchError("hired_employees has no row with an id above \(id)")
        }
        return sum
    }

    /// Runs `body` and tells what the server's counters grew by.
    func counting<Result>(
        _ body: () throws -> Result
    ) throws -> (result: Result, growth: [(name: String, value: Int)]) {
        if readingCounters == nil {
            // The first reading prepares its statement, too.
            _ = try allCounters()
            let first = try allCounters()
            readingCounters = try allCounters().subtracting(first)
        }
        let before = try allCounters()
        let result = try body()
        return (result, try allCounters().growth(since: before, reading: readingCounters!))
    }

    /// Runs `body` and tells how many temporary tables the server put on disk meanwhile, but for those of the readings.
    func countingDiskTables<Result>(_ body: () throws -> Result) throws -> (result: Result, tables: Int) {
        let name = "Created_tmp_disk_tables"
        let first = try allCounters()[name]
        let before = try allCounters()[name]
        let result = try body()
        return (result, try allCounters()[name] - before - (before - first))
    }

    private func allCounters() throws -> StatusCounters {
        let rows = try connection.query("SHOW GLOBAL STATUS")
        return StatusCounters(
            values: Dictionary(rows.map { ($0[0].string ?? "", $0[1].int.map(Int.init) ?? 0) }) { $1 })
    }

    /// The server's settings that matter to loads.
    func settings() throws -> [(name: String, value: String)] {
        let names = [
            "version", "innodb_buffer_pool_size", "innodb_log_file_size", "innodb_flush_log_at_trx_commit",
            "innodb_io_capacity", "innodb_flush_method", "innodb_doublewrite", "innodb_sort_buffer_size", "log_bin",
            "max_allowed_packet", "local_infile",
        ]
        let rows = try connection.query("SHOW GLOBAL VARIABLES")
        let values = Dictionary(rows.map { ($0[0].string ?? "", $0[1].string ?? "") }) { $1 }
        return names.compactMap { name in values[name].map { (name, $0) } }
    }
}
