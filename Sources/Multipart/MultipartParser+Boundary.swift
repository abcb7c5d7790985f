extension MultipartParser {
    /// The boundary in a request's `Content-Type`, which must be `multipart/form-data`. The parameter may be quoted or
    /// not; other parameters are passed over.
    ///
    /// - Throws: `.notMultipart`, `.badBoundary`.
    public static func boundary(fromContentType contentType: String) throws(MultipartError) -> String {
        let bytes = Array(contentType.utf8)
        let type = String(contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }).lowercased()
        guard type == "multipart/form-data" else {
            throw MultipartError(.notMultipart, "the Content-Type is not multipart/form-data")
        }
        guard let header = HeaderParameters(bytes[...]), header.value == type, let boundary = header["boundary"] else {
            throw MultipartError(.badBoundary, "the Content-Type needs a parameter `boundary`, once")
        }
        let text = String(decoding: boundary, as: UTF8.self)
        try checkBoundary(text)
        return text
    }

    /// "boundary := 0*69<bchars> bcharsnospace" (RFC 2046, section 5.1.1).
    static func checkBoundary(_ boundary: String) throws(MultipartError) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.last != .space,
            boundary.utf8.allSatisfy(isBoundaryCharacter)
        else {
            let message = "a boundary has 1 to 70 of the characters that RFC 2046 allows, and no blank at its end"
            throw MultipartError(.badBoundary, message)
        }
    }

    private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }
}
