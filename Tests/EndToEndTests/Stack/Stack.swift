import Glibc
import MariaDB
import Synchronization
import Testing

/// The stack that all tests share: a private database server, the responder and nginx, started when the first test wants it.
///
/// Where the server is a cluster there are two responders, each on a node of its own, that get requests by turns.
final class Stack: Sendable {
    struct Failure: Error {
        let command: String
        let status: Int32
        let output: String
    }

    /// The program under test.
    static let program: String? = environment("WHARF_BIN")
    /// The database server, by the name that its process has in the stack: `mariadb`, `mysql` or `galera`, which is the
    /// first node of a cluster.
    static let server = environment("WHARF_SERVER") ?? "mariadb"
    static let isCluster = server == "galera"
    private static let responders = Mutex(isCluster ? 2 : 1)
    /// Its variable for the isolation of transactions.
    static let isolation = server == "mysql" ? "transaction_isolation" : "tx_isolation"
    /// The certificate of the authority, which ends with `/ca.pem`; beside it `cert.pem` and `key.pem` of a server on
    /// loopback, which the stack's own can read.
    static let authority = environment("WHARF_TEST_TLS_CA")
    /// The checkout.
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/")

    static func shared() throws -> Stack { try started.get() }
    private static let started = Result { try Stack() }

    let path: String
    let port: UInt16
    /// Of the database server, more than the usual ones.
    private let options: [String]
    private let settings: [String: String]
    private let scratchCount = Mutex(0)

    private init(options: [String] = []) throws {
        try StackFolder.sweep(root: Self.root)
        path = try StackFolder().path
        port = try Self.freePort()
        self.options = options
        try StackWatcher.begin(path, root: Self.root)
        try Self.script("start", path: path, port: port, ["DB_OPTIONS": options.joined(separator: " ")])
        settings = try Self.readSettings("\(path)/env")
    }

