/// Prepared statements by their text: the least recently used one gives way.
struct StatementCache {
    /// Each costs memory on the server too, where `max_prepared_stmt_count` bounds them for all sessions.
    static let capacity = 32

    private var entries: [String: (statement: Statement, lastUse: UInt64)] = [:]
    private var clock: UInt64 = 0

    var count: Int { entries.count }

    /// The statement for `sql`, prepared by `prepare` when it is not there.
    mutating func statement(
        _ sql: String, prepare: (String) throws(MariaDBError) -> Statement
    ) throws(MariaDBError) -> Statement {
        clock += 1
        if let entry = entries[sql] {
            entries[sql] = (entry.statement, clock)
            return entry.statement
        }
        if entries.count >= Self.capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
        }
        let statement = try prepare(sql)
        entries[sql] = (statement, clock)
        return statement
    }

    mutating func remove(_ sql: String) { entries[sql] = nil }

    mutating func removeAll() { entries.removeAll() }
}
