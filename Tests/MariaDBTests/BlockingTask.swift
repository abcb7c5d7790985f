import Glibc
import Synchronization
import Testing

/// A thread for work that blocks; `value()` waits for its outcome, with a deadline.
final class BlockingTask<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(_ body: @escaping @Sendable () throws -> Value) {
        let work = Work { [self] in
            let result = Result { try body() }
            outcome.withLock { $0 = result }
        }
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            {
                guard let argument = $0 else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        precondition(status == 0, "no thread")
        pthread_detach(thread)
    }

    var isDone: Bool { outcome.withLock { $0 != nil } }

    func value(sourceLocation: SourceLocation = #_sourceLocation) throws -> Value {
        try eventually(withinSeconds: 60, sourceLocation: sourceLocation) { isDone }
        return try #require(outcome.withLock { $0 }).get()
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Counts arrivals; those who wait go on when `target` have come.
final class Barrier: Sendable {
    private let arrived = Atomic<Int>(0)

    func wait(for target: Int) throws {
        arrived.add(1, ordering: .sequentiallyConsistent)
        try eventually { arrived.load(ordering: .sequentiallyConsistent) >= target }
    }
}

/// A value that one thread leaves for another.
final class Handover<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    func set(_ new: Value) { value.withLock { $0 = new } }
    func get() -> Value? { value.withLock { $0 } }
}