    /// Runs `body` with a stack of its own, whose database server was made with these options.
    static func withOwn(options: [String], _ body: (Stack) throws -> Void) throws {
        let stack = try Stack(options: options)
        defer { StackWatcher.end(stack.path) }
        try body(stack)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// A token that allows everything; the first start made it.
    var token: String { settings["WHARF_TOKEN"] ?? "" }
    /// The header that shows it, with its line end.
    var authorization: String { "Authorization: Bearer \(token)\r\n" }

    // MARK: Its parts

    /// Starts what is not running, which is all of it at the beginning.
    func start() throws {
        try Self.script("start", path: path, port: port, ["DB_OPTIONS": options.joined(separator: " ")])
    }

    /// How many responders there are from now on, of two nodes of a cluster.
    func setResponders(_ count: Int) throws {
        Self.responders.withLock { $0 = count }
        if count == 1 { try kill("wharf-2", SIGTERM) } else { try start() }
    }

    /// The same, under way.
    func beginStart() throws -> ChildProcess {
        try ChildProcess(
            ["timeout", "180", "\(Self.root)/.make/stack.sh", "start"],
            environment: Self.scriptEnvironment(path, port), output: scratchPath("start"))
    }

    /// Ends the responder in order and starts it with these settings.
    func restartResponder(_ settings: [String: String] = [:]) throws {
        try Self.script("restart-responder", path: path, port: port, settings)
    }

    /// Runs `body` while the responder has other settings than usual.
    func withResponder(_ settings: [String: String], _ body: () throws -> Void) throws {
        try restartResponder(settings)
        do {
            try body()
        } catch {
            try restartResponder()
            throw error
        }
        try restartResponder()
    }

    /// - Parameter part: `wharf`, `nginx` or `Stack.server`.
    func pid(of part: String) throws -> pid_t {
        let text = String(decoding: try readFile("\(path)/run/\(part).pid"), as: UTF8.self)
        return try #require(pid_t(text.filter(\.isNumber)))
    }

    /// Whether a process is there and no zombie. One whose first thread has ended still has its files open while another
    /// thread ends: proc_pid_stat(5), fields 3 and 20.
    static func isAlive(_ pid: pid_t) -> Bool {
        guard let stat = try? String(decoding: readFile("/proc/\(pid)/stat"), as: UTF8.self) else { return false }
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 17, fields[0] == "Z" else { return true }
        return (Int(fields[17]) ?? 0) > 1
    }

    /// Kills a part and waits until it is gone.
    func kill(_ part: String, _ signal: Int32 = SIGKILL) throws {
        let pid = try pid(of: part)
        try #require(Glibc.kill(pid, signal) == 0)
        try eventually("the end of \(part)", withinSeconds: 60) { !Self.isAlive(pid) }
    }

    /// A test that failed may have left a part stopped or ended.
    func makeWhole() throws {
        disarm()
        for part in [Self.server, "wharf", "nginx"] { if let pid = try? pid(of: part) { Glibc.kill(pid, SIGCONT) } }
        if (try? get("/readyz").status) != 200 { try start() }
    }

    /// What the responder's memory is bounded by; the thread sanitizer's own is up to ten times that of the program.
    static func memoryBound(megabytes: Int) -> Int { (Wharf.isSanitized ? 11 * megabytes : megabytes) << 20 }

    /// The most memory that the responder ever had resident.
    func responderPeakBytes() throws -> Int {
        let status = String(decoding: try readFile("/proc/\(pid(of: "wharf"))/status"), as: UTF8.self)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    /// What the logs of the responder and of nginx hold.
    func logs() throws -> String {
        try ["wharf.log", "nginx.log", "access.log", "script.log"].map { name in
            let path = name == "script.log" ? "\(path)/\(name)" : "\(path)/log/\(name)"
            return String(decoding: try readFile(path), as: UTF8.self)
        }.joined()
    }

    // MARK: Program

    /// Runs the program with the database of the stack.
    ///
    /// - Returns: its exit status, its standard output and its standard error together.
    func wharf(_ arguments: String...) throws -> (status: Int32, output: String) {
        let output = scratchPath("wharf")
        let child = try ChildProcess([Self.program ?? ""] + arguments, environment: programEnvironment, output: output)
        return (child.wait(), String(decoding: try readFile(output), as: UTF8.self))
    }

    /// What the program needs to find the database.
    var programEnvironment: [String: String] {
        settings.filter { $0.key != "WHARF_TOKEN" }
            .merging(Wharf.surroundings) { $1 }.merging(["FAULT_POINTS": "\(path)/faults"]) { $1 }
    }

    /// A new token, and its id.
    func makeToken(_ name: String, _ scopes: String) throws -> (text: String, id: String) {
        let made = try wharf("token", "create", "--name", name, "--scope", scopes, "--expires", "1d")
        try #require(made.status == 0, "\(made.output)")
        let digest = "SELECT `id` FROM `wharf_tokens` WHERE `digest` = UNHEX(SHA2(?, 256))"
        let text = String(made.output.dropLast())
        return (text, try #require(try query(digest, [.text(text)]).first?[0].string))
    }

    // MARK: Database

    private func connect(_ user: String, _ password: String) throws -> Connection {
        try Connection(
            ConnectionSettings(
                socket: settings["DB_SOCKET"], user: user, password: password, database: settings["DB_NAME"],
                lockWaitTimeoutSeconds: 30))
    }

    /// A connection of the user who may change tables.
    func connectAsMigrator() throws -> Connection {
        try connect(settings["DB_MIGRATOR_USER"] ?? "", settings["DB_MIGRATOR_PASS"] ?? "")
    }

    /// Runs `body` as the user who may change tables.
    func asMigrator<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let connection = try connectAsMigrator()
        defer { connection.close() }
        return try body(connection)
    }

    /// Runs `body` as the database's own administrator.
    func asAdministrator<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        let connection = try connect("root", "")
        defer { connection.close() }
        return try body(connection)
    }

    func query(_ sql: String, _ values: [SQLValue] = []) throws -> [Row] {
        try asMigrator { try $0.query(sql, values) }
    }

    func execute(_ statements: String...) throws { try asMigrator { for sql in statements { try $0.execute(sql) } } }

    func count(_ table: String) throws -> Int {
        Int(try #require(query("SELECT COUNT(*) FROM `\(table)`").first?[0].int))
    }

    /// Rows of the three tables: `departments`, `jobs`, `hired_employees`.
    func counts() throws -> [Int] { try ["departments", "jobs", "hired_employees"].map(count) }

    func emptyTables() throws {
        try execute(
            "DROP TABLE IF EXISTS `salaries`", "DELETE FROM `hired_employees`", "DELETE FROM `jobs`",
            "DELETE FROM `departments`")
    }

    // MARK: Leftovers

    /// Folders and files of loads below the spool, whatever instance they belong to.
    var spooled: [String] {
        namesIn("\(path)/spool").filter { !$0.hasSuffix(".lock") }.flatMap { namesIn("\(path)/spool/\($0)") }
    }

    /// No spool, no load that pretends to run, no transaction that is open.
    func expectNothingLeft(_ location: SourceLocation) {
        do {
            try eventually("an empty spool", sourceLocation: location) { spooled.isEmpty }
            try eventually("no running load", sourceLocation: location) {
                let states = "('receiving', 'checked', 'writing')"
                return try query("SELECT `id` FROM `wharf_loads` WHERE `state` IN \(states)").isEmpty
            }
            // The server makes this list anew when nobody has read it for a tenth of a second, no sooner.
            try eventually("no open transaction", everyMilliseconds: 150, sourceLocation: location) {
                try asAdministrator { try $0.query("SELECT trx_id FROM information_schema.INNODB_TRX").isEmpty }
            }
        } catch {
            Issue.record(error, "leftovers", sourceLocation: location)
        }
    }

    // MARK: Scratch files

    /// A path for a file of one test.
    func scratchPath(_ name: String) -> String {
        let number = scratchCount.withLock { count in
            count += 1
            return count
        }
        return "\(path)/scratch/\(number)-\(name)"
    }

    func scratch(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = scratchPath(name)
        try writeFile(path, bytes)
        return path
    }

    func emptyScratch() {
        for name in namesIn("\(path)/scratch") { unlink("\(path)/scratch/\(name)") }
    }

    // MARK: Start

    private static func script(
        _ command: String, path: String, port: UInt16, _ settings: [String: String] = [:]
    ) throws {
        let environment = settings.merging(scriptEnvironment(path, port)) { $1 }
        let output = "\(path)/script.log"
        let child = try ChildProcess(
            ["timeout", "180", "\(root)/.make/stack.sh", command], environment: environment, output: output)
        let status = child.wait()
        guard status == 0 else {
            throw Failure(
                command: command, status: status, output: String(decoding: try readFile(output), as: UTF8.self))
        }
    }

    private static func scriptEnvironment(_ path: String, _ port: UInt16) -> [String: String] {
        Wharf.surroundings.merging([
            "HOME": path, "STATE": path, "PORT": String(port), "SAMPLE": "0",
            "WHARF_BIN": program ?? "", "WHARF_SERVER": server, "FAULT_POINTS": "\(path)/faults",
            "RESPONDERS": responders.withLock { "\($0)" },
        ]) { $1 }
    }

    private static func readSettings(_ path: String) throws -> [String: String] {
        var settings: [String: String] = [:]
        for line in String(decoding: try readFile(path), as: UTF8.self).split(separator: "\n") where line.first != "#" {
            let pair = line.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { settings[String(pair[0])] = pair[1].filter { $0 != "'" } }
        }
        return settings
    }

    /// One that the kernel gave out just now.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard result == 0 else { throw FileError(operation: "bind", path: "127.0.0.1", number: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// The program without its socket.
enum Wharf {
    static let path = environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    /// Whether the program is built with the thread sanitizer.
    static let isSanitized = environment("TSAN_OPTIONS") != nil
    /// What the program and the scripts that start it have in their environment, at least.
    static let surroundings = ["PATH": path, "TSAN_OPTIONS": environment("TSAN_OPTIONS") ?? ""]

    /// Writes sample files into a folder and gives back its standard output.
    static func sample(_ arguments: [String], into folder: String) throws -> String {
        let output = "\(folder)/sample.log"
        let child = try ChildProcess([Stack.program ?? "", "sample", "--out", folder] + arguments, output: output)
        let status = child.wait()
        let text = String(decoding: try readFile(output), as: UTF8.self)
        guard status == 0 else { throw Stack.Failure(command: "sample", status: status, output: text) }
        return text
    }
}
