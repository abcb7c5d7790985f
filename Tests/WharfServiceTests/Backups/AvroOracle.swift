import Foundation
import Testing

/// Other programs' readings of Avro files: what `oracle.py` says by fastavro and polars, and libavro's `avrocat`.
enum AvroOracle {
    static let python = ProcessInfo.processInfo.environment["WHARF_TEST_PYTHON"]
    static let whyNot: Comment =
        "WHARF_TEST_PYTHON names no Python with fastavro and polars (make test installs them and sets it)"

    private struct Answer: Decodable {
        let rows: [[String]]?
        let error: String?
    }

    /// The kind and text of each value, in the order of the file's fields.
    static func rows(of path: String, by reader: String) throws -> [[String]] {
        let tests = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.appendingPathComponent("Support/avro/oracle.py").path
        let output = try run(try #require(python, whyNot), [script, reader, path])
        let answer = try JSONDecoder().decode(Answer.self, from: Data(output))
        #expect(answer.error == nil, "\(reader): \(answer.error ?? "")")
        return answer.rows ?? []
    }

    /// The JSON of each record.
    static func avrocat(_ path: String) throws -> [[String: Any]] {
        try run("/usr/bin/env", ["avrocat", path]).split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        }
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments.prefix(2)) failed")
        return Array(bytes)
    }
}
