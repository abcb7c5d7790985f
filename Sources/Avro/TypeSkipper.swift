/// Passes over values of types that are not given out.
///
/// Takes time in proportion to the bytes it passes over: what takes no bytes is left out when the types are compiled, else
/// a schema of records within records could ask for any number of steps.
struct TypeSkipper {
    /// What is done for a type.
    indirect enum Step {
        case nothing, boolean, int, long, bytes
        case fixed(Int)
        case symbol(of: Int)
        case items(Step)
        case entries(Step)
        case branches([Step])
        case record(Int)
    }

    private var records: [[Step]] = []
    private let places: [String: Int]
    private let depthLimit: Int

    init(records types: [String: [AvroType]], depthLimit: Int) {
        self.depthLimit = depthLimit
        let names = Self.namesThatTakeBytes(types)
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        records = names.map { name in (types[name] ?? []).map(step).filter { !$0.isNothing } }
    }

    /// - Returns: `nothing` where no value of the type takes a byte.
    func step(for type: AvroType) -> Step {
        switch type {
        case .null, .fixed(0), .decimal(_, _, 0?): .nothing
        case .boolean: .boolean
        case .int, .date, .timeMillis: .int
        case .long, .timeMicros, .timestampMillis, .timestampMicros, .localTimestampMillis, .localTimestampMicros: .long
        case .float: .fixed(4)
        case .double: .fixed(8)
        case .bytes, .string, .uuid, .decimal(_, _, nil): .bytes
        case .fixed(let size), .decimal(_, _, let size?): .fixed(size)
        case .enumeration(let symbols): .symbol(of: symbols.count)
        case .array(let item): .items(step(for: item))
        case .map(let value): .entries(step(for: value))
        case .union(let branches): .branches(branches.map(step))
        case .record(let name): places[name].map { .record($0) } ?? .nothing
        }
    }

    func skip(_ step: Step, _ cursor: inout ValueCursor, depth: Int) throws(Failure) {
        guard depth <= depthLimit else { throw Failure(.tooLarge, "a value is more than \(depthLimit) values deep") }
        switch step {
        case .nothing: break
        case .boolean: _ = try cursor.takeBoolean()
        case .int: _ = try cursor.takeInt()
        case .long: _ = try cursor.takeLong()
        case .bytes: _ = try cursor.takeBytes()
        case .fixed(let size): _ = try cursor.take(size)
        case .symbol(let count): _ = try cursor.takeSymbol(of: count)
        case .items(let item):
            try skipItems(&cursor) { cursor throws(Failure) in try skip(item, &cursor, depth: depth + 1) }
        case .entries(let value):
            try skipItems(&cursor) { cursor throws(Failure) in
                _ = try cursor.takeBytes()
                try skip(value, &cursor, depth: depth + 1)
            }
        case .branches(let branches):
            let branch = try cursor.takeBranch(of: branches.count)
            try skip(branches[branch], &cursor, depth: depth + 1)
        case .record(let index):
            for step in records[index] { try skip(step, &cursor, depth: depth + 1) }
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
                guard size >= 0, size <= Int64(cursor.rest) else {
                    throw Failure(.badValue, "items end beyond their block")
                }
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

    /// The records of which every value takes a byte at least.
    private static func namesThatTakeBytes(_ records: [String: [AvroType]]) -> [String] {
        var known: Set<String> = []
        while true {
            let more = records.keys.filter { name in
                !known.contains(name) && (records[name] ?? []).contains { takesBytes($0, known) }
            }
            if more.isEmpty { return known.sorted() }
            known.formUnion(more)
        }
    }

    private static func takesBytes(_ type: AvroType, _ known: Set<String>) -> Bool {
        switch type {
        case .null, .fixed(0), .decimal(_, _, 0?): false
        case .record(let name): known.contains(name)
        default: true
        }
    }
}

extension TypeSkipper.Step {
    var isNothing: Bool { if case .nothing = self { true } else { false } }
}
