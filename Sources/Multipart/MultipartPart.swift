/// The headers of one part.
public struct MultipartPart: Equatable, Sendable {
    /// A header as it was sent: the name with its case, the value without the blanks around it and with a folded line
    /// joined by one blank. Bytes of a value that are not UTF-8 are replaced by U+FFFD.
    public struct Header: Equatable, Sendable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The form field's name, decoded, never empty. Not unique in a body: what a repeated name means is the
    /// caller's to say.
    public let name: String
    /// The file's name as the client gives it, decoded: text to show, never a path to open. `filename*` goes before
    /// `filename`.
    public let filename: String?
    /// The value of `Content-Type`; nil when there was none, which means `text/plain` (RFC 7578, section 4.4).
    public let contentType: String?
    /// All headers in their order.
    public let headers: [Header]

    public init(name: String, filename: String? = nil, contentType: String? = nil, headers: [Header] = []) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.headers = headers
    }
}

/// What the parser has found. For each part: one `begin`, any number of `body`, one `end`.
public enum MultipartEvent {
    case begin(MultipartPart)
    /// The next bytes of the part's content, never empty; cut where the input was cut, so without meaning as a unit.
    /// The pointer is valid during the call only: mostly it is a slice of the bytes that were fed.
    case body(UnsafeRawBufferPointer)
    case end
}
