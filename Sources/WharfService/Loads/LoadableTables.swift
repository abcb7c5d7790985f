import MariaDB

/// Finds the table that a load is for.
struct LoadableTables {
    private let dictionary: DictionaryReader

    init(connection: Connection) { dictionary = DictionaryReader(connection: connection) }

    /// Whether `spoken` means a table.
    func has(_ spoken: String) throws -> Bool { try dictionary.name(meantBy: spoken) != nil }

    /// The table that `spoken` means.
    ///
    /// - Throws: `Problem` where there is none, or it cannot be loaded.
    func table(_ spoken: String) throws -> Table {
        guard let name = try dictionary.name(meantBy: spoken), let table = try dictionary.table(named: name) else {
            let names = try dictionary.tableNames().joined(separator: ", ")
            throw Problem(.unknownTable, "There is no table '\(spoken.forMessage)'. Tables: \(names).")
        }
        if let obstacle = table.obstacle {
            throw Problem(.tableNotLoadable, "Table \(name) cannot be loaded: \(obstacle).")
        }
        return table
    }
}
