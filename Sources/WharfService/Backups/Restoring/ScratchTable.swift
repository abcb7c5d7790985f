import Bucket
import MariaDB

/// A backup's rows in a table of their own, `wharf_twin_ULID`, until they are compared, swapped in or dropped.
struct ScratchTable {
    /// Below this many rows indexes are filled along.
    private static let fewestRowsForLateIndexes = 50_000

    let id: LoadIdentifier
    let manifest: BackupManifest
    /// The scratch table as the dictionary describes it.
    let table: Table
    let twin: TwinTable
    let columns: RestoredColumns

    var name: String { twin.name }

    /// Makes the empty table: like one that there is, or as the backup's table was.
    ///
    /// - Parameters:
    ///   - target: the table whose place it may take.
    ///   - isCopy: whether the backup's own table may be there beside it. MySQL wants the name of a `CHECK` once in a database.
    /// - Throws: `Problem` where the backup does not fit, or its definition is none that is run.
    static func make(
        _ id: LoadIdentifier, _ manifest: BackupManifest, target: String, existing: Table?, isCopy: Bool,
        _ connection: Connection
    ) throws -> ScratchTable {
        let definition =
            try existing.map { try TableDefinition(of: $0.name, connection: connection) }
            ?? ForeignDefinition(manifest.ddl).definition(forCopy: isCopy ? id : nil)
        let isLate = manifest.rows >= fewestRowsForLateIndexes && definition.isPrimaryKeyAutomatic
        let twin = TwinTable(
            load: id, table: target, definition: definition, lateIndexes: isLate ? definition.indexes : [],
            isNew: existing == nil)
        do {
            try twin.create(connection)
            guard let table = try DictionaryReader(connection: connection).table(named: twin.name, isOwn: true) else {
                preconditionFailure("the table was made just now")
            }
            if let obstacle = table.obstacle {
                throw Problem(.tableDiffers, "The backup's table cannot be restored: \(obstacle).")
            }
            let columns = try RestoredColumns(manifest, table: table, target: target)
            return ScratchTable(id: id, manifest: manifest, table: table, twin: twin, columns: columns)
        } catch {
            try twin.drop(connection)
            throw existing == nil ? refusal(ofDefinition: error) : error
        }
    }

    /// What a definition that the server does not run, such as one with another server's collation, is to the caller; any
    /// other error as it is.
    private static func refusal(ofDefinition error: any Error) -> any Error {
        guard let error = error as? MariaDBError, !error.isRetriable, !error.isConnectionLost, !error.isDiskFull,
            !error.isCancelled, error.code != .tableAccessDenied
        else { return error }
        return Problem(
            .tableDiffers,
            "The table is not there, and this server does not make it as the backup's definition says. Make the table by "
                + "hand, and restore into it.", cause: error)
    }

    /// Fills the table with the backup's rows, and builds the late indexes.
    ///
    /// - Parameter look: takes the rows so far; throws where the filling is not to go on.
    /// - Throws: `BackupDamaged` where the file is not what its manifest says; `Problem` where the table cannot take it.
    func fill(_ file: BackupFile, settings: ConnectionSettings, _ connection: Connection, look: (Int) throws -> Void)
        throws
    {
        let filler = try ScratchFiller(table: name, columns: columns.columns, settings: settings)
        let result = Result {
            let reader = RowReader(sources: columns.sources)
            var row = RowEncoder()
            try file.forEachRecord(look: look) { record in
                row.removeAll()
                try reader.read(record, into: &row)
                try row.withUnsafeBytes { try filler.append($0) }
            }
        }
        do {
            try filler.finish(result)
        } catch {
            guard let problem = refusal(error) else { throw error }
            // Rows of a damaged file may be refused before the damage is seen.
            try file.readBytes { _ in try look(0) }
            throw problem
        }
        try twin.buildLateIndexes(connection)
        guard try twin.rowCount(connection) == manifest.rows else {
            throw Problem(
                .tableDiffers, "Not all rows of the backup fit into table \(twin.table). Nothing was changed.")
        }
    }

    /// What a row that the table cannot take is to the caller; `nil` for any other error.
    private func refusal(_ error: any Error) -> Problem? {
        switch error {
        case let error as ValueNotTaken:
            Problem(
                .tableDiffers,
                "Column \(twin.table).\(error.column) cannot take a value of the backup. Nothing was changed.")
        case let error as MariaDBError where error.isRowFault:
            Problem(
                .tableDiffers, "Table \(twin.table) cannot take a row of the backup. Nothing was changed.", cause: error
            )
        default: nil
        }
    }

    /// Whether the table gives back exactly what the backup holds: the digest over all its rows, written anew.
    func isFaithful(_ connection: Connection) throws -> Bool {
        do {
            return try RowsDigest(table: table, source: name, fields: columns.fields, schema: manifest.schema)
                .read(connection) == manifest.recordsSHA256
        } catch is ValueNotKept {
            return false
        }
    }

    func drop(_ connection: Connection) throws { try twin.drop(connection) }
}
