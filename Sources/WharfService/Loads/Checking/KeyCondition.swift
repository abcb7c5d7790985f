import MariaDB

/// The condition that finds rows by their primary key, for statements over table alias `t`.
struct KeyCondition {
    let columns: [Column]
    let keyPositions: [Int]

    /// `count` keys, bound one after the other by `bind`.
    func text(_ count: Int) -> String {
        if keyPositions.count == 1 {
            return "\(name(0)) IN (\(repeatElement("?", count: count).joined(separator: ", ")))"
        }
        // MariaDB has no range access for row constructors, but has it for alternatives like these.
        let one = "(" + keyPositions.indices.map { "\(name($0)) = ?" }.joined(separator: " AND ") + ")"
        return repeatElement(one, count: count).joined(separator: " OR ")
    }

    /// Binds the key of one row in wire form.
    func bind(_ row: UnsafeRawBufferPointer, to parameters: Parameters) {
        let starts = WireRow.starts(row)
        for position in keyPositions {
            var value = WireReader(UnsafeRawBufferPointer(rebasing: row[starts[position]..<starts[position + 1]]))
            WireRow.bind(value.next()!, columns[position].type, to: parameters)
        }
    }

    func name(_ index: Int) -> String { "t." + Connection.quoteIdentifier(columns[keyPositions[index]].name) }
}
