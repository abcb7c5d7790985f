internal import CFastCGI
import Glibc

/// One request: its parameters, its body, its answer.
///
/// Ownership: made by a worker, given to the handler, ended when the handler returns. Using it after that is a bug
/// and stops the process.
///
/// Thread: the worker's. Not `Sendable`: libfcgi's streams have no lock.
public final class FastCGIRequest {
    /// The descriptor that the worker owns; libfcgi has a duplicate of it.
    let connection: Int32
    let pulse: Pulse
    /// At an address of its own, because libfcgi's streams point back to it.
    let call: UnsafeMutablePointer<FCGX_Request>
    var answer = Answer.none
    var body = BodyProgress.reading(bytes: 0)
    /// Whether `write` sends: not to HEAD, not with 204 or 304.
    var isBodySent = false
    private(set) var isHead = false
    /// Whether the connection may carry another request, now that this one has ended.
    private(set) var leavesConnection = false
    private var isKeepingAsked = false
    private var announcedLength: Result<Int?, FastCGIError> = .success(nil)

    enum Answer {
        case none
        case begun
        case complete
        /// libfcgi's part is closed and freed.
        case aborted
        case ended
    }

    enum BodyProgress {
        case reading(bytes: Int)
        case complete
        case failed(FastCGIError)
    }

    /// Blocks until the request's parameters have arrived. Nil when none came within the time-out, the peer speaks
    /// something else, or the parameters were cut short; libfcgi has let go of the connection then.
    static func receive(on connection: Int32, pulse: Pulse) -> FastCGIRequest? {
        let copy = fcntl(connection, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { return nil }
        let request = FastCGIRequest(connection: connection, pulse: pulse)
        guard request.accept(copy) else { return nil }
        request.readHead()
        return request
    }

    private init(connection: Int32, pulse: Pulse) {
        self.connection = connection
        self.pulse = pulse
        call = .allocate(capacity: 1)
        // With -1 for the listening socket, a bad connection makes FCGX_Accept_r return instead of accepting another.
        FCGX_InitRequest(call, -1, 0)
    }

    private func accept(_ copy: Int32) -> Bool {
        call.pointee.ipcFd = copy
        // FCGX_Accept_r begins by finishing "the previous request", and would close the descriptor.
        call.pointee.keepConnection = 1
        // A peer that sent no request is owed no answer: closed at once, not after lingering for two seconds.
        call.pointee.detached = 1
        guard FCGX_Accept_r(call) == 0 else { return false }
        // By now it says whether the web server will close the connection (FCGI_KEEP_CONN).
        isKeepingAsked = call.pointee.keepConnection != 0
        call.pointee.keepConnection = 0
        // Parameters that were cut at the end of a pair arrive with 0 as the result.
        guard FCGX_GetError(call.pointee.in) == 0 else {
            FCGX_Free(call, 1)
            return false
        }
        call.pointee.detached = 0
        return true
    }

    private func readHead() {
        isHead = pointer(to: "REQUEST_METHOD").map { strcmp($0, "HEAD") == 0 } ?? false
        announcedLength = Self.length(fromDigits: parameterBytes("CONTENT_LENGTH"))
    }

    /// Ends the request before the handler returns, so that the client has its whole answer while the handler goes on with
    /// something else. Nothing of the request may be used afterwards.
    public func end() {
        isKeepingAsked = false
        finish()
        // The web server waits for the end of the connection, which the worker has for as long as the handler goes on.
        shutdown(connection, Int32(SHUT_WR))
    }

    /// The end of the request: a missing answer becomes a 500, a failed one is cut, and libfcgi's part is freed.
    func finish() {
        if case .ended = answer { return }
        if case .none = answer {
            // The outcome shows below: a connection that does not take it is cut.
            try? respond(status: 500, body: Array("Internal Server Error\n".utf8))
        }
        if case .aborted = answer {
        } else if FCGX_GetError(call.pointee.out) != 0 {
            cut()
        } else {
            close()
        }
        answer = .ended
    }

    /// Sends what is left, and the end record.
    private func close() {
        // "Detached" means to libfcgi: close at once. Else it waits until the peer has closed, who may still send.
        let isKept = isKeepingAsked && isReadToItsEnd()
        call.pointee.detached = isBodyComplete ? 1 : 0
        call.pointee.keepConnection = isKept ? 1 : 0
        FCGX_Finish_r(call)
        guard call.pointee.ipcFd >= 0 else { return }
        // It is closed after all when something went wrong. Else it is only the duplicate that is not needed any more.
        leavesConnection = true
        Glibc.close(call.pointee.ipcFd)
    }

    private var isBodyComplete: Bool {
        if case .complete = body { return true }
        return false
    }

    /// Whether nothing of the request is left on the connection: who is woken for it must find the next one. The end of a
    /// body that was not announced is waited for, but nobody waits for a client there: web servers send it with the head.
    private func isReadToItsEnd() -> Bool {
        guard !isBodyComplete else { return true }
        guard case .success(let length) = announcedLength, length ?? 0 == 0,
            pointer(to: "HTTP_TRANSFER_ENCODING") == nil
        else { return false }
        var byte: UInt8 = 0
        return withUnsafeMutableBytes(of: &byte) { (try? readBody(into: $0)) == 0 }
    }

    /// Closes without the end record, and without waiting on a peer that takes nothing.
    func cut() {
        shutdown(connection, Int32(SHUT_RDWR))
        FCGX_Free(call, 1)
    }

    deinit {
        call.deallocate()
    }

    /// Stops the process when the request has ended.
    func checkNotEnded() {
        if case .ended = answer {
            preconditionFailure("a FastCGIRequest was used after its handler had returned")
        }
    }
}

@available(*, unavailable, message: "libfcgi's streams have no lock: a request stays on its worker's thread")
extension FastCGIRequest: Sendable {}

// MARK: - Parameters

extension FastCGIRequest {
    /// The value of a parameter; nil when it is absent or empty, which the protocol's users do not tell apart.
    ///
    /// Bytes that are not UTF-8 are replaced by U+FFFD: compare `parameterBytes` where it matters. Of a parameter that
    /// came twice (a repeated HTTP header), the first. Ends at a NUL (`FCGX_GetParam`). Not after `abortResponse()`.
    ///
    /// - Parameter name: as sent, with case: `REQUEST_METHOD`, `HTTP_IDEMPOTENCY_KEY`.
    public func parameter(_ name: String) -> String? {
        pointer(to: name).map { String(cString: $0) }
    }

