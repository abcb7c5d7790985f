internal import Crypto
internal import FoundationEssentials

/// A small JSON document whose last member is the SHA-256 of every byte before that member's line, so that no byte of
/// it can change without being noticed.
enum SealedDocument {
    /// Larger ones are not read.
    static let limitBytes = 4 << 20

    /// - Parameter seal: the last member's name.
    static func encode(_ value: some Encodable, seal: String) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let object = Array(try encoder.encode(value))
        let end = Array("\n}".utf8)
        precondition(object.count > end.count && object.suffix(end.count) == end[...], "an object with members")
        let content = object.dropLast(end.count) + Array(",\n".utf8)
        return content + ending(seal, digest: SHA256.hash(data: Array(content)).hexadecimal)
    }

    /// - Throws: `BackupDamage.Reason`.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], seal: String) throws(BackupDamage.Reason)
        -> Value
    {
        guard bytes.count <= limitBytes else { throw .tooLarge }
        let length = ending(seal, digest: String(repeating: "0", count: 64)).count
        guard bytes.count > length else { throw .notWhole }
        let content = Array(bytes.dropLast(length))
        guard ending(seal, digest: SHA256.hash(data: content).hexadecimal) == Array(bytes.suffix(length)) else {
            throw .notWhole
        }
        let format = try decoded(Format.self, bytes).format
        guard format == Format.known else { throw .unknownFormat(format) }
        return try decoded(type, bytes)
    }

    private struct Format: Decodable {
        static let known = 1
        let format: Int
    }

    private static func ending(_ seal: String, digest: String) -> [UInt8] {
        Array("  \"\(seal)\" : \"\(digest)\"\n}\n".utf8)
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(BackupDamage.Reason)
        -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw .otherContent
        }
    }
}
