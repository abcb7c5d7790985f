internal import CFastCGI
import Glibc

extension FastCGIRequest {
    /// Whether an answer has been begun. An error that comes after that can only be shown by `abortResponse()`.
    public var hasBegunResponse: Bool {
        if case .none = answer { return false }
        return true
    }

    /// Sends a whole answer with its `Content-Length`. To a HEAD request, and with status 204 and 304, only the
    /// headers go out (RFC 9110, sections 9.3.2, 15.3.5, 15.4.5).
    ///
    /// Returning does not promise that the client got it: up to 8 KiB are sent when the handler returns.
    ///
    /// - Parameters:
    ///   - status: 200 to 599.
    ///   - reason: the phrase after it; nil for the usual one.
    ///   - headers: in this order. Not `Status` and not `Content-Length`, which are written here.
    ///   - body: copied before this returns.
    /// - Throws: `.invalidHead` and `.wrongOrder`, with nothing sent; else the `errno` of the write: `.timeout`,
    ///   `.brokenPipe`, `.connectionReset`.
    public func respond(
        status: Int, reason: String? = nil, headers: [(String, String)] = [], body: UnsafeRawBufferPointer
    ) throws(FastCGIError) {
        var head = try ResponseHead(status: status, reason: reason, headers: headers, mayHaveLength: false)
        try checkNotBegun("respond")
        if head.mayHaveBody {
            head.appendLength(body.count)
        }
        answer = .complete
        try put(head.bytes())
        if head.mayHaveBody, !isHead {
            try put(body)
        }
    }

    /// As the other `respond`, with the bytes in an array.
    public func respond(
        status: Int, reason: String? = nil, headers: [(String, String)] = [], body: [UInt8] = []
    ) throws(FastCGIError) {
        try body.withUnsafeBufferPointer { body throws(FastCGIError) in
            try respond(status: status, reason: reason, headers: headers, body: UnsafeRawBufferPointer(body))
        }
    }

    /// Begins an answer whose body follows by `write`. It is complete when the handler returns; when it cannot be
    /// completed, call `abortResponse()`, or the client takes the part for the whole.
    ///
    /// - Parameter headers: `Content-Length` may be among them where the length is known. Not `Status`.
    /// - Throws: as `respond`.
    public func startResponse(
        status: Int, reason: String? = nil, headers: [(String, String)] = []
    ) throws(FastCGIError) {
        let head = try ResponseHead(status: status, reason: reason, headers: headers, mayHaveLength: true)
        try checkNotBegun("startResponse")
        answer = .begun
        isBodySent = head.mayHaveBody && !isHead
        try put(head.bytes())
    }

    /// Sends the next bytes of a begun answer; blocks while the web server takes none, up to the send time-out. To a
    /// HEAD request, and with status 204 and 304, nothing goes out and nothing fails.
    ///
    /// - Throws: `.wrongOrder` without `startResponse`; else as `respond`. After a failed write the connection is lost.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError) {
        try checkBegun("write")
        if isBodySent {
            try put(bytes)
        }
    }

    /// As the other `write`, with the bytes in an array.
    public func write(_ bytes: [UInt8]) throws(FastCGIError) {
        try bytes.withUnsafeBufferPointer { bytes throws(FastCGIError) in
            try write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Sends what `write` has collected, up to 8 KiB, now (`FCGX_FFlush`). For progress lines; a download is slower
    /// with it.
    ///
    /// - Throws: as `write`.
    public func flush() throws(FastCGIError) {
        try checkBegun("flush")
        FCGX_FFlush(call.pointee.out)
        try checkOutput("FCGX_FFlush")
    }

    /// Shows the client that a begun answer is not whole, whatever the web server's buffering: a record of an unknown
    /// version makes nginx drop the connection instead of ending the response in order.
    ///
    /// What was written before is still sent. The request is over with this: reads and writes throw `.wrongOrder`,
    /// parameters are gone. Without a begun answer the web server answers 502. The second call does nothing.
    public func abortResponse() {
        checkNotEnded()
        if case .aborted = answer { return }
        answer = .aborted
        FCGX_FFlush(call.pointee.out)
        guard FCGX_GetError(call.pointee.out) == 0 else { return cut() }
        let brokenRecord: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0]
        _ = Glibc.write(connection, brokenRecord, brokenRecord.count)
        FCGX_Free(call, 1)
    }

    private func put(_ bytes: [UInt8]) throws(FastCGIError) {
        try bytes.withUnsafeBufferPointer { bytes throws(FastCGIError) in
            try put(UnsafeRawBufferPointer(bytes))
        }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(Int32.max)))
            FCGX_PutStr(piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count), call.pointee.out)
            try checkOutput("FCGX_PutStr")
            pulse.beat()
            rest = rest.dropFirst(piece.count)
        }
    }

    /// The stream's error is the only sign: after a failed FCGX_PutStr, FCGX_FFlush returns 0.
    private func checkOutput(_ operation: StaticString) throws(FastCGIError) {
        let code = FCGX_GetError(call.pointee.out)
        guard code != 0 else { return }
        let text = code > 0 ? FastCGIError.text(ofErrno: code) : "libfcgi's error \(code)"
        throw FastCGIError(operation, .init(rawValue: code), "the answer could not be sent: \(text)")
    }

    private func checkNotBegun(_ operation: StaticString) throws(FastCGIError) {
        checkNotEnded()
        guard case .none = answer else {
            throw FastCGIError(operation, .wrongOrder, "the request has an answer already")
        }
    }

    private func checkBegun(_ operation: StaticString) throws(FastCGIError) {
        checkNotEnded()
        guard case .begun = answer else {
            throw FastCGIError(operation, .wrongOrder, "no streamed answer is open: call startResponse first")
        }
    }
}
