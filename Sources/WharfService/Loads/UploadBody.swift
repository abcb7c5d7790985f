import FastCGI

/// Reads a request's body to its end, unpacked, within the limit.
struct UploadBody {
    private static let pieceBytes = 128 << 10

    let request: FastCGIRequest
    let limitBytes: Int
    let isGzip: Bool

    /// - Throws: `Problem` for an encoding that the service does not read.
    init(_ exchange: Exchange) throws {
        request = exchange.request
        limitBytes = exchange.worker.shared.settings.uploadLimitBytes
        switch (exchange.header("CONTENT_ENCODING") ?? "identity").lowercased() {
        case "identity": isGzip = false
        case "gzip", "x-gzip": isGzip = true
        default:
            var problem = Problem(.unsupportedMediaType, "Content-Encoding may be gzip, or be left out.")
            problem.headers = [("Accept-Encoding", "gzip")]
            throw problem
        }
        if let length = try request.contentLength, length > limitBytes { throw Self.tooLarge(limitBytes) }
    }

    /// - Parameter body: called with each piece, valid during the call.
    /// - Throws: `FastCGIError` where the body is cut short, `Problem` where it is too large or damaged.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        let gunzip = isGzip ? Gunzip() : nil
        var total = 0
        func count(_ piece: UnsafeRawBufferPointer) throws {
            total += piece.count
            if total > limitBytes { throw Self.tooLarge(limitBytes) }
            try body(piece)
        }
        while true {
            let got = try request.readBody(into: buffer)
            if got == 0 { break }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<got])
            if let gunzip { try gunzip.feed(piece, count) } else { try count(piece) }
        }
        try gunzip?.finish()
    }

    private static func tooLarge(_ limitBytes: Int) -> Problem {
        Problem(
            .tooLarge,
            "One upload may have \(limitBytes) bytes, uncompressed. Send it in parts, or raise WHARF_UPLOAD_LIMIT.")
    }
}
