/// Why a body is not, or not any more, a `multipart/form-data` that this module reads.
///
/// `message` tells the sender what to do, and holds nothing of the body's contents.
public struct MultipartError: Error, Equatable, Sendable {
    public enum Code: String, Sendable {
        /// The `Content-Type` is not `multipart/form-data`.
        case notMultipart
        /// No boundary, two of them, or one outside RFC 2046's grammar.
        case badBoundary
        /// The body ended before its closing boundary.
        case truncated
        case preambleTooLong
        case epilogueTooLong
        case tooManyParts
        case headerTooLarge
        case malformedHeader
        /// A part without `Content-Disposition: form-data` or without a name in it.
        case missingName
        case nameTooLong
        case filenameTooLong
        /// A part that is itself a multipart body.
        case nestedMultipart
        case unsupportedTransferEncoding
        /// A boundary followed by too many blanks on its line.
        case malformedDelimiter
    }

    public let code: Code
    public let message: String
    /// Bytes of the body before the place: the part's first header, the delimiter's line or the end of the input. 0
    /// for errors of the boundary parameter.
    public let offset: Int

    init(_ code: Code, _ message: String, offset: Int = 0) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}

extension MultipartError: CustomStringConvertible {
    public var description: String {
        "\(message) [\(code.rawValue) at byte \(offset)]"
    }
}
