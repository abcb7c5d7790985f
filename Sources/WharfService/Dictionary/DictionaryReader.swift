import MariaDB

/// Reads tables from `information_schema`, on MariaDB and MySQL.
///
/// Lives as long as one request: nothing is kept, so what it says is what the database says now.
struct DictionaryReader {
    let connection: Connection

    /// Names of the tables that Wharf serves, in alphabetical order: base tables of the configured database but its own.
    ///
    /// MariaDB (10.11.19, seen) lists a table not at all while it is renamed, as in every swap; asked for by its name it is
    /// there. So tables that Wharf knows of are asked for where they are not listed.
    func tableNames() throws -> [String] {
        let listed = try listedNames()
        guard connection.isMariaDB else { return listed }
        let missing = try Set(knownNames()).subtracting(listed).filter(exists)
        return missing.isEmpty ? listed : (listed + missing).sorted()
    }

    /// The table that a caller means; see `TableNames`. One of exactly this name is found also while it is renamed.
    func name(meantBy spoken: String) throws -> String? {
        try exists(spoken) ? spoken : TableNames(names: tableNames()).resolve(spoken)
    }

    /// As `name(meantBy:)`, the table itself.
    ///
    /// - Throws: `Problem` of type `unknownTable`, which names those that there are.
    func table(meantBy spoken: String) throws -> Table {
        if let table = try table(named: spoken) { return table }
        let names = try tableNames()
        if let name = TableNames(names: names).resolve(spoken), let table = try table(named: name) { return table }
        throw Problem(
            .unknownTable, "There is no table '\(spoken.forMessage)'. Tables: \(names.joined(separator: ", ")).")
    }

    /// Whether there is a table of exactly this name that Wharf serves.
    private func exists(_ name: String) throws -> Bool { try !Self.isHidden(name) && tableFacts(name)?.name == name }

    /// Wharf's own tables, names that the server takes for those of files, and such as no identifier can be.
    private static func isHidden(_ name: String) -> Bool {
        name.hasPrefix("wharf_") || name.hasPrefix("#mysql50#") || name.unicodeScalars.contains { $0.value > 0xFFFF }
    }

    /// Tables that loads and restores were for, of which some may be gone.
    private func knownNames() throws -> [String] {
        do {
            return try connection.query(
                """
                SELECT DISTINCT `table_name` FROM `wharf_loads`
                UNION
                SELECT DISTINCT `table_name` FROM `wharf_restores` WHERE `purpose` = 'restore'
                """
            ).compactMap { $0[0].string }
        } catch {
            // Before the first migration.
            guard error.code == .unknownTable else { throw error }
            return []
        }
    }

    private func listedNames() throws -> [String] {
        try connection.query(
            """
            SELECT TABLE_NAME AS name
              FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_TYPE = 'BASE TABLE'
               AND TABLE_NAME NOT LIKE 'wharf\\_%'
             ORDER BY TABLE_NAME
            """
        ).compactMap { $0["name"].string }
    }

    /// The table of exactly this name; `nil` where there is none that Wharf serves.
    ///
    /// - Parameter isOwn: whether it is one of Wharf's own, which it serves to nobody.
    func table(named name: String, isOwn: Bool = false) throws -> Table? {
        do {
            return try describedTable(name, isOwn)
        } catch let error as MariaDBError where error.code == .unknownTable {
            // It was dropped in between: `information_schema` gives no more rows then, and its definition, read last, an error.
            return nil
        }
    }

    private func describedTable(_ name: String, _ isOwn: Bool) throws -> Table? {
        guard isOwn || !Self.isHidden(name), let facts = try tableFacts(name) else { return nil }
        // Where the server has names in small letters, it also knows them in others, which are nobody's but our own.
        guard isOwn || facts.name == name else { return nil }
        let clauses = try checkClauses(of: name)
        let checks = clauses.map(RangeCheck.init)
        let jsonColumns = Set(clauses.compactMap(JSONCheck.init).map(\.column))
        let columns = try columns(of: name).map { column in
            let column = jsonColumns.contains(column.name) ? column.with(type: .json) : column
            return Self.narrow(column, checks.compactMap { $0 })
        }
        let keys = try uniqueKeys(of: name)
        let primary = keys.first { $0.name == "PRIMARY" }
        return Table(
            name: name, comment: facts.comment, columns: columns,
            primaryKey: (primary?.columns ?? []).compactMap { name in columns.firstIndex { $0.name == name } },
            uniqueKeys: keys.filter { $0.name != "PRIMARY" },
            foreignKeys: try foreignKeys(of: name),
            referencedBy: try children(of: name),
            hasChecks: try checks.contains { $0.map { !Self.applies($0, to: columns) } ?? true }
                || hasHiddenRules(name),
            estimatedRows: facts.rows,
            obstacle: Self.obstacle(engine: facts.engine, hasPrimaryKey: primary != nil, columns: columns),
            definition: try TableDefinition(of: name, connection: connection).shape)
    }

