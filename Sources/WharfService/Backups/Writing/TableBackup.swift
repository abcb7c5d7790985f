import Avro
import Bucket
internal import Crypto
import MariaDB

/// Writes one table into the bucket: its rows as an Avro file, then the manifest, which makes it a backup.
struct TableBackup {
    /// What the backup is, besides the table's rows.
    struct Occasion {
        var kind = BackupManifest.Kind.backup
        var set: LoadIdentifier?
        var setTables: [String]?
        var codec = AvroCodec.usual
        /// When the rows that `connection` sees were the table's, UTC.
        var snapshotAt: String
    }

    /// Rows between two looks at whoever waits.
    private static let rowsPerLook = 4096

    let table: Table
    /// Sees the rows, and goes on seeing the same ones.
    let connection: Connection
    let bucket: Bucket
    let journal: BackupJournal
    let occasion: Occasion
    /// Takes the rows and the file's bytes so far; throws where the backup is not to go on.
    let look: (_ rows: Int, _ bytes: Int) throws -> Void

    /// - Throws: `Problem` where a value cannot be kept; `BucketError`; `MariaDBError`; whatever `look` throws. The file is
    ///   removed then, as far as the bucket lets it be.
    func run() throws -> BackupManifest {
        let name = BackupName(table: table.name, id: try BackupCatalogue(bucket: bucket).nextIdentifier())
        do {
            return try write(name)
        } catch {
            giveUp(name, after: error)
            throw error
        }
    }

    private func write(_ name: BackupName) throws -> BackupManifest {
        let startedAt = Timestamp.now()
        try refuseLookalikes()
        let fields = try BackupField.all(of: table, spans: spans())
        let schema = try BackupField.schema(of: table, fields)
        let keys = try (first: edge("ASC"), last: edge("DESC"))
        try journal.begin(name.file)
        FaultPoint.reached(.backupNoted)
        let (content, file) = try writeFile(fields, schema, name)
        FaultPoint.reached(.backupWritten)
        let manifest = BackupManifest(
            id: name.id, kind: occasion.kind, table: table.name, set: occasion.set, setTables: occasion.setTables,
            codec: occasion.codec.rawValue, rows: content.rows, bytes: file.bytes, sha256: file.sha256,
            recordsSHA256: content.digest, schema: schema,
            ddl: try TableDefinition(of: table.name, connection: connection).text,
            collation: try collation(), columns: try columns(fields), firstKey: keys.first, lastKey: keys.last,
            snapshotAt: occasion.snapshotAt, startedAt: startedAt, serverVersion: connection.serverVersion)
        try publish(manifest, name)
        return manifest
    }

    /// What makes the file a backup.
    private func publish(_ manifest: BackupManifest, _ name: BackupName) throws {
        do {
            try BackupCatalogue(bucket: bucket).add(manifest)
        } catch {
            // What of these cannot be removed now has no good manifest, and is swept later.
            _ = try? bucket.remove(name.manifest)
            _ = try? bucket.remove(name.file)
            throw error
        }
        FaultPoint.reached(.backupDone)
        // A note that stays is taken back by whoever sweeps, who finds the manifest.
        _ = try? journal.end(name.file)
    }

    /// Makes sure that nothing is left of the backup, and forgets its note: an instance that lives for months would gather
    /// them. Where that fails, or the bucket hangs, the note is for whoever sweeps next; where the database is away, too, it
    /// stays with the instance, and is looked at when that ends.
    private func giveUp(_ name: BackupName, after error: any Error) {
        do {
            if let error = error as? BucketError, error.kind == .hung || error.kind == .busy { throw error }
            try bucket.remove(name.manifest)
            try bucket.remove(name.file)
            try journal.end(name.file)
        } catch {
            _ = try? journal.giveUp(name.file)
        }
    }

    private func writeFile(
        _ fields: [BackupField], _ schema: String, _ name: BackupName
    ) throws -> (content: (rows: Int, digest: String), file: BucketFile) {
        let writer = try bucket.create(name.file)
        do {
            let content = try writeRows(fields, schema, name, writer)
            return (content, try writer.finish())
        } catch {
            writer.abandon()
            throw error
        }
    }

