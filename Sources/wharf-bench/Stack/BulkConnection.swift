import FoundationEssentials
import Glibc

/// A client of `POST /bulk` that keeps its connection (HTTP/1.1), with one request at a time.
///
/// A plain socket, so that a request costs the client next to nothing. Sending blocks: nginx takes a whole body before it
/// passes it on.
final class BulkConnection {
    private(set) var descriptor: CInt = -1
    private let port: UInt16
    private let head: String
    private var received: [UInt8] = []

    /// - Parameter url: `http://127.0.0.1:PORT`.
    init(url: String, token: String?) throws {
        guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }), url.contains("//127.0.0.1:") else {
            throw BenchError("\(url) is not http://127.0.0.1:PORT")
        }
        self.port = port
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        head = "POST /bulk HTTP/1.1\r\nHost: 127.0.0.1\r\n\(authorization)Content-Type: application/json\r\n"
        try connect()
    }

    deinit { close(descriptor) }

    /// Sends a request.
    func send(_ document: [UInt8]) throws {
        if descriptor < 0 { try connect() }
        received.removeAll(keepingCapacity: true)
        let bytes = Array("\(head)Content-Length: \(document.count)\r\n\r\n".utf8) + document
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw BenchError("nginx takes no request: errno \(errno)") }
            sent += count
        }
    }

    /// Sends a request and waits for its success.
    func load(_ batch: EmployeeBatch, _ document: [UInt8]) throws {
        try send(document)
        while try !receive(batch) {}
    }

    /// Takes what has come of the answer, at least one byte.
    ///
    /// - Returns: whether the answer is whole.
    /// - Throws: `BenchError` unless it says that all rows are in.
    func receive(_ batch: EmployeeBatch) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw BenchError("nginx gives no answer: errno \(errno)") }
        received += buffer[..<count]
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased().split(separator: "\r\n")
        guard received.count - end.upperBound >= Self.length(lines) else { return false }
        try Self.check(lines, Array(received[end.upperBound...]), batch)
        if lines.contains("connection: close") { disconnect() }
        return true
    }

    private static func length(_ lines: [Substring]) -> Int {
        let name = "content-length: "
        return lines.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) } ?? 0
    }

    private static func check(_ lines: [Substring], _ body: [UInt8], _ batch: EmployeeBatch) throws {
        guard lines[0].hasPrefix("http/1.1 200 ") else {
            throw BenchError("a bulk request was answered \(lines[0]): \(String(decoding: body, as: UTF8.self))")
        }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(body))
        try answer.load.expect(inserted: batch.ids.count)
    }

    private struct Answer: Decodable { let load: Upload.Load }

    private func connect() throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var (yes, limit): (CInt, timeval) = (1, timeval(tv_sec: 120, tv_usec: 0))
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafeBytes(of: address) {
            Glibc.connect(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        guard result == 0 else { throw BenchError("cannot connect to port \(port): errno \(errno)") }
    }

    private func disconnect() {
        close(descriptor)
        descriptor = -1
    }
}
