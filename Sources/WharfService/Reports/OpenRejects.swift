import MariaDB

/// Rejects that nobody has brought in by sending their file again: what the numbers of a report may lack.
struct OpenRejects {
    /// What counts as open, in a sentence.
    static let rule = """
        A reject is open when its load is done, was no dry run, and no later load of the same file into the same table is \
        done.
        """

    let connection: Connection

    /// Records per table, also where there are none.
    func counts(of tables: [String]) throws -> [String: Int] {
        var counts = Dictionary(tables.map { ($0, 0) }) { first, _ in first }
        guard !tables.isEmpty else { return counts }
        let places = tables.map { _ in "?" }.joined(separator: ", ")
        let rows = try connection.query(
            """
            SELECT `table_name`, SUM(`rejected`)
              FROM `wharf_open_loads`
             WHERE `table_name` IN (\(places))
             GROUP BY `table_name`
            """, tables.map(SQLValue.text))
        for row in rows { if let table = row[0].string { counts[table] = row[1].integer ?? 0 } }
        return counts
    }
}