    private func writeRows(
        _ fields: [BackupField], _ schema: String, _ name: BackupName, _ writer: BucketWriter
    ) throws -> (rows: Int, digest: String) {
        var digest = SHA256()
        let file = try AvroFileWriter(
            schema: schema, codec: occasion.codec,
            metadata: [("wharf.table", table.name), ("wharf.backup", name.id.description)],
            onRecords: { digest.update(bufferPointer: $0) }, sink: { try writer.write($0) })
        FaultPoint.reached(.backupBegun)
        let rows = RowWriter(fields: fields, file: file)
        var untilLook = Self.rowsPerLook
        do {
            try connection.forEachTextRow(RowSelection(table: table, fields: fields).sql) { row in
                try rows.write(row)
                untilLook -= 1
                guard untilLook == 0 else { return }
                untilLook = Self.rowsPerLook
                try look(file.recordCount, file.byteCount)
            }
        } catch let error as ValueNotKept {
            throw Problem(
                .valueNotKept,
                "Row \(file.recordCount + 1) of table \(table.name) by primary key has the value '\(error.text.forMessage)' "
                    + "in column \(error.column), which no Avro file can hold so that it comes back the same. "
                    + "Nothing was kept of the backup.")
        }
        try file.finish()
        try look(file.recordCount, file.byteCount)
        return (file.recordCount, digest.finalize().hexadecimal)
    }

    /// The `TIME` columns that hold values that are no time of day.
    private func spans() throws -> Set<String> {
        var spans: Set<String> = []
        for column in table.loadableColumns {
            guard case .time = column.type else { continue }
            let name = Connection.quoteIdentifier(column.name)
            let found = try connection.query(
                """
                SELECT 1
                  FROM \(Connection.quoteIdentifier(table.name))
                 WHERE \(name) < '00:00:00'
                    OR \(name) >= '24:00:00'
                 LIMIT 1
                """)
            if !found.isEmpty { spans.insert(column.name) }
        }
        return spans
    }

    /// Refuses values whose texts come back as other values: what is read of them does not tell.
    private func refuseLookalikes() throws {
        for column in table.loadableColumns {
            guard let condition = Self.lookalikes(column) else { continue }
            let found = try connection.query(
                "SELECT 1 FROM \(Connection.quoteIdentifier(table.name)) WHERE \(condition) LIMIT 1")
            guard found.isEmpty else {
                throw Problem(
                    .valueNotKept,
                    "Table \(table.name) has a value in column \(column.name), \(column.sqlType), whose text would come back "
                        + "as another value. Nothing was kept of the backup.")
            }
        }
    }

    /// Character sets of which every character has one of its own in Unicode.
    private static let faithfulSets: Set = [
        "utf8mb4", "utf8mb3", "utf8", "ucs2", "utf16", "utf16le", "utf32", "latin1", "ascii",
    ]

    /// Where an `ENUM` has an empty member, a wrong value has the same text, and where a `SET` has one, none of its members.
    /// Of other character sets several characters may be one in Unicode, or none.
    private static func lookalikes(_ column: Column) -> String? {
        let name = Connection.quoteIdentifier(column.name)
        switch column.type {
        case .enumeration(let members) where members.contains(""): return "\(name) + 0 = 0"
        case .set(let members) where members.contains(""): return "\(name) + 0 <> 0 AND LENGTH(\(name)) = 0"
        case .text:
            guard let set = column.characterSet, !faithfulSets.contains(set) else { return nil }
            let again = "CONVERT(CONVERT(\(name) USING utf8mb4) USING \(set))"
            return "CAST(\(again) AS BINARY) <> CAST(\(name) AS BINARY)"
        default: return nil
        }
    }

    /// The primary key of the first or last row.
    private func edge(_ direction: String) throws -> [String]? {
        let names = table.primaryKey.map { Connection.quoteIdentifier(table.columns[$0].name) }
        let order = names.map { "\($0) \(direction)" }.joined(separator: ", ")
        return try connection.query(
            """
            SELECT \(names.joined(separator: ", "))
              FROM \(Connection.quoteIdentifier(table.name))
             ORDER BY \(order)
             LIMIT 1
            """
        ).first.map { row in names.indices.map { row[$0].string ?? "" } }
    }

    private func collation() throws -> String {
        try connection.query(
            """
            SELECT TABLE_COLLATION
              FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
            """, [.text(table.name)]
        ).first?[0].string ?? ""
    }

    private func columns(_ fields: [BackupField]) throws -> [BackupManifest.Column] {
        let codings = Dictionary(fields.map { ($0.column.name, $0.coding) }) { first, _ in first }
        return try table.columns.map { column in
            let avro = try codings[column.name].map { String(decoding: try Answer.encoded($0.schema), as: UTF8.self) }
            return BackupManifest.Column(
                name: column.name, sqlType: column.sqlType, avro: avro ?? "", isNullable: column.isNullable,
                isGenerated: column.isGenerated, comment: column.comment)
        }
    }
}
