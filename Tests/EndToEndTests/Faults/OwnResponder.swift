import Glibc
import Testing

/// A responder of a test's own, beside the stack's or in its place.
final class OwnResponder {
    let child: ChildProcess
    private let log: String

    /// - Parameter runner: a command that runs the program.
    init(_ stack: Stack, socket: String, _ settings: [String: String], runner: [String] = []) throws {
        log = stack.scratchPath("responder")
        let environment = stack.programEnvironment.merging(["WHARF_ANONYMOUS_SCOPES": "read report"]) { $1 }
        child = try ChildProcess(
            runner + [Stack.program ?? "", "serve", "--socket", socket],
            environment: environment.merging(settings) { $1 }, output: log)
    }

    /// Whether it takes requests.
    var isReady: Bool { text.contains(#""ready""#) || text.contains(" ready ") }

    var text: String { (try? String(decoding: readFile(log), as: UTF8.self)) ?? "" }

    /// Ends it in order.
    func end() throws {
        child.send(SIGTERM)
        try eventually("the end of the responder", withinSeconds: 40) { !child.isRunning }
    }
}

extension Stack {
    var responderSocket: String { "\(path)/run/wharf.sock" }

    /// Runs `body` with a responder of the test's own in the place of the stack's.
    func withOwnResponder(
        _ settings: [String: String], runner: [String] = [], sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        try kill("wharf", SIGTERM)
        unlink(responderSocket)
        let responder = try OwnResponder(self, socket: responderSocket, settings, runner: runner)
        let result = Result {
            try eventually("a responder of our own", sourceLocation: sourceLocation) {
                try #require(responder.child.isRunning, "\(responder.text)", sourceLocation: sourceLocation)
                return try get("/readyz").status == 200
            }
            try body()
        }
        try responder.end()
        unlink(responderSocket)
        try start()
        try result.get()
    }

    /// Runs `body` while the responder reaches the database by a proxy.
    func withDatabaseProxy(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (DatabaseProxy) throws -> Void
    ) throws {
        let proxy = try DatabaseProxy(
            at: "\(path)/run/proxy.sock", to: try #require(programEnvironment["DB_SOCKET"]))
        defer { proxy.end() }
        try withOwnResponder(["DB_SOCKET": proxy.path], sourceLocation: sourceLocation) { try body(proxy) }
    }
}
