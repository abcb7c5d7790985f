import Glibc

/// One small `GET` to a responder at a unix socket, as a web server would send it.
///
/// For asking whether somebody answers: a socket that the service manager holds takes connections also while the
/// responder is down. Not for answers of any size: it reads at most `mostBytes`.
public struct FastCGIClient {
    private enum Kind: UInt8 {
        case beginRequest = 1
        case endRequest = 3
        case parameters = 4
        case input = 5
        case output = 6
    }

    private static let mostBytes = 1 << 20
    private static let headerBytes = 8
    private static let version: UInt8 = 1

    private let path: String
    private let timeoutSeconds: Int

    /// - Parameters:
    ///   - path: of the socket.
    ///   - timeoutSeconds: for each read and write.
    public init(path: String, timeoutSeconds: Int) {
        self.path = path
        self.timeoutSeconds = timeoutSeconds
    }

    /// - Parameter uri: a path without a query.
    /// - Returns: what the responder wrote, head and body.
    /// - Throws: the `errno` of the call that failed (`.timeout` where nothing came), `.invalidPath`, or `.truncatedBody`
    ///   where the answer has no end.
    public func get(_ uri: String) throws(FastCGIError) -> [UInt8] {
        let descriptor = try connected()
        defer { close(descriptor) }
        try send(Self.request(uri), descriptor)
        return try answer(descriptor)
    }

    private func connected() throws(FastCGIError) -> Int32 {
        let address = try UnixAddress(path: path)
        let descriptor = try check("socket", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        var time = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else {
            let error = FastCGIError(errnoOf: "connect", path: path)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private func send(_ bytes: [UInt8], _ descriptor: Int32) throws(FastCGIError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw FastCGIError(errnoOf: "send", path: path) }
            sent += count
        }
    }

    /// All output of the responder up to its end record.
    private func answer(_ descriptor: Int32) throws(FastCGIError) -> [UInt8] {
        var output: [UInt8] = []
        while output.count < Self.mostBytes {
            let header = try receive(Self.headerBytes, descriptor)
            guard header[0] == Self.version else { throw cut }
            let length = Int(header[4]) << 8 | Int(header[5])
            let content = try receive(length + Int(header[6]), descriptor)
            switch Kind(rawValue: header[1]) {
            case .output: output += content.prefix(length)
            case .endRequest: return output
            default: break
            }
        }
        throw cut
    }

    private func receive(_ count: Int, _ descriptor: Int32) throws(FastCGIError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let got = bytes[received...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if got == 0 { throw cut }
            guard got > 0 else { throw FastCGIError(errnoOf: "recv", path: path) }
            received += got
        }
        return bytes
    }

    private var cut: FastCGIError { FastCGIError("recv", .truncatedBody, "the answer has no end", path: path) }

    /// A request without a body; the connection is not kept (specification, section 3.3 and 5.1).
    private static func request(_ uri: String) -> [UInt8] {
        let parameters = [("REQUEST_METHOD", "GET"), ("DOCUMENT_URI", uri), ("CONTENT_LENGTH", "0")]
        return record(.beginRequest, [0, 1, 0, 0, 0, 0, 0, 0])
            + record(.parameters, parameters.flatMap { pair($0, $1) }) + record(.parameters, []) + record(.input, [])
    }

    private static func record(_ kind: Kind, _ content: [UInt8]) -> [UInt8] {
        [version, kind.rawValue, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
    }

    /// Lengths up to 127 have one byte.
    private static func pair(_ name: String, _ value: String) -> [UInt8] {
        precondition(name.utf8.count < 128 && value.utf8.count < 128, "the client sends short parameters")
        return [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
    }
}
