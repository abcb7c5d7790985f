import FastCGI

/// Reads a request's body to its end, unpacked, within the limit.
struct UploadBody {
    private static let pieceBytes = 128 << 10

    /// How large a body may be, unpacked.
    enum Limit {
        case upload(Int)
        case bulk(Int)

        var bytes: Int {
            switch self {
            case .upload(let bytes), .bulk(let bytes): bytes
            }
        }
    }

    let request: FastCGIRequest
    let limit: Limit
    let isGzip: Bool

    /// - Throws: `Problem` for an encoding that the service does not read.
    init(_ exchange: Exchange, limit: Limit) throws {
        request = exchange.request
        self.limit = limit
        switch (exchange.header("CONTENT_ENCODING") ?? "identity").lowercased() {
        case "identity": isGzip = false
        case "gzip", "x-gzip": isGzip = true
        default:
            var problem = Problem(.unsupportedMediaType, "Content-Encoding may be gzip, or be left out.")
            problem.headers = [("Accept-Encoding", "gzip")]
            throw problem
        }
        if let length = try request.contentLength, length > limit.bytes { throw Self.tooLarge(limit) }
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
            if total > limit.bytes { throw Self.tooLarge(limit) }
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

    private static func tooLarge(_ limit: Limit) -> Problem {
        switch limit {
        case .upload(let bytes):
            Problem(
                .tooLarge,
                "One upload may have \(bytes) bytes, uncompressed. Send it in parts, or raise WHARF_UPLOAD_LIMIT.")
        case .bulk(let bytes):
            Problem(
                .tooLarge,
                "One bulk request may have \(bytes) bytes, uncompressed. Send fewer rows, or raise WHARF_BULK_LIMIT.")
        }
    }
}
