internal import CFastCGI
import Glibc

/// Descriptors of which threads want to know when there is something to read; epoll(7).
///
/// Many threads may wait at once. What is watched once wakes one of them, and is not told again before it is armed again.
///
/// Thread: any; it is immutable.
final class EventQueue: Sendable {
    private let queue: Int32

    /// - Throws: the `errno` of epoll_create1(2).
    init() throws(FastCGIError) {
        queue = try check("epoll_create1", wharf_epoll_create(O_CLOEXEC))
    }

    deinit { close(queue) }

    /// Wakes all who wait, again and again.
    ///
    /// - Throws: the `errno` of epoll_ctl(2).
    func watch(_ descriptor: Int32) throws(FastCGIError) {
        _ = try check("epoll_ctl", control(WHARF_EPOLL_CTL_ADD, descriptor, WHARF_EPOLLIN))
    }

    /// Wakes one who waits, once: what there was before counts, too. A descriptor that is closed for good goes by itself.
    ///
    /// - Returns: false where there is no room.
    func arm(_ descriptor: Int32) -> Bool {
        let mask = WHARF_EPOLLIN | WHARF_EPOLLONESHOT
        if control(WHARF_EPOLL_CTL_MOD, descriptor, mask) == 0 { return true }
        return errno == ENOENT && control(WHARF_EPOLL_CTL_ADD, descriptor, mask) == 0
    }

    /// A descriptor on which there is something; nil after `milliseconds`.
    func next(milliseconds: Int32) -> Int32? {
        var event = wharf_epoll_event()
        let count = wharf_epoll_wait(queue, &event, 1, milliseconds)
        return count > 0 ? Int32(truncatingIfNeeded: event.data) : nil
    }

    private func control(_ operation: Int, _ descriptor: Int32, _ mask: Int) -> Int32 {
        var event = wharf_epoll_event(events: UInt32(mask), data: UInt64(descriptor))
        return wharf_epoll_ctl(queue, Int32(operation), descriptor, &event)
    }
}
