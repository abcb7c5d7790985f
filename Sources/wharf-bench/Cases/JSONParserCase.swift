import CSV
import JSON

/// The JSON module alone: bytes in memory to fields, in chunks as large as a request's.
struct JSONParserCase: BenchCase {
    let name = "json-parser"
    let summary = "the JSON module on one core: rows in lines, rows in a document, escapes in every text"

    private static let chunkBytes = 64 << 10
    private static let goal = Finding.Goal.atLeast(200)

    func run(on bench: Workbench) throws -> [Finding] {
        let files = try bench.samples()
        let rows = try Self.rows(SampleFiles.bytes(files.hiredEmployees))
        let lines = Array(rows.joined(separator: [UInt8(ascii: "\n")]))
        let escaped = Array(rows.map(Self.escaped).joined(separator: [UInt8(ascii: "\n")]))
        let document =
            Array(#"{"table":"hired_employees","data":["#.utf8)
            + Array(rows.joined(separator: [UInt8(ascii: ",")])) + Array("]}".utf8)
        // Three passes a round: they are short.
        let passes = try (0..<3 * bench.plan.rounds).map { _ in
            (
                lines: try speed(lines, rows.count, Self.parseLines),
                escaped: try speed(escaped, rows.count, Self.parseLines),
                document: try speed(document, rows.count, Self.parseDocument)
            )
        }
        return [
            finding("rows in lines", passes.map(\.lines), bytes: lines.count, rows: rows.count),
            finding("escapes in every text", passes.map(\.escaped), bytes: escaped.count, rows: rows.count),
            finding("rows in a document", passes.map(\.document), bytes: document.count, rows: rows.count),
        ]
    }

    private func finding(_ subject: String, _ speeds: [Double], bytes: Int, rows: Int) -> Finding {
        Finding(
            name: name, subject: subject, unit: .megabytesPerSecond, figure: Series(speeds), goal: Self.goal,
            counts: [("bytes", bytes), ("rows", rows)])
    }

    /// Millions of bytes per second of this thread's time on a core: other programs on the machine do not count.
    private func speed(
        _ bytes: [UInt8], _ count: Int, _ parse: ([UInt8], (borrowing JSONRow) -> Void) throws -> Void
    ) throws -> Double {
        let watch = Stopwatch.thread()
        var rows = 0
        var fieldBytes = 0
        try parse(bytes) { row in
            rows += 1
            for index in 0..<row.count { fieldBytes += row[index].bytes.count }
        }
        let seconds = watch.seconds
        guard rows == count, fieldBytes > 0 else {
            throw BenchError("the parser found \(rows.grouped) rows, not \(count.grouped)")
        }
        return Double(bytes.count) / 1e6 / seconds
    }

    private static func parseLines(_ bytes: [UInt8], _ body: (borrowing JSONRow) -> Void) throws {
        let parser = JSONLineParser()
        try forEachChunk(bytes) { try parser.feed($0, body) }
        try parser.finish(body)
    }

    private static func parseDocument(_ bytes: [UInt8], _ body: (borrowing JSONRow) -> Void) throws {
        let parser = JSONDocumentParser(rowsName: "data")
        try forEachChunk(bytes) { try parser.feed($0, member: { _ in }, row: body) }
        try parser.finish()
    }

    private static func forEachChunk(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try bytes.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: chunkBytes) {
                try body(UnsafeRawBufferPointer(rebasing: all[start..<min(start + chunkBytes, all.count)]))
            }
        }
    }

    /// The records of the sample as objects.
    private static func rows(_ csv: [UInt8]) throws -> [[UInt8]] {
        var rows: [[UInt8]] = []
        let names = ["id", "name", "datetime", "department_id", "job_id"]
        func take(_ record: borrowing CSVRecord) {
            var row = "{"
            for (index, name) in names.enumerated() {
                let text = String(decoding: record[index].bytes, as: UTF8.self).replacing("\"", with: "\\\"")
                row += "\(index > 0 ? "," : "")\"\(name)\":" + (1...2 ~= index ? "\"\(text)\"" : text)
            }
            rows.append(Array((row + "}").utf8))
        }
        let parser = CSVParser(dialect: CSVDialect())
        try csv.withUnsafeBytes { try parser.feed($0) { take($0) } }
        try parser.finish { take($0) }
        return rows
    }

    /// The row with an escape in each text.
    private static func escaped(_ row: [UInt8]) -> [UInt8] {
        Array(
            String(decoding: row, as: UTF8.self).replacing(" ", with: #"\u0020"#).replacing("T", with: #"\u0054"#).utf8)
    }
}
