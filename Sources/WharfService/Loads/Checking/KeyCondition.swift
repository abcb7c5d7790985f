import MariaDB

/// The condition that finds rows of table alias `t` by the values of some columns, one alternative for each row wanted.
struct KeyCondition {
    let names: [String]

    init(names: [String]) { self.names = names.map { "t." + Connection.quoteIdentifier($0) } }

    /// `count` rows, bound one after the other.
    func text(_ count: Int) -> String {
        if names.count == 1 { return "\(names[0]) IN (\(repeatElement("?", count: count).joined(separator: ", ")))" }
        // MariaDB has no range access for row constructors, but has it for alternatives like these.
        let one = "(" + names.map { "\($0) = ?" }.joined(separator: " AND ") + ")"
        return repeatElement(one, count: count).joined(separator: " OR ")
    }
}

/// The primary key's columns among a load's columns.
struct LoadKey {
    let columns: [Column]
    let positions: [Int]

    var condition: KeyCondition { KeyCondition(names: positions.map { columns[$0].name }) }

    /// Binds the key of one row in wire form.
    func bind(_ row: UnsafeRawBufferPointer, to parameters: Parameters) {
        let starts = WireRow.starts(row)
        for position in positions {
            var value = WireReader(UnsafeRawBufferPointer(rebasing: row[starts[position]..<starts[position + 1]]))
            ColumnBinding(columns[position]).bind(value.next()!, to: parameters)
        }
    }
}
