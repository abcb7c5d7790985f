import Glibc

/// The header lines of one part while they arrive, and their meaning when they are complete.
///
/// Lines end in CRLF or in a bare LF; a line that begins with a blank continues the one before (RFC 5322, section
/// 2.2.3). A control character other than the tab, a NUL among them, makes the block malformed.
struct HeaderBlock {
    /// Bytes of the body before the first line.
    let offset: Int
    private var bytes: [UInt8] = []
    private var lineStart = 0
    private var lines: [[UInt8]] = []
    private(set) var isComplete = false

    init(offset: Int = 0) {
        self.offset = offset
    }

    /// Takes one line, or as much of it as there is.
    ///
    /// - Returns: how many bytes it took, at least 1.
    /// - Throws: `.headerTooLarge`, `.malformedHeader`.
    mutating func append(lineIn input: UnsafeRawBufferPointer, limit: Int) throws(MultipartError) -> Int {
        let room = UnsafeRawBufferPointer(rebasing: input.prefix(limit + 1 - bytes.count))
        let end = room.firstIndex(of: .lineFeed)
        let taken = end.map { $0 + 1 } ?? room.count
        bytes.append(contentsOf: room.prefix(taken))
        guard bytes.count <= limit else {
            throw MultipartError(.headerTooLarge, "a part's headers are longer than \(limit) bytes", offset: offset)
        }
        if end != nil {
            try endLine()
        }
        return taken
    }

    private mutating func endLine() throws(MultipartError) {
        var line = bytes[lineStart...].dropLast()
        lineStart = bytes.count
        if line.last == .carriageReturn {
            line.removeLast()
        }
        if line.isEmpty {
            isComplete = true
        } else if line[line.startIndex].isBlank {
            guard !lines.isEmpty else { throw malformed("the first header line of a part begins with a blank") }
            lines[lines.count - 1] += [.space] + line.trimmingBlanks()
        } else {
            lines.append(Array(line))
        }
    }

    /// The part that the complete block describes (RFC 7578, section 4).
    func part(limits: MultipartLimits) throws(MultipartError) -> MultipartPart {
        var headers: [MultipartPart.Header] = []
        var known: [String: ArraySlice<UInt8>] = [:]
        for line in lines {
            let (name, value) = try split(line)
            headers.append(.init(name: name, value: String(decoding: value, as: UTF8.self)))
            guard known.updateValue(value, forKey: name.lowercased()) == nil || !Self.single.contains(name.lowercased())
            else { throw malformed("\(name) comes twice in a part") }
        }
        try checkEncoding(known["content-transfer-encoding"])
        let contentType = known["content-type"].map { String(decoding: $0, as: UTF8.self) }
        guard contentType?.lowercased().hasPrefix("multipart/") != true else {
            let message = "a part is itself a multipart body: send each file as a part of its own (RFC 7578, 4.3)"
            throw MultipartError(.nestedMultipart, message, offset: offset)
        }
        let names = try names(in: known["content-disposition"], limits: limits)
        return MultipartPart(name: names.name, filename: names.file, contentType: contentType, headers: headers)
    }

    /// Headers of which a second one would leave open which counts.
    private static let single: Set = ["content-disposition", "content-type", "content-transfer-encoding"]

    private func split(_ line: [UInt8]) throws(MultipartError) -> (name: String, value: ArraySlice<UInt8>) {
        guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == .tab }) else {
            throw malformed("a part's header has a control character")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy(\.isTokenCharacter)
        else {
            throw malformed("a part's header line is not of the form `name: value`")
        }
        return (String(decoding: line[..<colon], as: UTF8.self), line[(colon + 1)...].trimmingBlanks())
    }

    /// The identity encodings of RFC 2045, section 6.2. RFC 7578, section 4.7, deprecates the header.
    private func checkEncoding(_ value: ArraySlice<UInt8>?) throws(MultipartError) {
        guard let value else { return }
        let encoding = String(decoding: value, as: UTF8.self).lowercased()
        guard ["binary", "8bit", "7bit"].contains(encoding) else {
            let message = "a part has a Content-Transfer-Encoding that needs decoding: send it as binary"
            throw MultipartError(.unsupportedTransferEncoding, message, offset: offset)
        }
    }

    private func names(
        in disposition: ArraySlice<UInt8>?, limits: MultipartLimits
    ) throws(MultipartError) -> (name: String, file: String?) {
        guard let disposition else { throw nameless }
        guard let header = HeaderParameters(disposition) else {
            throw malformed("a part's Content-Disposition cannot be read")
        }
        guard header.value == "form-data" else { throw nameless }
        guard let nameBytes = header["name"].map(FormEscapes.decoded), !nameBytes.isEmpty else { throw nameless }
        guard nameBytes.count <= limits.nameBytes else {
            throw MultipartError(.nameTooLong, "a part's name is over \(limits.nameBytes) bytes", offset: offset)
        }
        guard let name = String(validating: nameBytes, as: UTF8.self) else {
            throw malformed("a part's name is not UTF-8")
        }
        return (name, try filename(in: header, limits: limits))
    }

    private func filename(in header: HeaderParameters, limits: MultipartLimits) throws(MultipartError) -> String? {
        let bytes: [UInt8]
        if let extended = header["filename*"] {
            guard let decoded = ExtendedValue.decoded(extended) else { throw malformed("filename* cannot be decoded") }
            bytes = decoded
        } else if let plain = header["filename"] {
            bytes = FormEscapes.decoded(plain)
        } else {
            return nil
        }
        guard bytes.count <= limits.filenameBytes else {
            let message = "a part's filename is over \(limits.filenameBytes) bytes"
            throw MultipartError(.filenameTooLong, message, offset: offset)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private var nameless: MultipartError {
        let message = "each part needs a header `Content-Disposition: form-data; name=\"...\"`"
        return MultipartError(.missingName, message, offset: offset)
    }

    private func malformed(_ message: String) -> MultipartError {
        MultipartError(.malformedHeader, message, offset: offset)
    }
}
