internal import Crypto

/// What the files of one backup are called.
///
/// `TABLE.ULID.avro` holds the rows, `TABLE.ULID.avro.json` the manifest, `TABLE.ULID.PROOF.proof.json` the result of
/// one verification, with the proof's own ULID. Names are never used twice.
struct BackupName: Sendable, Hashable {
    /// The table's name, as file names have it: other bytes than `A-Z a-z 0-9 _ -` are percent-encoded.
    let stem: String
    let id: LoadIdentifier

    /// Which of a backup's files a name belongs to.
    enum Part: Sendable, Hashable {
        case rows
        case manifest
        case proof(LoadIdentifier)
    }

    /// Leaves room for two ULIDs and endings in the 255 bytes that a file's name may have.
    private static let longestStem = 180

    init(table: String, id: LoadIdentifier) {
        self.id = id
        stem = Self.stem(table)
    }

    private init(stem: String, id: LoadIdentifier) {
        self.stem = stem
        self.id = id
    }

    var file: String { "\(stem).\(id).avro" }
    var manifest: String { "\(file).json" }

    func proof(_ proof: LoadIdentifier) -> String { "\(stem).\(id).\(proof).proof.json" }

    /// The table as file names have it. Of one that becomes too long, the beginning and a digest of all: 64 characters
    /// may take 768 bytes.
    static func stem(_ table: String) -> String {
        let encoded = table.utf8.map { byte in
            isPlain(byte) ? String(UnicodeScalar(byte)) : "%\(hexadecimal(byte))"
        }
        let stem = encoded.joined()
        guard stem.utf8.count > longestStem else { return stem }
        let digest = SHA256.hash(data: Array(table.utf8)).hexadecimal.prefix(32)
        return "\(stem.prefix(longestStem - 33))~\(digest)"
    }

    /// The backup and part that a file's name stands for; `nil` for any other name.
    static func parse(_ fileName: String) -> (name: BackupName, part: Part)? {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, !parts[0].isEmpty, let id = LoadIdentifier(parts[1]) else { return nil }
        let name = BackupName(stem: parts[0], id: id)
        // Of the forms that mean the same only one is ours.
        if fileName == name.file { return (name, .rows) }
        if fileName == name.manifest { return (name, .manifest) }
        guard let proof = LoadIdentifier(parts[2]), fileName == name.proof(proof) else { return nil }
        return (name, .proof(proof))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0\(digits)" : digits
    }
}

extension BackupName: Comparable {
    /// Older ones first.
    static func < (left: Self, right: Self) -> Bool {
        (left.id.description, left.stem) < (right.id.description, right.stem)
    }
}
