import MariaDB

/// The table that a large load fills beside the real one, and swaps in when it is whole.
///
/// Its name and the one that the real table gets by the swap follow from the load's identifier, so whoever finds one of
/// them knows the load, and whoever finds the load knows both.
struct TwinTable {
    static let twinPrefix = "wharf_twin_"
    static let oldPrefix = "wharf_old_"
    /// What a foreign key's name ends with in every other table of the row of twins: a schema has each name once. So it is
    /// with `CHECK` constraints on MySQL.
    private static let keySuffix = "_twin"
    private static let longestName = 64

    let load: LoadIdentifier
    let table: String
    let definition: TableDefinition
    /// The secondary indexes that are cheaper to build at the end than to fill along.
    let lateIndexes: [TableDefinition.Part]
    /// Whether there is no real table yet: the twin is made from the definition and becomes it.
    var isNew = false

    var name: String { Self.twinPrefix + load.description }
    /// The real table after the swap.
    var oldName: String { Self.oldPrefix + load.description }

    /// Makes the empty twin, without late indexes and foreign keys.
    func create(_ connection: Connection) throws {
        try connection.execute("DROP TABLE IF EXISTS \(quoted(name))")
        if isNew {
            let leftOut = lateIndexes + definition.foreignKeys
            try connection.execute(definition.createStatement(as: name, leavingOut: leftOut))
            return
        }
        // LIKE takes columns, indexes, options and CHECK constraints along, foreign keys not.
        try connection.execute("CREATE TABLE \(quoted(name)) LIKE \(quoted(table))")
        let drops = lateIndexes.map { "DROP KEY \(quoted($0.name))" }
        try alter(drops + (connection.isMariaDB ? [] : checkNames(connection)), connection)
    }

    /// MySQL makes up names for the `CHECK` constraints of a table that is made like another one.
    private func checkNames(_ connection: Connection) throws -> [String] {
        let madeUp = try TableDefinition(of: name, connection: connection).checks
        return madeUp.map { "DROP CONSTRAINT \(quoted($0.name))" } + definition.checks.map { "ADD \(renamed($0))" }
    }

    /// Builds the late indexes and sets the foreign keys, whose rows nobody has proven then.
    func complete(_ connection: Connection) throws {
        try alter(lateIndexes.map { "ADD \($0.text)" } + finalChanges, connection)
    }

    func buildLateIndexes(_ connection: Connection) throws {
        try alter(lateIndexes.map { "ADD \($0.text)" }, connection)
    }

    /// Sets what the real table has besides rows and indexes.
    func finish(_ connection: Connection) throws { try alter(finalChanges, connection) }

    private var finalChanges: [String] {
        let next = definition.autoIncrement.map { ["AUTO_INCREMENT = \($0)"] } ?? []
        return definition.foreignKeys.map { "ADD \(ownReference(isNew ? $0.text : renamed($0)))" } + next
    }

    private func alter(_ changes: [String], _ connection: Connection) throws {
        guard !changes.isEmpty else { return }
        try connection.execute("SET SESSION foreign_key_checks = 0")
        let result = Result {
            try connection.execute("ALTER TABLE \(quoted(name)) \(changes.joined(separator: ", "))")
        }
        if case .failure(let error as MariaDBError) = result, error.isConnectionLost { throw error }
        try connection.execute("SET SESSION foreign_key_checks = 1")
        _ = try result.get()
    }

    func drop(_ connection: Connection) throws {
        try connection.execute("DROP TABLE IF EXISTS \(quoted(name))")
    }

    func rowCount(_ connection: Connection) throws -> Int {
        try connection.query("SELECT COUNT(*) FROM \(quoted(name))").first?[0].integer ?? 0
    }

    /// The statement that puts the twin into the real table's place, in one step for everybody.
    /// <https://mariadb.com/kb/en/rename-table/>
    var swap: String {
        isNew
            ? "RENAME TABLE \(quoted(name)) TO \(quoted(table))"
            : "RENAME TABLE \(quoted(table)) TO \(quoted(oldName)), \(quoted(name)) TO \(quoted(table))"
    }

    /// Whether every constraint can be given a name that the real table's do not have.
    var hasNamesToSpare: Bool {
        (definition.foreignKeys + definition.checks).allSatisfy { Self.otherName($0.name).count <= Self.longestName }
    }

    private func renamed(_ constraint: TableDefinition.Part) -> String {
        let head = "CONSTRAINT \(quoted(constraint.name))"
        precondition(constraint.text.hasPrefix(head), "a constraint begins with its name")
        return "CONSTRAINT \(quoted(Self.otherName(constraint.name)))" + constraint.text.dropFirst(head.count)
    }

    /// A key to the table itself is one to the twin: else it would follow the old table when that is put aside.
    private func ownReference(_ key: String) -> String {
        key.replacing(" REFERENCES \(quoted(table)) (", with: " REFERENCES \(quoted(name)) (")
    }

    private static func otherName(_ name: String) -> String {
        name.hasSuffix(keySuffix) ? String(name.dropLast(keySuffix.count)) : name + keySuffix
    }

    private func quoted(_ name: String) -> String { Connection.quoteIdentifier(name) }
}
