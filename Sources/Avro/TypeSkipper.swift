/// Passes over values of types that are not given out.
struct TypeSkipper {
    private let records: [String: [AvroType]]
    private let tangible: Set<String>
    private let depthLimit: Int

    init(records: [String: [AvroType]], depthLimit: Int) {
        self.records = records
        self.depthLimit = depthLimit
        tangible = Self.tangible(records)
    }

    func skip(_ type: AvroType, _ cursor: inout ValueCursor, depth: Int) throws(Failure) {
        guard depth <= depthLimit else { throw Failure(.tooLarge, "a value is more than \(depthLimit) values deep") }
        switch type {
        case .null: break
        case .boolean: _ = try cursor.takeBoolean()
        case .int, .date, .timeMillis: _ = try cursor.takeInt()
        case .long, .timeMicros, .timestampMillis, .timestampMicros, .localTimestampMillis, .localTimestampMicros:
            _ = try cursor.takeLong()
        case .float: _ = try cursor.take(4)
        case .double: _ = try cursor.take(8)
        case .bytes, .string, .uuid, .decimal(_, _, nil): _ = try cursor.takeBytes()
        case .fixed(let size), .decimal(_, _, let size?): _ = try cursor.take(size)
        case .enumeration(let symbols):
            let symbol = try cursor.takeInt()
            guard symbol >= 0, symbol < symbols.count else { throw Failure(.badValue, "an enum has no symbol \(symbol)") }
        case .array(let item): try skipItems(&cursor) { cursor throws(Failure) in try skip(item, &cursor, depth: depth + 1) }
        case .map(let value):
            try skipItems(&cursor) { cursor throws(Failure) in
                _ = try cursor.takeBytes()
                try skip(value, &cursor, depth: depth + 1)
            }
        case .record(let name) where takesBytes(type):
            for type in records[name] ?? [] { try skip(type, &cursor, depth: depth + 1) }
        case .record: break
        case .union(let branches):
            let branch = try cursor.takeLong()
            guard branch >= 0, branch < Int64(branches.count) else {
                throw Failure(.badValue, "a union has no branch \(branch)")
            }
            try skip(branches[Int(branch)], &cursor, depth: depth + 1)
        }
    }

    /// Arrays and maps come in blocks of items; a negative count has the block's size behind it.
    private func skipItems(
        _ cursor: inout ValueCursor, _ skipItem: (inout ValueCursor) throws(Failure) -> Void
    ) throws(Failure) {
        while true {
            let count = try cursor.takeLong()
            if count == 0 { return }
            if count < 0 {
                let size = try cursor.takeLong()
                guard size >= 0, size <= Int64(cursor.rest) else { throw Failure(.badValue, "items end beyond their block") }
                _ = try cursor.take(Int(size))
                continue
            }
            for _ in 0..<count {
                let before = cursor.offset
                try skipItem(&cursor)
                // Items of no bytes are all skipped by now, however many there are said to be.
                if cursor.offset == before { break }
            }
        }
    }

    /// Whether every value of the type takes a byte at least.
    func takesBytes(_ type: AvroType) -> Bool { Self.takesBytes(type, tangible) }

    private static func takesBytes(_ type: AvroType, _ tangible: Set<String>) -> Bool {
        switch type {
        case .null, .fixed(0), .decimal(_, _, 0?): false
        case .record(let name): tangible.contains(name)
        default: true
        }
    }

    /// The records that take bytes. A schema of few records within records could ask for any number of steps for the others.
    private static func tangible(_ records: [String: [AvroType]]) -> Set<String> {
        var tangible: Set<String> = []
        while true {
            let more = records.filter { name, types in
                !tangible.contains(name) && types.contains { takesBytes($0, tangible) }
            }
            if more.isEmpty { return tangible }
            tangible.formUnion(more.keys)
        }
    }
}
