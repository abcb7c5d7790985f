import Foundation
import Testing

/// Programs of others that read and write Avro files.
enum OtherReader: String, Sendable {
    case fastavro, polars

    static let python = ProcessInfo.processInfo.environment["WHARF_TEST_PYTHON"]
    static let whyNot: Comment =
        "WHARF_TEST_PYTHON names no Python with fastavro and polars (make test installs them and sets it)"

    /// What `oracle.py` says of a file.
    struct Answer: Decodable {
        let rows: [[String]]?
        let error: String?
    }

    func read(_ paths: [String]) throws -> [Answer] {
        let output = try Self.oracle([rawValue] + paths)
        let lines = output.split(separator: UInt8(ascii: "\n"))
        try #require(lines.count == paths.count)
        return try lines.map { try JSONDecoder().decode(Answer.self, from: Data($0)) }
    }

    /// Writes the records of a file anew by fastavro, with nested fields among the others.
    static func rewrite(_ source: String, codec: String, to target: String) throws {
        _ = try oracle(["rewrite", codec, source, target])
    }

    private static func oracle(_ arguments: [String]) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.appendingPathComponent("Support/avro/oracle.py").path
        return try run(try #require(python, whyNot), [script] + arguments)
    }

    /// libavro's own reader of files: a line of JSON for each record.
    static func avrocat(_ path: String) throws -> [[String: JSONValue]] {
        let output = try run("/usr/bin/env", ["avrocat", path])
        return try output.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode([String: JSONValue].self, from: Data(line))
        }
    }

    /// - Returns: what the program printed.
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

/// JSON of any form.
indirect enum JSONValue: Decodable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}

/// A folder of one test, removed with all that is in it.
final class ScratchFolder: Sendable {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("wharf-avro-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// - Returns: the path.
    func put(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: url.appendingPathComponent(name))
        return path(name)
    }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url.appendingPathComponent(name))) }
}