    /// Every table that Wharf serves.
    func tables() throws -> [Table] {
        try tableNames().compactMap { try table(named: $0) }
    }

    private static func obstacle(engine: String, hasPrimaryKey: Bool, columns: [Column]) -> String? {
        if engine.lowercased() != "innodb" { return "its engine is \(engine), which has no transactions" }
        if !hasPrimaryKey { return "it has no primary key" }
        let unsupported = columns.filter { !$0.isGenerated && $0.type.unsupportedName != nil }
        guard let first = unsupported.first else { return nil }
        return "column \(first.name) has the unsupported type \(first.sqlType)"
    }

    private func tableFacts(
        _ name: String
    ) throws -> (name: String, engine: String, comment: String, rows: Int)? {
        try connection.query(
            """
            SELECT TABLE_NAME AS name, ENGINE AS engine, TABLE_COMMENT AS comment, TABLE_ROWS AS row_estimate
              FROM information_schema.TABLES
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
               AND TABLE_TYPE = 'BASE TABLE'
            """, [.text(name)]
        ).first.map {
            (
                $0["name"].string ?? "", $0["engine"].string ?? "unknown", $0["comment"].string ?? "",
                $0["row_estimate"].integer ?? 0
            )
        }
    }

    private func columns(of name: String) throws -> [Column] {
        try connection.query(
            """
            SELECT COLUMN_NAME AS name, DATA_TYPE AS data_type, COLUMN_TYPE AS column_type, IS_NULLABLE AS nullable,
                   COLUMN_DEFAULT AS default_text, EXTRA AS extra, GENERATION_EXPRESSION AS expression,
                   CHARACTER_MAXIMUM_LENGTH AS characters, CHARACTER_OCTET_LENGTH AS octets,
                   NUMERIC_PRECISION AS num_precision, NUMERIC_SCALE AS num_scale, DATETIME_PRECISION AS fraction,
                   CHARACTER_SET_NAME AS charset_name, COLLATION_NAME AS collation_name, COLUMN_COMMENT AS comment
              FROM information_schema.COLUMNS
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
             ORDER BY ORDINAL_POSITION
            """, [.text(name)]
        ).map(column)
    }

    private func column(_ row: Row) -> Column {
        let sqlType = row["column_type"].string ?? ""
        let facts = ColumnType.Facts(
            dataType: (row["data_type"].string ?? "").lowercased(), columnType: sqlType,
            maximumCharacters: row["characters"].integer, maximumBytes: row["octets"].integer,
            precision: row["num_precision"].integer, scale: row["num_scale"].integer, fraction: row["fraction"].integer)
        let extra = (row["extra"].string ?? "").lowercased()
        let type = ColumnType(facts)
        return Column(
            name: row["name"].string ?? "", type: type, sqlType: sqlType,
            isNullable: row["nullable"].string == "YES", defaultText: defaultText(row, type, extra),
            isGenerated: !(row["expression"].string ?? "").isEmpty || extra.contains("virtual generated")
                || extra.contains("stored generated"),
            isAutoIncrement: extra.contains("auto_increment"),
            characterSet: row["charset_name"].string, collation: row["collation_name"].string,
            comment: row["comment"].string ?? "")
    }

    /// The default as SQL. So MariaDB writes it, with the word for NULL; MySQL writes a null, and texts without quotes.
    private func defaultText(_ row: Row, _ type: ColumnType, _ extra: String) -> String? {
        guard let text = row["default_text"].string else { return nil }
        if connection.isMariaDB { return text == "NULL" ? nil : text }
        if extra.contains("default_generated") { return text }
        return switch type {
        case .integer, .decimal, .float, .double: text
        default: "'\(text.replacing("'", with: "''"))'"
        }
    }

