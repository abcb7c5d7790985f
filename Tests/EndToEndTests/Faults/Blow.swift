import Glibc
import Testing

/// How a part of the stack is ended.
struct Blow: Sendable, CustomTestStringConvertible {
    enum Part: String, CaseIterable {
        case responder, database, nginx
    }

    enum Way: String, CaseIterable {
        case kill, terminate

        var signal: Int32 { self == .kill ? SIGKILL : SIGTERM }
    }

    let part: Part
    let way: Way

    static let all = Part.allCases.flatMap { part in Way.allCases.map { Blow(part: part, way: $0) } }

    var testDescription: String { "\(way) \(part)" }

    /// Ends the part while a thread of the responder is held; `letGo` lets that thread go on.
    func strike(_ stack: Stack, letGo: () -> Void) throws {
        Tally.count(.faults)
        switch (part, way) {
        case (.responder, .kill): try stack.kill("wharf")
        case (.responder, .terminate):
            // It waits for requests that run, and so for the thread.
            let responder = try stack.pid(of: "wharf")
            kill(responder, SIGTERM)
            letGo()
            try eventually("the end of the responder", withinSeconds: 40) { !Stack.isAlive(responder) }
        case (.database, .kill):
            // Back before the thread goes on: its connection is broken, and a new one is to be had.
            try stack.kill(Stack.server)
            try stack.start()
        case (.database, .terminate): try stack.kill(Stack.server, SIGTERM)
        case (.nginx, _): try stack.endProxy(way.signal)
        }
        letGo()
    }

    /// Starts what was ended. Whatever else was up answers again by itself.
    func mend(_ stack: Stack) throws {
        let responder = try stack.pid(of: "wharf")
        try stack.start()
        if part != .responder {
            try eventually("an answer", withinSeconds: 10) { try stack.get("/readyz").status == 200 }
            #expect(try stack.pid(of: "wharf") == responder)
        }
    }
}

extension Stack {
    /// Ends nginx with its workers, which would go on without their master.
    func endProxy(_ signal: Int32) throws {
        let master = try pid(of: "nginx")
        let workers = try String(decoding: readFile("/proc/\(master)/task/\(master)/children"), as: UTF8.self)
            .split(separator: " ").compactMap { pid_t($0) }
        try kill("nginx", signal)
        for worker in workers { Glibc.kill(worker, signal) }
        try eventually("the end of nginx's workers") { !workers.contains(where: Self.isAlive) }
    }
}
