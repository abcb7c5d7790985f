import Avro
import CSV
import JSON
import Multipart

/// Does one thing to a thousand records, and that `PASSES` times: what one pass more costs is what is counted.
///
/// The same bytes in every run. The sample is made whatever `PASSES` is.
@main
enum Counts {
    private static let records = 1000
    private static let chunkBytes = 16 << 10

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let passes = Int(arguments[2]) else { fatalError("usage: counts SUBJECT PASSES") }
        let count = try run(arguments[1], passes)
        guard count == passes * records else { fatalError("\(count) records of \(passes) passes") }
    }

    /// - Returns: the records that were seen.
    private static func run(_ subject: String, _ passes: Int) throws -> Int {
        switch subject {
        case "csv": try parseCSV(Sample.csv, passes)
        case "csv-quoted": try parseCSV(Sample.quotedCSV, passes)
        case "json-lines": try parseLines(Sample.jsonRows.map { $0 + "\n" }.joined(), passes)
        case "json-document": try parseDocument(Sample.jsonRows.map { "," + $0 }.joined(), passes)
        case "multipart": try parseMultipart(Sample.csv, passes)
        case "avro-write": try writeAvro(passes).records
        case "avro-read": try readAvro(writeAvro(1).file, passes)
        default: fatalError("no such subject: \(subject)")
        }
    }

    private static func forEachChunk(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var text = text
        try text.withUTF8 { text in
            let all = UnsafeRawBufferPointer(text)
            for start in stride(from: 0, to: all.count, by: chunkBytes) {
                try body(UnsafeRawBufferPointer(rebasing: all[start..<min(start + chunkBytes, all.count)]))
            }
        }
    }

    private static func parseCSV(_ text: String, _ passes: Int) throws -> Int {
        var count = 0
        func take(_ record: borrowing CSVRecord) { if record[4].bytes.count > 0 { count += 1 } }
        let parser = CSVParser(dialect: CSVDialect())
        for _ in 0..<passes { try forEachChunk(text) { try parser.feed($0) { take($0) } } }
        try parser.finish { take($0) }
        return count
    }

    private static func parseLines(_ text: String, _ passes: Int) throws -> Int {
        var count = 0
        func take(_ row: borrowing JSONRow) { if row[4].bytes.count > 0 { count += 1 } }
        let parser = JSONLineParser()
        for _ in 0..<passes { try forEachChunk(text) { try parser.feed($0) { take($0) } } }
        try parser.finish { take($0) }
        return count
    }

    private static func parseDocument(_ text: String, _ passes: Int) throws -> Int {
        var count = -1
        func take(_ row: borrowing JSONRow) { count += 1 }
        let parser = JSONDocumentParser(rowsName: "data")
        func feed(_ text: String) throws {
            try forEachChunk(text) { try parser.feed($0, member: { _ in }, row: { take($0) }) }
        }
        try feed(#"{"table":"hired_employees","data":["# + Sample.jsonRows[0])
        for _ in 0..<passes { try feed(text) }
        try feed("]}")
        try parser.finish()
        return count
    }

    private static func parseMultipart(_ text: String, _ passes: Int) throws -> Int {
        var bytes = 0
        let parser = try MultipartParser(boundary: "----------------------------735323031399963166993862")
        func feed(_ text: String) throws {
            try forEachChunk(text) { chunk in
                try parser.feed(chunk) { event in
                    if case .body(let data) = event { bytes += data.count }
                }
            }
        }
        let line = "------------------------------735323031399963166993862"
        try feed("\(line)\r\nContent-Disposition: form-data; name=\"jobs\"; filename=\"jobs.csv\"\r\n\r\n")
        for _ in 0..<passes { try feed(text) }
        try feed("\r\n\(line)--\r\n")
        try parser.finish()
        return bytes / text.utf8.count * records
    }

    private static func writeAvro(_ passes: Int) throws -> (file: [UInt8], records: Int) {
        var file: [UInt8] = []
        file.reserveCapacity(passes * Sample.csv.utf8.count)
        let writer = try AvroFileWriter(
            schema: Sample.avroSchema, codec: .null, blockBytes: chunkBytes, sink: { file.append(contentsOf: $0) })
        for _ in 0..<passes {
            for id in 0..<records {
                writer.putInt(Int32(id))
                Sample.withName(id) { writer.putString($0) }
                writer.putBranch(1)
                writer.putLong(Sample.moment(id))
                try writer.endRecord()
            }
        }
        try writer.finish()
        return (file, writer.recordCount)
    }

    private static func readAvro(_ file: [UInt8], _ passes: Int) throws -> Int {
        var count = 0
        for _ in 0..<passes {
            var offset = 0
            let reader = try AvroFileReader(source: { memory in
                let part = file[offset...].prefix(memory.count)
                memory.copyBytes(from: part)
                offset += part.count
                return part.count
            })
            try reader.forEachRecord { record in
                if record.integer(0) >= 0, record.bytes(1).count > 0, record.integer(2) > 0 { count += 1 }
            }
        }
        return count
    }
}

/// Records as those of `hired_employees`, made up from their numbers.
private enum Sample {
    private static let ids = 0..<1000
    private static let names = ["Ada Li", "Marcelo Gonzalez", "Lidia Méndez", "Anna-Katharina von Hohenstein"]

    private static func fields(_ id: Int) -> [String] {
        ["\(10_000 + id)", names[id % names.count], "2021-11-07T02:48:42Z", "\(id % 12 + 1)", "\(id % 183 + 1)"]
    }

    static let csv = ids.map { fields($0).joined(separator: ",") + "\n" }.joined()
    static let quotedCSV = ids.map { "\"" + fields($0).joined(separator: "\",\"") + "\"\r\n" }.joined()
    static let jsonRows = ids.map { id in
        let fields = fields(id)
        return """
            {"id":\(fields[0]),"name":"\(fields[1])","datetime":"\(fields[2])","department_id":\(fields[3]),\
            "job_id":\(fields[4])}
            """
    }

    static let avroSchema = #"""
        {"type": "record", "name": "jobs", "fields": [
            {"name": "id", "type": "int"},
            {"name": "name", "type": "string"},
            {"name": "datetime", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]}]}
        """#

    private static let nameBytes = names.map { Array($0.utf8) }

    static func withName(_ id: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        nameBytes[id % nameBytes.count].withUnsafeBytes { body($0) }
    }

    static func moment(_ id: Int) -> Int64 { 1_609_459_200_000_000 + Int64(id) * 31_000_000 }
}
