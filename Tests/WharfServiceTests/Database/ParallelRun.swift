import Foundation
import Synchronization
import Testing

/// Threads that work side by side, one for each index, and a place where they wait for each other.
final class ParallelRun: Sendable {
    private let threads: Int
    private let arrived = Mutex<[String: Int]>([:])

    private init(threads: Int) { self.threads = threads }

    /// Goes on when every thread has come to `place`.
    func meet(at place: String) throws {
        arrived.withLock { $0[place, default: 0] += 1 }
        try eventually { arrived.withLock { $0[place] == threads } }
    }

    /// Runs `body` once in each of `threads` threads and gives the results in their order.
    static func results<Value: Sendable>(
        threads: Int, _ body: @escaping @Sendable (ParallelRun, Int) throws -> Value
    ) throws -> [Value] {
        let run = ParallelRun(threads: threads)
        let storage = Storage<Value>()
        for index in 0..<threads {
            let thread = Thread {
                let result = Result { try body(run, index) }
                storage.results.withLock { $0[index] = result }
            }
            thread.stackSize = 4 << 20
            thread.start()
        }
        try eventually(withinSeconds: 60) { storage.results.withLock { $0.count == threads } }
        return try storage.results.withLock { results in try (0..<threads).map { try results[$0]!.get() } }
    }

    private final class Storage<Value: Sendable>: Sendable {
        let results = Mutex<[Int: Result<Value, any Error>]>([:])
    }
}
