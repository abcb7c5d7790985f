import Glibc
import Synchronization
import Testing

/// A server that only plays the protocol's first moves, without TLS, and keeps what the client sends.
/// <https://mariadb.com/kb/en/connection/>
final class RogueServer: Sendable {
    enum Move: Sendable {
        /// Ask for the password in clear text.
        case askForClearPassword
        /// Let the client in and answer its first statement with a request for a file.
        case askForFile(String)
    }

    let port: UInt16
    private let inbox: Inbox
    private let task: BlockingTask<Void>

    /// Serves one client, then ends.
    init(_ move: Move) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(bound)
        port = UInt16(bigEndian: address.sin_port)
        let inbox = Inbox()
        self.inbox = inbox
        task = BlockingTask {
            let client = accept(listener, nil, nil)
            close(listener)
            defer { close(client) }
            Self.play(move, client, inbox)
        }
    }

    /// All that the client sent, once it has gone.
    func bytes() throws -> [UInt8] {
        try task.value()
        return inbox.bytes
    }

    private static func play(_ move: Move, _ client: Int32, _ inbox: Inbox) {
        send(greeting, number: 0, to: client)
        guard inbox.readOnce(client) else { return }
        switch move {
        case .askForClearPassword:
            send([0xFE] + Array("mysql_clear_password\0".utf8), number: 2, to: client)
        case .askForFile(let path):
            send([0, 0, 0, 2, 0, 0, 0], number: 2, to: client)
            guard inbox.readOnce(client) else { return }
            send([0xFB] + Array(path.utf8), number: 1, to: client)
        }
        while inbox.readOnce(client) {}
    }

    /// Protocol 10 with `CLIENT_PROTOCOL_41`, `SECURE_CONNECTION` and `PLUGIN_AUTH`, without `CLIENT_SSL`.
    private static var greeting: [UInt8] {
        var packet: [UInt8] = [10] + Array("8.0.99\0".utf8) + [1, 0, 0, 0]
        packet += [UInt8](repeating: 0x41, count: 8) + [0]
        packet += [0x09, 0x82, 45, 2, 0, 0x08, 0x00, 21] + [UInt8](repeating: 0, count: 10)
        return packet + [UInt8](repeating: 0x42, count: 12) + [0] + Array("mysql_native_password\0".utf8)
    }

    private static func send(_ packet: [UInt8], number: UInt8, to client: Int32) {
        let header = [UInt8(packet.count & 0xFF), UInt8(packet.count >> 8), 0, number]
        _ = Glibc.send(client, header + packet, header.count + packet.count, Int32(MSG_NOSIGNAL))
    }
}

/// What a socket gave so far.
private final class Inbox: Sendable {
    private let received = Mutex<[UInt8]>([])

    var bytes: [UInt8] { received.withLock { $0 } }

    /// Whether there was something; waits at most 10 s for it.
    func readOnce(_ client: Int32) -> Bool {
        var ready = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 10_000) == 1 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(client, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        received.withLock { $0 += buffer.prefix(count) }
        return true
    }
}
