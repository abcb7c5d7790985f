internal import Crypto
import FastCGI
import Multipart

/// What makes two requests the same: method, address, and the content of each part of the body.
///
/// Not the bytes as they came: a form has another boundary each time it is sent, and compression is not content.
struct Fingerprint {
    private var hash = SHA256()

    init(_ head: RequestHead) {
        add(head.method)
        add(head.path)
        add(head.request.parameter("QUERY_STRING") ?? "")
    }

    /// Of a request whose body is not a form.
    init(_ head: RequestHead, body: [UInt8]) {
        self.init(head)
        add(part: "", digest: SHA256.hash(data: body).hexadecimal)
    }

    /// - Parameters:
    ///   - name: of the part; empty for a body that is not a form.
    ///   - digest: SHA-256 of the part's content, in hexadecimal.
    mutating func add(part name: String, digest: String) {
        add(name)
        add(digest)
    }

    /// SHA-256, in hexadecimal.
    var text: String { hash.finalize().hexadecimal }

    /// Each text stands behind its length, so that no two rows of texts are alike.
    private mutating func add(_ text: String) {
        hash.update(data: Array("\(text.utf8.count):".utf8))
        hash.update(data: Array(text.utf8))
    }

    /// Reads the body to its end for nothing but this.
    ///
    /// - Throws: as the handlers that read it for good.
    static func reading(_ exchange: Exchange) throws -> String {
        var fingerprint = Fingerprint(exchange.head)
        let body = try UploadBody(exchange, limit: .upload(exchange.worker.shared.settings.uploadLimitBytes))
        if exchange.mediaType == "multipart/form-data" {
            do {
                try body.forEachPart(exchange) { name, digest in fingerprint.add(part: name, digest: digest) }
            } catch let error as MultipartError {
                throw Problem(error)
            }
        } else {
            var hash = SHA256()
            try body.forEachPiece { hash.update(bufferPointer: $0) }
            fingerprint.add(part: "", digest: hash.finalize().hexadecimal)
        }
        return fingerprint.text
    }
}

extension UploadBody {
    /// Calls `body` with the name and digest of each part of a form.
    fileprivate func forEachPart(_ exchange: Exchange, _ body: (String, String) -> Void) throws {
        let parser = try MultipartParser(
            boundary: MultipartParser.boundary(fromContentType: exchange.request.parameter("CONTENT_TYPE") ?? ""))
        var name = ""
        var hash = SHA256()
        try forEachPiece { piece in
            try parser.feed(piece) { event in
                switch event {
                case .begin(let part): (name, hash) = (part.name, SHA256())
                case .body(let bytes): hash.update(bufferPointer: bytes)
                case .end: body(name, hash.finalize().hexadecimal)
                }
            }
        }
        try parser.finish()
    }
}
