internal import Glibc

/// A value that threads share, and can wait for.
///
/// `Mutex` of Synchronization has no condition. Each change wakes all who wait.
///
/// `@unchecked Sendable`: `value` is touched only while the thread holds `lock`, and both `lock` and `changed` stay at
/// their address from `init` to `deinit`.
package final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t> = .allocate(capacity: 1)
    private let changed: UnsafeMutablePointer<pthread_cond_t> = .allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    package func read<Result>(_ body: (Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(value)
    }

    package func change<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        let result = body(&value)
        pthread_cond_broadcast(changed)
        return result
    }

    /// Waits until `ready` gives something; it may change the value then, and is asked again after each change.
    ///
    /// - Parameter deadline: asked after each change, too; `nil` waits without a bound.
    /// - Returns: what `ready` gave; `nil` when the deadline has passed.
    package func wait<Result>(until deadline: (Value) -> MonotonicTime?, for ready: (inout Value) -> Result?) -> Result?
    {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = ready(&value) {
                pthread_cond_broadcast(changed)
                return result
            }
            guard let deadline = deadline(value) else {
                pthread_cond_wait(changed, lock)
                continue
            }
            if deadline <= .now() { return nil }
            var time = deadline.timespec
            pthread_cond_timedwait(changed, lock, &time)
        }
    }
}
