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
        let table = try dictionary.table(meantBy: spoken)
        if let obstacle = table.obstacle {
            throw Problem(.tableNotLoadable, "Table \(table.name) cannot be loaded: \(obstacle).")
        }
        return table
    }
}
