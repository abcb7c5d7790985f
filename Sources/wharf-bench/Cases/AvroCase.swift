import Avro

/// The Avro module alone, in memory: what a record costs before it is packed, and after it was unpacked.
///
/// Our writer codes by libavro's low-level encoder, our reader by itself; libavro's value layer would be the other way.
struct AvroCase: BenchCase {
    let name = "avro"
    let summary = "the Avro module on one core, against libavro's value layer"

    private static let blockBytes = 512 << 10

    func run(on bench: Workbench) throws -> [Finding] {
        let rows = AvroRows(count: bench.plan.rows)
        let rival = try AvroValueRival(schema: AvroRows.schema)
        let (file, records) = try Self.write(rows)
        var writes: [(ours: Double, theirs: Double)] = []
        var reads: [(ours: Double, theirs: Double)] = []
        // Three passes a round: they are short.
        for _ in 0..<3 * bench.plan.rounds {
            writes.append(
                (
                    try speed(rows) { try Self.measureWrite(rows) == records.count },
                    try speed(rows) { try rival.write(rows, blockBytes: Self.blockBytes) == records.count }
                ))
            reads.append(
                (
                    try speed(rows) { try Self.read(file) == rows.sum },
                    try speed(rows) {
                        try records.withUnsafeBytes { try rival.read($0, count: rows.count) } == rows.sum
                    }
                ))
        }
        return [finding("written", writes, rows), finding("read", reads, rows)]
    }

    private func finding(_ verb: String, _ passes: [(ours: Double, theirs: Double)], _ rows: AvroRows) -> Finding {
        let (ours, theirs) = (Series(passes.map(\.ours)), Series(passes.map(\.theirs)))
        return Finding(
            name: name, subject: "records \(verb)", rival: "libavro's value layer", unit: .times,
            figure: ours.ratio(to: theirs), goal: .atLeast(1),
            parts: [("Wharf, rows/s", ours), ("Rival, rows/s", theirs)], counts: [("rows", rows.count)])
    }

    /// Rows per second of this thread's time on a core: other programs on the machine do not count.
    private func speed(_ rows: AvroRows, _ isRight: () throws -> Bool) throws -> Double {
        let watch = Stopwatch.thread()
        let right = try isRight()
        let seconds = watch.seconds
        guard right else { throw BenchError("the records are not those that they should be") }
        return Double(rows.count) / seconds
    }

    private static func write(_ rows: AvroRows) throws -> (file: [UInt8], records: [UInt8]) {
        var (file, records): ([UInt8], [UInt8]) = ([], [])
        let writer = try AvroFileWriter(
            schema: AvroRows.schema, codec: .null, blockBytes: blockBytes,
            onRecords: { records.append(contentsOf: $0) }, sink: { file.append(contentsOf: $0) })
        try put(rows, into: writer)
        return (file, records)
    }

    /// - Returns: the bytes of all records.
    private static func measureWrite(_ rows: AvroRows) throws -> Int {
        var bytes = 0
        let writer = try AvroFileWriter(
            schema: AvroRows.schema, codec: .null, blockBytes: blockBytes, onRecords: { bytes += $0.count },
            sink: { _ in })
        try put(rows, into: writer)
        return bytes
    }

    private static func put(_ rows: AvroRows, into writer: AvroFileWriter) throws {
        for id in 0..<rows.count {
            writer.putInt(Int32(truncatingIfNeeded: id))
            writer.putBranch(1)
            rows.withName(id) { writer.putString($0) }
            writer.putBranch(1)
            writer.putLong(rows.moment(id))
            writer.putBranch(1)
            writer.putInt(rows.department(id))
            writer.putBranch(1)
            writer.putInt(rows.job(id))
            try writer.endRecord()
        }
        try writer.finish()
    }

    private static func read(_ file: [UInt8]) throws -> Int64 {
        try file.withUnsafeBytes { file in
            var offset = 0
            let reader = try AvroFileReader(source: { memory in
                let part = file[offset...].prefix(memory.count)
                memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
                offset += part.count
                return part.count
            })
            var sum: Int64 = 0
            try reader.forEachRecord { record in
                sum &+= record.integer(0) &+ record.integer(2) &+ record.integer(3) &+ record.integer(4)
                sum &+= Int64(record.bytes(1).count)
            }
            return sum
        }
    }
}

/// Rows as those of `hired_employees`, made up from their ids.
struct AvroRows {
    let count: Int

    static let schema = #"""
        {"type": "record", "name": "hired_employees", "fields": [
            {"name": "id", "type": "int"},
            {"name": "name", "type": ["null", "string"]},
            {"name": "datetime", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
            {"name": "department_id", "type": ["null", "int"]},
            {"name": "job_id", "type": ["null", "int"]}]}
        """#

    /// Each ends with a nought, as libavro wants it.
    private static let names = ["Ada Li", "Marcelo Gonzalez", "Lidia Mendez", "Anna-Katharina von Hohenstein"].map {
        Array($0.utf8) + [0]
    }
    private static let start: Int64 = 1_609_459_200_000_000

    /// Lends the name, behind which stands a nought.
    func withName<Result>(_ id: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Self.names[id % Self.names.count].withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0.dropLast()))
        }
    }

    func moment(_ id: Int) -> Int64 { Self.start + Int64(id) * 31_000_000 }
    func department(_ id: Int) -> Int32 { Int32(id % 12 + 1) }
    func job(_ id: Int) -> Int32 { Int32(id % 183 + 1) }

    /// Of all numbers, and of the lengths of all names.
    var sum: Int64 {
        (0..<count).reduce(0) { sum, id in
            let numbers = Int64(id) + moment(id) + Int64(department(id)) + Int64(job(id))
            return sum &+ numbers &+ Int64(Self.names[id % Self.names.count].count - 1)
        }
    }
}
