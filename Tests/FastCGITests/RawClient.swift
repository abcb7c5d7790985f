import Glibc

/// One connection of a web server, written by hand. Reads give up after ten seconds.
final class RawClient {
    struct Failure: Error {
        var operation: String
        var number: Int32
    }

    private(set) var descriptor: Int32

    /// Connects to a unix socket.
    convenience init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try self.init(family: AF_UNIX, address: address)
    }

    /// Connects to a TCP port of this host.
    convenience init(port: UInt16) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        try self.init(family: AF_INET, address: address)
    }

    private init<Address>(family: Int32, address: Address) throws {
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafeBytes(of: address) { bytes in
            connect(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard result == 0 else { throw Failure(operation: "connect", number: errno) }
    }

    deinit {
        close()
    }

    func close() {
        if descriptor >= 0 {
            Glibc.close(descriptor)
        }
        descriptor = -1
    }

    /// Closes a TCP connection with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Ends the sending side only.
    func halfClose() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(operation: "send", number: errno) }
            sent += count
        }
    }

    /// Sends a request's head, and its end when `body` is given.
    func sendRequest(_ parameters: [(String, String)] = [], body: [UInt8]? = [], isKept: Bool = false) throws {
        // An empty record ends the parameters.
        let content = parameters.isEmpty ? [] : FastCGIRecord.parameters(parameters)
        received = []
        let begin = isKept ? FastCGIRecord.keepingBegin : FastCGIRecord.begin
        try send(begin + content + FastCGIRecord.bytes(.parameters, []))
        if let body {
            try sendBody(body)
            try endBody()
        }
    }

    func sendBody(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try send(FastCGIRecord.bytes(.input, rest.prefix(FastCGIRecord.largestContent)))
            rest = rest.dropFirst(FastCGIRecord.largestContent)
        }
    }

    func endBody() throws {
        try send(FastCGIRecord.bytes(.input, []))
    }

    /// What has come so far of the answer to the last request.
    private var received: [UInt8] = []

    /// Reads until `isEnough`, or the end of the connection.
    func readReply(until isEnough: (FastCGIReply) -> Bool = { $0.hasEnded }) throws -> FastCGIReply {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let reply = FastCGIReply(received)
            if isEnough(reply) { return reply }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return reply }
            guard count > 0 else { throw Failure(operation: "recv", number: errno) }
            received += buffer[..<count]
        }
    }

    /// Whether the server closes the connection without a byte more within ten seconds.
    func isClosedByServer() -> Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, 0)
        return count == 0 || (count < 0 && errno == ECONNRESET)
    }
}