    private func uniqueKeys(of name: String) throws -> [Table.UniqueKey] {
        let rows = try connection.query(
            """
            SELECT INDEX_NAME AS key_name, COLUMN_NAME AS column_name
              FROM information_schema.STATISTICS
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
               AND NON_UNIQUE = 0
             ORDER BY INDEX_NAME, SEQ_IN_INDEX
            """, [.text(name)])
        return Self.grouped(rows).map {
            Table.UniqueKey(name: $0.key, columns: $0.rows.map { $0["column_name"].string ?? "" })
        }
    }

    private func foreignKeys(of name: String) throws -> [Table.ForeignKey] {
        let rows = try connection.query(
            """
            SELECT CONSTRAINT_NAME AS key_name, COLUMN_NAME AS column_name,
                   REFERENCED_TABLE_NAME AS parent_table, REFERENCED_COLUMN_NAME AS parent_column
              FROM information_schema.KEY_COLUMN_USAGE
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
               AND REFERENCED_TABLE_SCHEMA = DATABASE()
             ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION
            """, [.text(name)])
        return Self.grouped(rows).map { key in
            Table.ForeignKey(
                name: key.key, columns: key.rows.map { $0["column_name"].string ?? "" },
                parentTable: key.rows[0]["parent_table"].string ?? "",
                parentColumns: key.rows.map { $0["parent_column"].string ?? "" })
        }
    }

    private func children(of name: String) throws -> [String] {
        try connection.query(
            """
            SELECT DISTINCT TABLE_NAME AS name
              FROM information_schema.KEY_COLUMN_USAGE
             WHERE TABLE_SCHEMA = DATABASE()
               AND REFERENCED_TABLE_SCHEMA = DATABASE()
               AND REFERENCED_TABLE_NAME = ?
             ORDER BY TABLE_NAME
            """, [.text(name)]
        ).compactMap { $0["name"].string }
    }

    /// The clauses of the table's `CHECK` constraints. MariaDB says which table one belongs to, and lists those of single
    /// columns here only; MySQL has names that are unique in a schema.
    private func checkClauses(of name: String) throws -> [String] {
        let sql =
            connection.isMariaDB
            ? """
            SELECT CHECK_CLAUSE AS clause
              FROM information_schema.CHECK_CONSTRAINTS
             WHERE CONSTRAINT_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
            """
            : """
            SELECT c.CHECK_CLAUSE AS clause
              FROM information_schema.TABLE_CONSTRAINTS t
              JOIN information_schema.CHECK_CONSTRAINTS c
                ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA
               AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME
             WHERE t.TABLE_SCHEMA = DATABASE()
               AND t.TABLE_NAME = ?
               AND t.CONSTRAINT_TYPE = 'CHECK'
               AND t.ENFORCED = 'YES'
            """
        return try connection.query(sql, [.text(name)]).map { $0["clause"].string ?? "" }
    }

    private static func applies(_ check: RangeCheck, to columns: [Column]) -> Bool {
        columns.contains { $0.name == check.column && !$0.isGenerated && check.narrowing($0.type) != nil }
    }

    private static func narrow(_ column: Column, _ checks: [RangeCheck]) -> Column {
        checks.filter { $0.column == column.name }.reduce(column) { column, check in
            check.narrowing(column.type).map(column.with(type:)) ?? column
        }
    }

    /// Whether triggers, or foreign keys to another schema, may refuse a row.
    private func hasHiddenRules(_ name: String) throws -> Bool {
        try !connection.query(
            """
            SELECT 1
              FROM information_schema.TRIGGERS
             WHERE EVENT_OBJECT_SCHEMA = DATABASE()
               AND EVENT_OBJECT_TABLE = ?
             UNION ALL
            SELECT 1
              FROM information_schema.KEY_COLUMN_USAGE
             WHERE TABLE_SCHEMA = DATABASE()
               AND TABLE_NAME = ?
               AND REFERENCED_TABLE_SCHEMA <> DATABASE()
             LIMIT 1
            """, [.text(name), .text(name)]
        ).isEmpty
    }

    /// Rows that share `key_name`, in the order of the rows.
    private static func grouped(_ rows: [Row]) -> [(key: String, rows: [Row])] {
        var groups: [(key: String, rows: [Row])] = []
        for row in rows {
            let key = row["key_name"].string ?? ""
            if groups.last?.key == key {
                groups[groups.count - 1].rows.append(row)
            } else {
                groups.append((key, [row]))
            }
        }
        return groups
    }
}
