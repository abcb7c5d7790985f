/// What makes a file a backup, and all that a restore must know of it. Written last: it is the commit.
struct BackupManifest: Sendable, Hashable, Codable {
    enum Kind: String, Sendable, Codable {
        /// Somebody asked for it.
        case backup
        /// A restore took it of the rows that it replaced.
        case safety
    }

    struct Column: Sendable, Hashable, Codable {
        var name: String
        /// As `SHOW CREATE TABLE` has it.
        var sqlType: String
        /// The type of its Avro field, as JSON; empty where it has none.
        var avro: String
        var isNullable: Bool
        var isGenerated: Bool
        var comment: String

        private enum CodingKeys: String, CodingKey {
            case name, avro, comment
            case sqlType = "sql_type"
            case isNullable = "is_nullable"
            case isGenerated = "is_generated"
        }
    }

    /// Of the manifest itself.
    private(set) var format = 1
    var id: LoadIdentifier
    /// Of the run that took backups of all tables at one snapshot.
    var set: LoadIdentifier?
    /// The tables of that run; when each has its manifest, the set is complete.
    var setTables: [String]?
    var kind: Kind
    var table: String
    var file: String
    var codec: String
    var rows: Int
    var bytes: Int
    /// Of the file.
    var sha256: String
    /// Of the uncompressed record bytes of all blocks, rows in primary key order.
    var recordsSHA256: String
    /// The Avro schema's JSON, as the file has it.
    var schema: String
    /// What `SHOW CREATE TABLE` gave.
    var ddl: String
    var collation: String
    var columns: [Column]
    /// The primary key of the first and of the last row, a text for each of its columns; none of an empty table.
    var firstKey: [String]?
    var lastKey: [String]?
    /// As `Timestamp` writes it, like the other times.
    var snapshotAt: String
    var startedAt: String
    var finishedAt: String
    var serverVersion: String
    var wharfVersion: String

    var name: BackupName { BackupName(table: table, id: id) }

    private static let seal = "manifest_sha256"

    /// Of a backup whose file is in the bucket.
    init(
        id: LoadIdentifier, kind: Kind = .backup, table: String, set: LoadIdentifier? = nil, setTables: [String]? = nil,
        codec: String, rows: Int, bytes: Int, sha256: String, recordsSHA256: String, schema: String, ddl: String,
        collation: String, columns: [Column], firstKey: [String]?, lastKey: [String]?, snapshotAt: String,
        startedAt: String, finishedAt: String = Timestamp.now(), serverVersion: String
    ) {
        (self.id, self.kind, self.table, self.set, self.setTables) = (id, kind, table, set, setTables)
        file = BackupName(table: table, id: id).file
        (self.codec, self.rows, self.bytes) = (codec, rows, bytes)
        (self.sha256, self.recordsSHA256) = (sha256, recordsSHA256)
        (self.schema, self.ddl, self.collation, self.columns) = (schema, ddl, collation, columns)
        (self.firstKey, self.lastKey) = (firstKey, lastKey)
        (self.snapshotAt, self.startedAt, self.finishedAt) = (snapshotAt, startedAt, finishedAt)
        self.serverVersion = serverVersion
        wharfVersion = Release.version
    }

    func encoded() throws -> [UInt8] { try SealedDocument.encode(self, seal: Self.seal) }

    /// - Parameter name: by which the manifest was found.
    /// - Throws: why it is not that of a good backup.
    init(_ bytes: [UInt8], of name: BackupName) throws(BackupDamage.Reason) {
        self = try SealedDocument.decode(Self.self, bytes, seal: Self.seal)
        guard self.name == name, file == name.file else { throw .otherName }
        guard rows >= 0, self.bytes >= 0, sha256.utf8.count == 64, recordsSHA256.utf8.count == 64 else {
            throw .otherContent
        }
    }

    private enum CodingKeys: String, CodingKey {
        case format, id, set, kind, table, file, codec, rows, bytes, sha256, schema, ddl, collation, columns
        case setTables = "set_tables"
        case recordsSHA256 = "records_sha256"
        case firstKey = "first_key"
        case lastKey = "last_key"
        case snapshotAt = "snapshot_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case serverVersion = "server_version"
        case wharfVersion = "wharf_version"
    }
}
