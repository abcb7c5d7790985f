/// The result of one verification of a backup.
struct BackupProof: Sendable, Hashable, Codable {
    /// How much was looked at, least first.
    enum Level: String, Sendable, Codable, CaseIterable, Comparable {
        /// Size and digest of the file.
        case file
        /// Every row decoded.
        case records
        /// Restored into a table of its own and compared.
        case drill

        static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private(set) var format = 1
    var id: LoadIdentifier
    var backup: LoadIdentifier
    var level: Level
    var passed: Bool
    /// What was found, in words.
    var detail: String
    /// Rows that were read; nothing where no row was looked at.
    var rows: Int?
    /// As `Timestamp` writes it.
    var at: String
    var seconds: Double

    private static let seal = "proof_sha256"

    init(
        id: LoadIdentifier = LoadIdentifier(), backup: LoadIdentifier, level: Level, passed: Bool, detail: String,
        rows: Int?, at: String = Timestamp.now(), seconds: Double
    ) {
        self.id = id
        self.backup = backup
        self.level = level
        self.passed = passed
        self.detail = detail
        self.rows = rows
        self.at = at
        self.seconds = seconds
    }

    func encoded() throws -> [UInt8] { try SealedDocument.encode(self, seal: Self.seal) }

    /// - Throws: why it proves nothing.
    init(_ bytes: [UInt8], of backup: BackupName, id: LoadIdentifier) throws(BackupDamage.Reason) {
        self = try SealedDocument.decode(Self.self, bytes, seal: Self.seal)
        guard self.backup == backup.id, self.id == id else { throw .otherName }
    }
}

/// What is known of a backup from its proofs.
struct BackupProofs: Sendable, Hashable {
    var last: BackupProof?
    /// The newest of those that passed at the highest level.
    var best: BackupProof?

    /// Whether nothing speaks against the backup.
    var isGood: Bool { last?.passed ?? true }
}
