import Testing

/// What `GET /hires_q` and its like answer, as far as the tests look at it.
struct ReportDocument: Decodable {
    struct Refresh: Decodable {
        var id: String
        var report: String
        var table: String
        var year: Int
        var yearFrom: String
        var number: Int
        var rowsWritten: Int
        var seconds: Double
        var refreshedAt: String
    }

    struct Rule: Decodable {
        var text: String
        var timeZone: String
        var from: String
        var before: String
        var order: String
        var collation: String
        var hires: Int?
        var mean: Double?
        var departments: Int?
        var openRejects: [String: Int]?
    }

    /// Of any report: what it has not stays nil.
    struct Row: Decodable, Equatable {
        var departmentId: Int?
        var id: Int?
        var department: String?
        var jobId: Int?
        var job: String?
        var q1: Int?
        var q2: Int?
        var q3: Int?
        var q4: Int?
        var hired: Int?
        var tableName: String?
        var code: String?
        var rejects: Int?
    }

    var status: String
    var refresh: Refresh
    var rule: Rule
    var rows: [Row]?
}

struct ReportListDocument: Decodable {
    struct Report: Decodable {
        struct Year: Decodable {
            var year: Int
            var rows: Int
            var refresh: String
        }

        var name: String
        var table: String
        var sourceYears: [Int]
        var years: [Year]
    }

    var reports: [Report]
}

extension Stack {
    func report(_ path: String, _ arguments: String...) throws -> ReportDocument {
        try curl(path, arguments).json(ReportDocument.self)
    }
}
