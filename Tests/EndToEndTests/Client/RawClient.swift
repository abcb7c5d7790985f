import Glibc

/// A TCP connection to nginx for requests that no decent client sends. Reads give up after sixty seconds.
final class RawClient {
    private var descriptor: Int32

    init(_ stack: Stack) throws {
        // Closed in every child, or its end would not be seen at the other side.
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = stack.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafeBytes(of: address) {
            connect(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        guard result == 0 else { throw FileError(operation: "connect", path: stack.url, number: errno) }
        Tally.count(.requests)
    }

    deinit { close() }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw FileError(operation: "send", path: "socket", number: errno) }
            sent += count
        }
    }

    /// One chunk of a chunked body.
    func sendChunk(_ bytes: [UInt8]) throws {
        try send(Array((String(bytes.count, radix: 16) + "\r\n").utf8) + bytes + [13, 10])
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Closes with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Ends the sending side only.
    func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// All that comes until the other side closes.
    func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return all }
            guard count > 0 else { throw FileError(operation: "recv", path: "socket", number: errno) }
            all += buffer[..<count]
        }
    }

    /// The next answer, which says its length, without waiting for the server to close.
    func readNextAnswer() throws -> Answer {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw FileError(operation: "recv", path: "socket", number: errno) }
            all += buffer[..<count]
            guard let end = all.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            var answer = Answer()
            answer.readHead(String(decoding: all[..<end.lowerBound], as: UTF8.self))
            answer.body = Array(all[end.upperBound...])
            if answer.body.count == Int(answer["content-length"] ?? "") { return answer }
        }
    }

    /// The answer of a server that closes after it, undone from chunks.
    func readAnswer() throws -> Answer {
        let all = try readToEnd()
        var answer = Answer()
        guard let end = all.firstRange(of: Array("\r\n\r\n".utf8)) else { return answer }
        answer.readHead(String(decoding: all[..<end.lowerBound], as: UTF8.self))
        answer.body = Array(all[end.upperBound...])
        if answer["transfer-encoding"] == "chunked" { answer.body = Self.unchunked(answer.body[...]) }
        return answer
    }

    private static func unchunked(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var rest = bytes
        var body: [UInt8] = []
        while let end = rest.firstRange(of: [13, 10]) {
            let size = Int(String(decoding: rest[rest.startIndex..<end.lowerBound], as: UTF8.self), radix: 16) ?? 0
            if size == 0 { break }
            body += rest[end.upperBound...].prefix(size)
            rest = rest[end.upperBound...].dropFirst(size + 2)
        }
        return body
    }
}
