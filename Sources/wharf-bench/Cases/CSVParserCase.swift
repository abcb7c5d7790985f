import CSV

/// The CSV module alone: bytes in memory to fields, in chunks as large as a request's.
struct CSVParserCase: BenchCase {
    let name = "csv-parser"
    let summary = "the CSV module on one core, plain and all quoted"

    private static let chunkBytes = 64 << 10
    private static let goal = Finding.Goal.atLeast(300)

    func run(on bench: Workbench) throws -> [Finding] {
        let files = try bench.samples()
        let plain = try SampleFiles.bytes(files.hiredEmployees)
        let quoted = try Self.quoted(plain)
        // Three passes a round: they are short.
        let passes = try (0..<3 * bench.plan.rounds).map { _ in
            (plain: try speed(plain, rows: files.rows), quoted: try speed(quoted, rows: files.rows))
        }
        return [
            finding("sample as written", passes.map(\.plain), bytes: plain.count, rows: files.rows),
            finding("all fields quoted", passes.map(\.quoted), bytes: quoted.count, rows: files.rows),
        ]
    }

    private func finding(_ subject: String, _ speeds: [Double], bytes: Int, rows: Int) -> Finding {
        Finding(
            name: name, subject: subject, unit: .megabytesPerSecond, figure: Series(speeds), goal: Self.goal,
            counts: [("bytes", bytes), ("records", rows)])
    }

    /// Millions of bytes per second of this thread's time on a core: other programs on the machine do not count.
    private func speed(_ bytes: [UInt8], rows: Int) throws -> Double {
        let watch = Stopwatch.thread()
        var records = 0
        var fieldBytes = 0
        try Self.parse(bytes) { record in
            records += 1
            for index in 0..<record.count { fieldBytes += record[index].bytes.count }
        }
        let seconds = watch.seconds
        guard records == rows, fieldBytes > 0 else {
            throw BenchError("the parser found \(records.grouped) records, not \(rows.grouped)")
        }
        return Double(bytes.count) / 1e6 / seconds
    }

    private static func parse(_ bytes: [UInt8], _ body: (borrowing CSVRecord) throws -> Void) throws {
        let parser = CSVParser(dialect: CSVDialect())
        try bytes.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: chunkBytes) {
                let end = min(start + chunkBytes, all.count)
                try parser.feed(UnsafeRawBufferPointer(rebasing: all[start..<end]), body)
            }
        }
        try parser.finish(body)
    }

    /// The same records with every field in quotes.
    private static func quoted(_ plain: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(plain.count * 5 / 4)
        try parse(plain) { record in
            for index in 0..<record.count {
                bytes += index == 0 ? [UInt8(ascii: "\"")] : Array(#"",""#.utf8)
                for byte in record[index].bytes {
                    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                    bytes.append(byte)
                }
            }
            bytes += Array("\"\r\n".utf8)
        }
        return bytes
    }
}
