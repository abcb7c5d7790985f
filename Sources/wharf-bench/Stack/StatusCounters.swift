/// Counters of the whole server at one moment, or what they grew by. Nobody else may be using the server.
struct StatusCounters {
    /// What is worth printing: round trips, statements, commits, what came over the wire.
    static let names = [
        "Questions", "Com_insert", "Com_select", "Com_load", "Com_stmt_prepare", "Com_stmt_execute", "Com_commit",
        "Handler_write", "Bytes_received",
    ]

    let values: [String: Int]

    /// What happened since `earlier`, without what the reading itself counts for.
    func growth(since earlier: StatusCounters, reading: StatusCounters) -> [(name: String, value: Int)] {
        Self.names.map { name in (name, self[name] - earlier[name] - reading[name]) }
    }

    /// The growth by name.
    func subtracting(_ earlier: StatusCounters) -> StatusCounters {
        StatusCounters(values: values.merging(earlier.values) { $0 - $1 })
    }

    subscript(name: String) -> Int { values[name] ?? 0 }
}
