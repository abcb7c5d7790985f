import Glibc
import Testing

extension EndToEndTests {
    /// What a service manager hears of the responder (sd_notify(3)).
    @Suite(.oneResponder)
    struct ServiceManagerTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test func responder_TellsThatItIsReady_AndThatItStops() throws {
            let manager = try NotifySocket(stack.scratchPath("notify"))
            try stack.withResponder(["NOTIFY_SOCKET": manager.path]) {
                let first = try manager.next()
                #expect(first == "READY=1")
            }
            let last = try manager.next()
            #expect(last == "STOPPING=1")
        }
    }
}

/// A datagram socket as a service manager has it; reads give up after twenty seconds.
private final class NotifySocket {
    struct Failure: Error { let number: Int32 }

    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(number: errno) }
    }

    deinit { close(descriptor) }

    func next() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Failure(number: errno) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
