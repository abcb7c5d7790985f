import Glibc
import MariaDB
import Testing

struct BackupDocument: Decodable, Equatable {
    struct Proof: Decodable, Equatable {
        var level: String
        var passed: Bool
    }

    var id: String
    var table: String
    var kind: String
    var set: String?
    var file: String
    var codec: String
    var rows: Int
    var bytes: Int
    var sha256: String
    var ageSeconds: Int
    var proof: Proof?
}

struct BackupAnswer: Decodable {
    struct LeftOut: Decodable {
        var table: String
        var why: String
    }

    var status: String
    var set: String?
    var backups: [BackupDocument]
    var leftOut: [LeftOut]
}

struct BackupPage: Decodable {
    var backups: [BackupDocument]
    var damaged: [String]
    var next: String?
}

struct VerifyAnswer: Decodable {
    var backup: BackupDocument
}

struct RestoreAnswer: Decodable {
    struct Restored: Decodable {
        var id: String
        var table: String
        var backup: String
        var method: String
        var rows: Int
        var added: Int?
        var removed: Int?
        var changed: Int?
        var safety: String?
        var notes: [String]
    }

    var status: String
    var dryRun: Bool
    var restores: [Restored]
}

extension Stack {
    var bucket: String { "\(path)/bucket" }

    /// Sends a small JSON document.
    func order(_ path: String, _ document: String, _ arguments: [String] = []) throws -> Answer {
        let file = try scratch("order", Array(document.utf8))
        return try curl(path, ["-H", "Content-Type: application/json", "--data-binary", "@\(file)"] + arguments)
    }

    func beginOrder(_ path: String, _ document: String) throws -> Curl {
        let file = try scratch("order", Array(document.utf8))
        return try Curl(self, path, ["-H", "Content-Type: application/json", "--data-binary", "@\(file)"])
    }

    @discardableResult
    func backUp(_ table: String, _ more: String = "", location: SourceLocation = #_sourceLocation) throws
        -> BackupAnswer
    {
        let answer = try order("/backup", #"{"table": "\#(table)"\#(more)}"#)
        try #require(answer.status == 200, "\(answer.text)", sourceLocation: location)
        return try answer.json(sourceLocation: location)
    }

    @discardableResult
    func restore(_ document: String, location: SourceLocation = #_sourceLocation) throws -> RestoreAnswer {
        let answer = try order("/restore", document)
        try #require(answer.status == 200, "\(answer.text)", sourceLocation: location)
        return try answer.json(sourceLocation: location)
    }

    func verify(_ id: String, _ level: String) throws -> Answer {
        try order("/backups/\(id)/verify", #"{"level": "\#(level)"}"#)
    }

    func listed(_ table: String) throws -> [BackupDocument] {
        try get("/backups?limit=200&table=\(table)").json(BackupPage.self).backups
    }

    /// Everything of a table's rows, for comparisons.
    func content(_ table: String) throws -> [[String?]] {
        try query("SELECT * FROM `\(table)` ORDER BY 1").map { row in (0..<row.values.count).map { row[$0].string } }
    }

    func emptyBucket() { for name in namesIn(bucket) { unlink("\(bucket)/\(name)") } }

    /// What no failed or killed backup may leave: tables of restores.
    func scratchTables() throws -> [String] {
        try query("SHOW TABLES LIKE 'wharf\\_%'").compactMap { $0[0].string }.filter {
            $0.hasPrefix("wharf_twin_") || $0.hasPrefix("wharf_old_")
        }
    }
}
