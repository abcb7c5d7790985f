/// The running service that is measured: its address, its database, its folder.
struct Stack {
    let wharf: WharfClient
    let database: BenchDatabase
    let responder: Responder
    let python: String

    /// Reads where everything is from what `.make/stack.sh` wrote and `.make/bench.sh` added.
    ///
    /// - Throws: `BenchError` that names the variable that is missing; `MariaDBError` when the database is not there.
    init(environment: [String: String]) throws {
        let folder = try Self.folder(environment)
        let socket = try Self.variable("DB_SOCKET", environment)
        wharf = WharfClient(
            url: try Self.variable("WHARF_URL", environment), token: environment["WHARF_TOKEN"], folder: folder)
        database = try BenchDatabase(socket: socket, name: try Self.variable("DB_NAME", environment))
        responder = try Responder(pidFile: "\(folder)/run/wharf.pid")
        python = try Self.variable("BENCH_PYTHON", environment)
    }

    /// The folder for files that the run makes.
    static func folder(_ environment: [String: String]) throws -> String { try variable("STATE", environment) }

    private static func variable(_ name: String, _ environment: [String: String]) throws -> String {
        guard let value = environment[name], !value.isEmpty else {
            throw BenchError("\(name) is not set; `make bench` sets it")
        }
        return value
    }
}
