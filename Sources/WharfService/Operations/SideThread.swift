internal import Glibc
internal import Synchronization

/// One piece of work on a thread of its own, whose result is waited for.
///
/// `join` must be called, once, by whoever made it.
final class SideThread<Value: Sendable>: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () throws -> Value
        let result = Mutex<Result<Value, any Error>?>(nil)

        init(_ body: @escaping @Sendable () throws -> Value) { self.body = body }

        func run() {
            let outcome = Result { try body() }
            result.withLock { $0 = outcome }
        }
    }

    private let work: Work
    private let handle: pthread_t

    /// - Throws: `SystemError` where the system has no room for a thread.
    init(_ body: @escaping @Sendable () throws -> Value) throws(SystemError) {
        let work = Work(body)
        self.work = work
        let box = Unmanaged.passRetained(Box { work.run() })
        var handle: pthread_t = 0
        let code = pthread_create(&handle, nil, sideThreadMain, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw SystemError(operation: "pthread_create", code: code)
        }
        self.handle = handle
    }

    /// Begins work that nobody waits for, and that sees for itself when it must end.
    static func detach(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = Unmanaged.passRetained(Box(body))
        var handle: pthread_t = 0
        let code = pthread_create(&handle, nil, sideThreadMain, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw SystemError(operation: "pthread_create", code: code)
        }
        pthread_detach(handle)
    }

    /// Whether the work has ended.
    var isDone: Bool { work.result.withLock { $0 != nil } }

    /// Waits for the end of the work.
    ///
    /// - Throws: what the work threw.
    func join() throws -> Value {
        pthread_join(handle, nil)
        guard let result = work.result.withLock({ $0 }) else { preconditionFailure("a thread ends with a result") }
        return try result.get()
    }
}

private final class Box {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}

private func sideThreadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().run()
    return nil
}

/// A call of the system failed.
struct SystemError: Error, CustomStringConvertible {
    let operation: StaticString
    /// `errno`.
    let code: Int32

    var description: String { "\(operation): \(String(cString: strerror(code)))" }
}
