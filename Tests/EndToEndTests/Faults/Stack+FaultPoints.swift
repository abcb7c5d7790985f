import Glibc
import Testing
import WharfService

extension Stack {
    private var faults: String { "\(path)/faults" }

    /// Whether the program stops at fault points: a debug build.
    static let hasFaultPoints =
        (try? readFile(program ?? "").firstRange(of: Array("FAULT_POINTS".utf8)) != nil) ?? false

    /// Catches the next thread of a process of the stack that reaches the point.
    func arm(_ point: FaultPoint) throws { try writeFile("\(faults)/\(point.rawValue)", []) }

    /// Waits for the thread that `arm` catches.
    func awaitHeld(_ point: FaultPoint, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try eventually("a thread at \(point)", withinSeconds: 40, sourceLocation: sourceLocation) {
            access("\(faults)/\(point.rawValue).held", F_OK) == 0
        }
    }

    /// Lets the thread go on that was caught.
    func release(_ point: FaultPoint) { unlink("\(faults)/\(point.rawValue).held") }

    /// Lets all threads go on, and catches none.
    func disarm() { for name in namesIn(faults) { unlink("\(faults)/\(name)") } }

    /// Begins work, runs `body` while it is held at the point, and lets it go on.
    ///
    /// - Returns: what `begin` gave.
    func holding<Work>(
        _ point: FaultPoint, _ begin: () throws -> Work, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws -> Work {
        try arm(point)
        defer { disarm() }
        let work = try begin()
        try awaitHeld(point, sourceLocation: sourceLocation)
        Tally.count(.faults)
        try body()
        return work
    }
}
