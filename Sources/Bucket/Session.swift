internal import Glibc
internal import Threads

/// One operation on the bucket: a thread that makes its system calls, and a caller that waits for them.
///
/// Each call is a step with a deadline of its own. When the caller finds it passed, it leaves with `.hung`; the thread
/// sees that when its call comes back, and then undoes what it did.
final class Session<State: Sendable>: Sendable {
    private struct Step {
        let operation: StaticString
        let deadline: MonotonicTime
    }

    private struct Shared: Sendable {
        var state: State
        var step: Step?
        var failure: BucketError?
        var isOver = false
        var isAbandoned = false
    }

    let name: String
    private let timeout: Duration
    private let shared: Monitor<Shared>

    /// A call that moves a file's bytes to the store is given the time that they take at this pace, on top.
    static var slowestBytesPerSecond: Int { 4 << 20 }

    init(name: String, timeout: Duration, state: State) {
        self.name = name
        self.timeout = timeout
        shared = Monitor(Shared(state: state))
    }

    // MARK: The caller's side

    /// Waits until `ready` gives something.
    ///
    /// - Throws: the session's failure, when it has ended or hangs; `.hung` when a step takes too long.
    func wait<Value>(for ready: (inout State) -> Value?) throws(BucketError) -> Value {
        let outcome = shared.wait(
            until: { $0.step?.deadline },
            for: { shared -> Result<Value, BucketError>? in
                if let value = ready(&shared.state) { return .success(value) }
                return shared.isOver ? .failure(shared.failure ?? Self.ended(name: name)) : nil
            })
        if let outcome { return try outcome.get() }
        throw leave()
    }

    /// Gives the session up, for the reason that its step takes too long.
    private func leave() -> BucketError {
        shared.change { shared in
            shared.isAbandoned = true
            return shared.failure ?? BucketError(.hung, shared.step?.operation ?? "wait", name: name)
        }
    }

    /// Gives the session up; waits for no one.
    func abandon() { shared.change { $0.isAbandoned = true } }

    /// Waits for the end of the thread, as long as its steps are in time.
    func waitForEnd() {
        _ = shared.wait(until: { $0.step?.deadline }, for: { $0.isOver ? true : nil })
    }

    func change<Value>(_ body: (inout State) -> Value) -> Value { shared.change { body(&$0.state) } }

    /// A session is used after it was finished or given up.
    private static func ended(name: String) -> BucketError { BucketError(.failed, "wait", code: EBADF, name: name) }

    // MARK: The thread's side

    /// Makes a system call.
    ///
    /// - Parameter bytes: how many the call may have to bring to the store or to fetch from it.
    /// - Throws: when it gives -1.
    @discardableResult
    func step<Number: SignedInteger>(_ operation: StaticString, bytes: Int = 0, _ call: () -> Number)
        throws(BucketError) -> Number
    {
        let (result, code) = timed(operation, bytes: bytes, call)
        guard result != -1 else { throw BucketError(operation, errno: code, name: name) }
        return result
    }

    /// Makes a system call on the directory itself.
    @discardableResult
    func folderStep(_ operation: StaticString, _ call: () -> Int32) throws(BucketError) -> Int32 {
        let (result, code) = timed(operation, bytes: 0, call)
        guard result != -1 else { throw BucketError(ofFolder: operation, errno: code) }
        return result
    }

    /// - Returns: the result, and `errno` straight after the call.
    func timed<Value>(_ operation: StaticString, bytes: Int, _ call: () -> Value) -> (Value, Int32) {
        let limit = timeout + .milliseconds(bytes / (Self.slowestBytesPerSecond / 1000))
        shared.change { $0.step = Step(operation: operation, deadline: MonotonicTime.now().advanced(by: limit)) }
        errno = 0
        let result = call()
        let code = errno
        shared.change { $0.step = nil }
        return (result, code)
    }

    /// Waits, without a bound, for the caller.
    ///
    /// - Returns: `nil` when the caller has given the session up.
    func waitForCaller<Value>(_ ready: (inout State) -> Value?) -> Value? {
        shared.wait(
            until: { _ in nil },
            for: { shared -> Value?? in
                if shared.isAbandoned { return .some(nil) }
                return ready(&shared.state).map { .some($0) }
            }) ?? nil
    }

    var isAbandoned: Bool { shared.read { $0.isAbandoned } }

    /// Hands the result over, unless the caller has left: then what was done must be undone.
    func commit(_ body: (inout State) -> Void) -> Bool {
        shared.change { shared in
            guard !shared.isAbandoned else { return false }
            body(&shared.state)
            return true
        }
    }

    /// Keeps the first failure; the caller sees it when the session is over, or hangs on its way there.
    func fail(_ error: BucketError) { shared.change { $0.failure = $0.failure ?? error } }

    func end() { shared.change { $0.isOver = true } }
}

/// Something that may hang.
protocol Overdue: Sendable {
    /// Whether the call that runs now has had its time.
    var isOverdue: Bool { get }
}

extension Session: Overdue {
    var isOverdue: Bool {
        shared.read { shared in shared.step.map { $0.deadline <= .now() } ?? false }
    }
}
