internal import CFastCGI
import Glibc

extension FastCGIRequest {
    /// Reads the next bytes of the body. **Only 0 means that the body is complete**: the web server closed it in
    /// order, and its length is `CONTENT_LENGTH` where that was given. A short count means nothing.
    ///
    /// Blocks until the buffer is full or the body ends (`FCGX_GetStr`); 64 to 256 KiB are a good size. A call that
    /// throws delivers nothing: what it had read is counted, not given, since a cut body is of no use. Every
    /// later call gives the same end, or throws the same error.
    ///
    /// Not seen here: a multipart body whose closing boundary is missing; its parser tells.
    ///
    /// - Parameter buffer: at least 1 byte.
    /// - Returns: the number of bytes that were put into the buffer.
    /// - Throws: `.truncatedBody`, `.bodyTooLong` (both with `bytesRead` and `bytesExpected`), `.timeout` when nothing
    ///   came for the receive time-out, `.malformedContentLength`, `.wrongOrder` after `abortResponse()`.
    public func readBody(into buffer: UnsafeMutableRawBufferPointer) throws(FastCGIError) -> Int {
        checkNotEnded()
        precondition(!buffer.isEmpty, "readBody needs room for a byte")
        switch body {
        case .complete: return 0
        case .failed(let error): throw error
        case .reading(let bytes): return try read(into: buffer, after: bytes)
        }
    }

    /// Whether the web server has closed the connection, as it does when its client went away
    /// (`fastcgi_ignore_client_abort off`). Then nobody waits for the answer: roll back.
    ///
    /// Means something once `readBody` has returned 0; before, bytes that wait hide the end. Never blocks.
    public var isClientGone: Bool {
        checkNotEnded()
        if case .aborted = answer { return true }
        var byte: UInt8 = 0
        let count = recv(connection, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        if count < 0 { return errno != EAGAIN && errno != EINTR }
        return count == 0
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer, after before: Int) throws(FastCGIError) -> Int {
        do throws(FastCGIError) {
            let expected = try contentLength
            guard let stream = call.pointee.in else {
                throw FastCGIError("readBody", .wrongOrder, "the request was aborted before its body was read")
            }
            let room = Int32(clamping: buffer.count)
            let count = FCGX_GetStr(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), room, stream)
            if count > 0 { pulse.beat() }
            let total = before + Int(count)
            // Short means the end. FCGX_HasSeenEOF does not tell a good one from a bad one; the error does.
            try checkBody(total, of: expected, hasEnded: count < room, error: FCGX_GetError(stream))
            body = count == 0 ? .complete : .reading(bytes: total)
            return Int(count)
        } catch {
            body = .failed(error)
            throw error
        }
    }

    private func checkBody(_ read: Int, of expected: Int?, hasEnded: Bool, error: Int32) throws(FastCGIError) {
        if let expected, read > expected {
            let message = "the body is longer than CONTENT_LENGTH"
            throw FastCGIError("readBody", .bodyTooLong, message, bytesRead: read, bytesExpected: expected)
        }
        guard hasEnded else { return }
        if error == EAGAIN {
            let message = "no byte of the body came within the receive time-out"
            throw FastCGIError("FCGX_GetStr", .timeout, message, bytesRead: read, bytesExpected: expected)
        }
        if error != 0 {
            let message = "the connection ended before the body did (libfcgi's error \(error))"
            throw FastCGIError("FCGX_GetStr", .truncatedBody, message, bytesRead: read, bytesExpected: expected)
        }
        if let expected, read < expected {
            let message = "the body is shorter than CONTENT_LENGTH"
            throw FastCGIError("readBody", .truncatedBody, message, bytesRead: read, bytesExpected: expected)
        }
    }
}
