/// What the service answers, as far as the tests look at it.
struct Receipt: Decodable, Equatable {
    struct File: Decodable, Equatable {
        var name: String?
        var bytes: Int
        var sha256: String?
    }

    struct Dialect: Decodable, Equatable {
        var delimiter: String
        var header: Bool
        var byteOrderMark: Bool
        var lineEnding: String
        var columns: [String?]
        var blankRecords: Int
        var evidence: [String]
    }

    struct JSONRows: Decodable, Equatable {
        var rows: String
        var columns: [String?]
        var notes: [String]
    }

    struct Progress: Decodable, Equatable {
        var bytes: Int
        var bytesExpected: Int?
        var records: Int
    }

    struct Note: Decodable, Equatable {
        var type: String
        var detail: String
    }

    var id: String
    var table: String
    var state: String
    var source: String
    var read: Int
    var inserted: Int
    var updated: Int
    var unchanged: Int
    var rejected: Int
    var deleted: Int
    var undoes: String?
    var undoneBy: String?
    var rejectsByCode: [String: Int]
    var rejectsUrl: String
    var rowsBefore: Int?
    var rowsAfter: Int?
    var file: File
    var dialect: Dialect?
    var json: JSONRows?
    var options: Options
    var by: String
    var startedAt: String
    var finishedAt: String?
    var seconds: [String: Double]
    var warnings: [String]
    var progress: Progress?
    var problem: Note?

    struct Options: Decodable, Equatable {
        var delimiter: String?
        var header: Bool?
        var columns: [String]?
        var encoding: String
        var onDuplicate: String
        var maxRejects: String?
        var dryRun: Bool
    }

    /// `read`, `inserted`, `updated`, `unchanged`, `rejected`.
    var sum: [Int] { [read, inserted, updated, unchanged, rejected] }
}

struct RowError: Decodable, Equatable {
    var load: String?
    var line: Int?
    var index: Int?
    var pointer: String?
    var field: String?
    var code: String
    var message: String
    var value: String?
}

struct UploadAnswer: Decodable {
    var status: String
    var loads: [Receipt]
    var errors: [RowError]?
}

struct BulkAnswer: Decodable {
    var status: String
    var load: Receipt
    var errors: [RowError]?
}

struct ProblemDocument: Decodable {
    var type: String
    var title: String
    var status: Int
    var detail: String
    var requestId: String
    var errors: [RowError]?
    var loads: [Receipt]?
}

struct LoadPage: Decodable {
    var loads: [Receipt]
    var next: String?
}

struct RejectPage: Decodable {
    struct Reject: Decodable {
        struct Reason: Decodable {
            var code: String
            var field: String?
            var value: String?
            var message: String?
        }

        var record: Int
        var line: Int?
        var index: Int?
        var offset: Int
        var text: String
        var errors: [Reason]
    }

    var load: String
    var rejects: [Reject]
    var next: String?
}

struct TableDocument: Decodable {
    struct Column: Decodable {
        var name: String
        var type: String
        var nullable: Bool
        var required: Bool
        var generated: Bool
    }

    struct Reference: Decodable {
        var columns: [String]
        var parent: String
        var parentColumns: [String]
    }

    var name: String
    var loadable: Bool
    var reason: String?
    var columns: [Column]
    var primaryKey: [String]
    var foreignKeys: [Reference]
    var referencedBy: [String]
}

struct TableList: Decodable {
    var tables: [TableDocument]
}
