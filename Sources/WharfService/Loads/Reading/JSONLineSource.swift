import JSON

/// Turns newline-delimited JSON into records for a `RecordChecker`: an object or array on each line.
///
/// The first line decides: whether rows are objects or arrays, and which columns they fill, unless `columns=` says so. A
/// later line that is not like it, or no JSON, is a reject.
final class JSONLineSource: RowSource {
    /// A row is bounded like a record of a CSV file.
    static let limits = JSONLimits(rowBytes: CSVSource.recordBytes, stringBytes: CSVSource.recordBytes)

    private let table: Table
    private let columns: [String]?
    private let makeChecker: (ColumnMapping) throws -> RecordChecker
    private let parser = JSONLineParser(limits: JSONLineSource.limits)
    private var placer: JSONRowPlacer?
    private(set) var checker: RecordChecker?

    /// - Parameter columns: those that rows fill, as `columns=` gives them.
    init(table: Table, columns: [String]?, makeChecker: @escaping (ColumnMapping) throws -> RecordChecker) {
        self.table = table
        self.columns = columns
        self.makeChecker = makeChecker
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        do {
            try parser.feed(bytes) { try take($0) }
        } catch let error as JSONError {
            throw Self.notJSON(error)
        }
    }

    func finish() throws {
        do {
            try parser.finish { try take($0) }
        } catch let error as JSONError {
            throw Self.notJSON(error)
        }
        guard let checker else {
            throw Problem(.emptyFile, "The file has no row. It needs at least one line with a JSON object or array.")
        }
        checker.blankRecords = parser.blankLines
    }

    func confirm(_ options: LoadOptions) throws { try placer?.confirm(options) { _, line in "Line \(line)" } }

    func describe(in receipt: inout Receipt) { receipt.json = placer?.report }

    private func take(_ row: borrowing JSONRow) throws {
        if placer == nil { try begin(row) }
        guard let checker else { return }
        if let error = row.error { return try checker.judge.reject(row, Self.code(error.reason)) }
        if let misfit = placer?.place(row) {
            return try checker.judge.reject(row, misfit == .fieldCount ? .fieldCount : .otherMembers)
        }
        try checker.judge.take(row, places: placer?.places ?? [])
    }

    private func begin(_ row: borrowing JSONRow) throws {
        if let error = row.error { throw Self.notJSON(error) }
        guard row.kind == .object || row.kind == .array else {
            throw Problem(.notJSON, "Line \(row.line) holds neither an object nor an array. " + Self.advice)
        }
        var names: [String] = []
        if row.kind == .object {
            for index in 0..<row.count { names.append(String(decoding: row[index].name, as: UTF8.self)) }
        }
        let rows: JSONReport.Rows = row.kind == .object ? .objects : .arrays
        let mapping = try makeMapping(rows, names, fieldCount: row.count)
        placer = JSONRowPlacer(rows: rows, mapping: mapping, table: table, names: names)
        checker = try makeChecker(mapping)
    }

    private func makeMapping(_ rows: JSONReport.Rows, _ names: [String], fieldCount: Int) throws -> ColumnMapping {
        if let columns { return try HeaderMatcher(table: table).match(given: columns) }
        guard rows == .objects else {
            let all = table.loadableColumns
            guard fieldCount == all.count else {
                throw Problem(
                    .columnsDoNotMatch,
                    "The first line is an array of \(fieldCount) elements, but table \(table.name) has \(all.count) "
                        + "columns (\(all.map(\.name).joined(separator: ", "))). Name the columns of the elements in "
                        + "order by columns=, or send objects.")
            }
            return try HeaderMatcher(table: table).matchByPosition(fieldCount: fieldCount)
        }
        let matcher = JSONNameMatcher(table: table)
        let (found, unknown) = matcher.columns(of: names)
        guard unknown.isEmpty else {
            let list = unknown.map { "'\($0.forMessage)'" }.joined(separator: ", ")
            throw Problem(
                .columnsDoNotMatch, "Members of the first line that mean no column: \(list). " + matcher.list)
        }
        return try matcher.mapping(found)
    }

    private static func code(_ reason: JSONError.Reason) -> RejectCode {
        switch reason {
        case .rowTooLarge, .tooManyFields, .stringTooLong, .tooDeep: .recordTooLarge
        case .invalidUTF8: .badEncoding
        default: .badJSON
        }
    }

    private static let advice =
        "Send one JSON object or array per line, in UTF-8 without byte order mark; gzip goes as Content-Encoding: gzip."

    private static func notJSON(_ error: JSONError) -> Problem {
        Problem(.notJSON, "The file cannot be read as newline-delimited JSON. \(error.description) " + advice)
    }
}
