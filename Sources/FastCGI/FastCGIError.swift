import Glibc

/// What went wrong in this module, and in which call.
///
/// Says nothing about the request's contents: no parameter, header value or body byte is ever part of it.
public struct FastCGIError: Error, Sendable {
    /// The reason, as a number: an `errno` value when positive, libfcgi's own from -2 to -5, this module's below -100.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int32

        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// `EAGAIN`: the peer sent, or took, nothing for as long as the server's time-out.
        public static let timeout = Code(rawValue: EAGAIN)
        /// `EADDRINUSE`: another process listens on the path.
        public static let inUse = Code(rawValue: EADDRINUSE)
        /// `ECONNREFUSED`: nobody listens on the path.
        public static let connectionRefused = Code(rawValue: ECONNREFUSED)
        /// `EACCES`: the socket's mode keeps this user out.
        public static let accessDenied = Code(rawValue: EACCES)
        /// `EPIPE`: the peer has closed the connection.
        public static let brokenPipe = Code(rawValue: EPIPE)
        /// `ECONNRESET`: the peer has closed the connection with bytes of ours unread.
        public static let connectionReset = Code(rawValue: ECONNRESET)
        /// The body ended before its end: `bytesRead` came, `bytesExpected` were announced (nil: no length was).
        public static let truncatedBody = Code(rawValue: -101)
        /// More bytes came than `CONTENT_LENGTH` announced.
        public static let bodyTooLong = Code(rawValue: -102)
        /// `CONTENT_LENGTH` is neither empty nor a decimal number that fits `Int`.
        public static let malformedContentLength = Code(rawValue: -103)
        /// A status, reason or header that must not be sent: a line break in it, say.
        public static let invalidHead = Code(rawValue: -104)
        /// The answer's parts in the wrong order: begun twice, or written before it was begun.
        public static let wrongOrder = Code(rawValue: -105)
        /// What the service manager passed, or what lies at the path, is not a listening socket.
        public static let notASocket = Code(rawValue: -106)
        /// The path of a unix socket is empty, holds a NUL, or is longer than 107 bytes.
        public static let invalidPath = Code(rawValue: -107)
    }

    /// The C function that failed, or the method of this module that refused.
    public let operation: StaticString
    public let code: Code
    /// What happened and, where something can be done, what to do.
    public let message: String
    /// The socket's path, where one is concerned.
    public let path: String?
    /// Body bytes read so far, for errors of the body.
    public let bytesRead: Int?
    /// Body bytes announced, for errors of the body; nil when no length was announced.
    public let bytesExpected: Int?

    init(
        _ operation: StaticString, _ code: Code, _ message: String,
        path: String? = nil, bytesRead: Int? = nil, bytesExpected: Int? = nil
    ) {
        self.operation = operation
        self.code = code
        self.message = message
        self.path = path
        self.bytesRead = bytesRead
        self.bytesExpected = bytesExpected
    }

    /// From `errno`; call it straight after the C function that failed.
    init(errnoOf operation: StaticString, path: String? = nil) {
        let number = errno
        self.init(operation, Code(rawValue: number), Self.text(ofErrno: number), path: path)
    }

    /// Whether the same call may succeed later with nothing changed: the system was short of something, or the
    /// path was still in use. Never true for a body or an answer, whose connection is lost.
    public var isRetriable: Bool {
        [EADDRINUSE, EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code.rawValue)
    }

    /// Whether the peer went away, so that nobody waits for the answer any more.
    public var isPeerGone: Bool {
        code == .brokenPipe || code == .connectionReset
    }

    /// strerror_r(3), the POSIX one that Swift imports.
    static func text(ofErrno number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}

extension FastCGIError: CustomStringConvertible {
    /// One line for the log.
    public var description: String {
        let place = path.map { " (\($0))" } ?? ""
        return "\(operation): \(message) [\(code.rawValue)]\(place)"
    }
}

/// Returns what a C function returned unless it is negative, and throws `errno` then.
func check(_ operation: StaticString, path: String? = nil, _ result: Int32) throws(FastCGIError) -> Int32 {
    guard result >= 0 else { throw FastCGIError(errnoOf: operation, path: path) }
    return result
}
