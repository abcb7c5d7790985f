import MariaDB

/// The tables that twins leave behind, and what they tell of a load whose process died.
struct TwinRemains {
    let connection: Connection

    /// Whether there is a table of this name, one of Wharf's own.
    func exists(_ name: String) throws -> Bool {
        try !connection.query(
            """
            SELECT 1
              FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
            """, [.text(name)]
        ).isEmpty
    }

    /// Whether a load that was being written had swapped its twin in; if not, it never will.
    ///
    /// The twin goes first: a rename that still waits on the server finds nothing to rename then.
    func wasSwapped(_ load: LoadIdentifier) throws -> Bool {
        let twin = TwinTable.twinPrefix + load.description
        if try exists(twin) { try connection.execute("DROP TABLE IF EXISTS \(Connection.quoteIdentifier(twin))") }
        return try exists(TwinTable.oldPrefix + load.description)
    }

    /// Drops the table that a swap put aside.
    ///
    /// Nobody can have written to it after it was seen to be empty, on one server. In a cluster somebody can: then its
    /// rows are carried over first, and where one of them has a key of the load's, the table stays and the error says so.
    func retire(_ load: LoadIdentifier, of table: String) throws {
        let old = TwinTable.oldPrefix + load.description
        guard try exists(old) else { return }
        let quotedOld = Connection.quoteIdentifier(old)
        do {
            try carryOver(quotedOld, to: table, old)
        } catch let error as MariaDBError where error.code == .unknownTable {
            // Another instance was quicker.
            return
        }
        try connection.execute("DROP TABLE IF EXISTS \(quotedOld)")
    }

    private func carryOver(_ quotedOld: String, to table: String, _ old: String) throws {
        if try !connection.query("SELECT 1 FROM \(quotedOld) LIMIT 1").isEmpty {
            guard let table = try DictionaryReader(connection: connection).table(named: table) else {
                throw RowsLeftAside(table: old)
            }
            let names = table.loadableColumns.map { Connection.quoteIdentifier($0.name) }.joined(separator: ", ")
            do {
                try connection.execute(
                    "INSERT INTO \(Connection.quoteIdentifier(table.name)) (\(names)) SELECT \(names) FROM \(quotedOld)"
                )
            } catch {
                throw error.isRowFault ? RowsLeftAside(table: old) : error
            }
        }
    }

    /// Removes what loads and restores that have ended left behind.
    func sweep() throws {
        let store = LoadStore(connection: connection)
        let restores = RestoreStore(connection: connection)
        for (load, isTwin) in try found() {
            if let isRunning = try restores.isRunning(load) {
                if !isRunning { try drop(load) }
                continue
            }
            let receipt = try store.find(load)
            guard receipt?.state.isFinal ?? true else { continue }
            if isTwin { _ = try wasSwapped(load) } else { try retire(load, of: receipt?.table ?? "") }
        }
    }

    /// Drops what a restore left: its table, and the rows that it replaced, to which nobody could write any more.
    func drop(_ restore: LoadIdentifier) throws {
        for prefix in [TwinTable.twinPrefix, TwinTable.oldPrefix] {
            let name = Connection.quoteIdentifier(prefix + restore.description)
            try connection.execute("DROP TABLE IF EXISTS \(name)")
        }
    }

    private func found() throws -> [(load: LoadIdentifier, isTwin: Bool)] {
        try connection.query(
            """
            SELECT TABLE_NAME
              FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE()
               AND (TABLE_NAME LIKE 'wharf\\_twin\\_%' OR TABLE_NAME LIKE 'wharf\\_old\\_%')
            """
        ).compactMap { row in
            let name = row[0].string ?? ""
            return LoadIdentifier(String(name.suffix(26))).map { ($0, name.hasPrefix(TwinTable.twinPrefix)) }
        }
    }
}

/// Rows that somebody wrote while a table was swapped, and that have keys of the load's: they are in `table`.
struct RowsLeftAside: Error, CustomStringConvertible {
    let table: String
    var description: String { "rows that were written during a swap are kept in table \(table): their keys are taken" }
}
