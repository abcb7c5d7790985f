import JSON

/// Turns the rows of a bulk request into records for a `RecordChecker`.
///
/// Rows fill the columns that any of them names. A row that lacks one of these is dealt with as `JSONRowPlacer` says;
/// where neither null nor a reject is right, the document is refused.
final class BulkSource: RowSource {
    private let document: BulkDocument
    private let table: Table
    private let makeChecker: (ColumnMapping) throws -> RecordChecker
    private let parser = JSONDocumentParser(rowsName: BulkDocument.rowsName, limits: JSONLineSource.limits)
    private var placer: JSONRowPlacer?
    private(set) var checker: RecordChecker?

    /// - Parameter document: what `feed` will get, which has been read once.
    init(
        _ document: BulkDocument, table: Table, makeChecker: @escaping (ColumnMapping) throws -> RecordChecker
    ) {
        self.document = document
        self.table = table
        self.makeChecker = makeChecker
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        if placer == nil { try begin() }
        try parser.feed(bytes, member: { _ in }, row: { try take($0) })
    }

    func finish() throws { try parser.finish() }

    func confirm(_ options: LoadOptions) throws { try placer?.confirm(options) { index, _ in "Row \(index)" } }

    func describe(in receipt: inout Receipt) { receipt.json = placer?.report }

    private func begin() throws {
        let mapping = try makeMapping()
        placer = JSONRowPlacer(
            rows: document.rows, mapping: mapping, table: table, names: document.names.map(\.name))
        checker = try makeChecker(mapping)
    }

    private func makeMapping() throws -> ColumnMapping {
        guard document.rows == .objects else {
            return try HeaderMatcher(table: table).matchByPosition(fieldCount: table.loadableColumns.count)
        }
        let matcher = JSONNameMatcher(table: table)
        let (found, unknown) = matcher.columns(of: document.names.map(\.name))
        guard unknown.isEmpty else {
            throw Self.unknownMembers(document.names.filter { unknown.contains($0.name) }, matcher)
        }
        return try matcher.mapping(found)
    }

    private func take(_ row: borrowing JSONRow) throws {
        guard let checker else { return }
        switch placer?.place(row) {
        case nil: try checker.judge.take(row, places: placer?.places ?? [])
        case .fieldCount: try checker.judge.reject(row, .fieldCount)
        // The first reading has seen that all rows are of one form.
        case .otherForm: preconditionFailure("the document has changed between two readings")
        case .otherMember(let field):
            let name = String(decoding: row[field].name, as: UTF8.self)
            throw Problem(
                .columnsDoNotMatch, .otherMembers, at: path(row.index) + [name],
                "Row \(row.index) has two members for one column: '\(name.forMessage)' and another spelling of it.")
        case .lacksDefault(let target):
            let name = placer?.mapping.columnNames[target] ?? ""
            throw Problem(
                .columnsDoNotMatch, .otherMembers, at: path(row.index),
                "Row \(row.index) lacks '\(name)', which other rows have. The column has a default other than null, so "
                    + "either all rows of a request give it or none does.")
        }
    }

    private func path(_ index: Int) -> [String] { [BulkDocument.rowsName, String(index)] }

    private static func unknownMembers(_ names: [(name: String, row: Int)], _ matcher: JSONNameMatcher) -> Problem {
        let list = names.prefix(RejectError.answerLimit).map { "'\($0.name.forMessage)'" }.joined(separator: ", ")
        var problem = Problem(
            .columnsDoNotMatch, "Members of rows that mean no column: \(list). " + matcher.list)
        problem.errors = names.prefix(RejectError.answerLimit).map { name, row in
            RejectError(
                .unknownMember, at: [BulkDocument.rowsName, String(row), name],
                "The table has no column of this name that a row may fill.")
        }
        return problem
    }
}