    /// As `parameter(_:)`, byte for byte, without the final NUL.
    public func parameterBytes(_ name: String) -> [UInt8]? {
        pointer(to: name).map { pointer in
            Array(UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
        }
    }

    /// The values of a parameter that may come several times, in the order of arrival, empty ones included. Not after
    /// `abortResponse()`.
    public func parameterValues(_ name: String) -> [String] {
        checkNotEnded()
        guard var next = call.pointee.envp, call.pointee.paramsPtr != nil else { return [] }
        var values: [String] = []
        let length = name.utf8.count
        while let pair = next.pointee {
            if strncmp(pair, name, length) == 0, pair[length] == UInt8(ascii: "=") {
                values.append(String(cString: pair + length + 1))
            }
            next += 1
        }
        return values
    }

    /// All parameters in the order of arrival, repeated and empty ones included, after libfcgi's own `FCGI_ROLE`.
    /// Names end at their first `=`. Not after `abortResponse()`.
    public var parameters: [(name: String, value: String)] {
        checkNotEnded()
        guard var next = call.pointee.envp, call.pointee.paramsPtr != nil else { return [] }
        var pairs: [(name: String, value: String)] = []
        while let pair = next.pointee {
            // Byte by byte: with an accent behind it, "=" is another character.
            let parts = String(cString: pair).utf8.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false
            ).map { String(Substring($0)) }
            pairs.append((parts[0], parts.count > 1 ? parts[1] : ""))
            next += 1
        }
        return pairs
    }

    /// `CONTENT_LENGTH`, in bytes; nil when it is empty or absent, as it is for a chunked body that nginx passes on
    /// unbuffered.
    ///
    /// - Throws: `.malformedContentLength`.
    public var contentLength: Int? {
        get throws(FastCGIError) { try announcedLength.get() }
    }

    /// Valid until libfcgi's part of the request is freed.
    private func pointer(to name: String) -> UnsafeMutablePointer<CChar>? {
        checkNotEnded()
        guard call.pointee.paramsPtr != nil, let value = FCGX_GetParam(name, call.pointee.envp), value.pointee != 0
        else { return nil }
        return value
    }

    /// "Content-Length = 1*DIGIT" (RFC 9110, section 8.6); no sign, no blank.
    private static func length(fromDigits digits: [UInt8]?) -> Result<Int?, FastCGIError> {
        guard let digits else { return .success(nil) }
        let isDecimal = digits.allSatisfy { (0x30...0x39).contains($0) }
        guard isDecimal, let value = Int(String(decoding: digits, as: UTF8.self)) else {
            let message = "CONTENT_LENGTH is not a decimal number that fits 64 bits"
            return .failure(FastCGIError("contentLength", .malformedContentLength, message))
        }
        return .success(value)
    }
}
