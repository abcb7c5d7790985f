import MariaDB

/// Finds the table that a load is for.
struct LoadableTables {
    private let dictionary: DictionaryReader
    let names: TableNames

    init(connection: Connection) throws {
        dictionary = DictionaryReader(connection: connection)
        names = TableNames(names: try dictionary.tableNames())
    }

    /// The table that `spoken` means.
    ///
    /// - Throws: `Problem` where there is none, or it cannot be loaded.
    func table(_ spoken: String) throws -> Table {
        guard let name = names.resolve(spoken), let table = try dictionary.table(named: name) else {
            throw Problem(
                .unknownTable,
                "There is no table '\(spoken.forMessage)'. Tables: \(names.names.joined(separator: ", ")).")
        }
        if let obstacle = table.obstacle {
            throw Problem(.tableNotLoadable, "Table \(name) cannot be loaded: \(obstacle).")
        }
        return table
    }
}
