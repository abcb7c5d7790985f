/// Why a file cannot be read or written, and where. Shows no value of a row.
public struct AvroError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The rule that was broken.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case notAvro, endsEarly, invalidVarint, numberTooLarge, negativeLength, lengthBeyondBlock, unknownBranch
        case unknownSymbol, invalidBoolean, invalidMetadata, headerTooLarge, missingSchema, invalidSchema
        case unsupportedSchema, unknownCodec, blockTooLarge, tooManyRows, wrongSync, damagedCompression, wrongChecksum
        case trailingBytes, tooDeep, rowTooLarge
    }

    public let reason: Reason
    /// Where in the file, from 0: the byte at which the thing at fault begins, or the file's end where it ends early.
    /// For a value in a compressed block, where the block begins; `detail` says where in the block then. For a schema
    /// that is in no file, 0.
    public let offset: Int
    /// More about it, as the end of a sentence; empty where there is nothing to say.
    public let detail: String

    init(_ reason: Reason, at offset: Int, _ detail: String = "") {
        self.reason = reason
        self.offset = offset
        self.detail = detail
    }

    /// One sentence for a user.
    public var description: String {
        "Byte offset \(offset): \(reason.sentence)\(detail.isEmpty ? "" : ": \(detail)")."
    }
}

extension AvroError.Reason {
    /// What is wrong, as the end of a sentence.
    public var sentence: String {
        switch self {
        case .notAvro: "this is not an Avro object container file"
        case .endsEarly: "the file ends early"
        case .invalidVarint: "the number has more than 64 bits"
        case .numberTooLarge: "the number does not fit into 32 bits"
        case .negativeLength: "the length is negative"
        case .lengthBeyondBlock: "the value goes beyond its block"
        case .unknownBranch: "the union has no such branch"
        case .unknownSymbol: "the enum has no such symbol"
        case .invalidBoolean: "a boolean is 0 or 1"
        case .invalidMetadata: "the header's metadata cannot be read"
        case .headerTooLarge: "the header is larger than the limit"
        case .missingSchema: "the header has no schema"
        case .invalidSchema: "the schema is not valid"
        case .unsupportedSchema: "the schema is not one of flat rows"
        case .unknownCodec: "the codec is none of null, deflate and snappy"
        case .blockTooLarge: "the block is larger than the limit"
        case .tooManyRows: "the block claims more rows than its bytes can hold"
        case .wrongSync: "the block does not end in the file's sync marker"
        case .damagedCompression: "the block cannot be unpacked"
        case .wrongChecksum: "the block's bytes do not have its checksum"
        case .trailingBytes: "the block has bytes behind its last row"
        case .tooDeep: "values stand too deep inside each other"
        case .rowTooLarge: "the row is larger than a block may be"
        }
    }
}

/// An error of one block or text: the offset counts from its first byte.
struct ReadFailure: Error {
    let reason: AvroError.Reason
    let offset: Int

    init(_ reason: AvroError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
