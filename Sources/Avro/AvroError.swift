/// Why a file cannot be read, or not be written.
public struct AvroError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        /// It does not begin as Avro files do.
        case notAvro
        /// It ends in the middle of something.
        case truncated
        /// Its schema is not JSON, not a schema, or none that can be read.
        case badSchema
        case unknownCodec
        /// Something is longer, deeper or more than is read.
        case tooLarge
        /// The sixteen bytes behind a block are others than the file's.
        case badSync
        /// A block cannot be unpacked, or is not what was packed.
        case badBlock
        /// A value does not have the form that the schema gives it.
        case badValue
        /// The system has no memory for a block.
        case outOfMemory
    }

    public let reason: Reason
    /// Of the file's byte where the trouble begins; of a packed block, where the block does.
    public let offset: Int
    public let detail: String

    public var description: String { "\(detail), at byte \(offset)" }
}

/// As `AvroError`, before it is known where.
struct Failure: Error {
    let reason: AvroError.Reason
    let detail: String

    init(_ reason: AvroError.Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    func at(_ offset: Int) -> AvroError { AvroError(reason: reason, offset: offset, detail: detail) }
}
