import JSON

/// Reads the document of a bulk request for the first time: all but the values of its rows, which need the table.
///
/// Members come in any order, so nothing is known of the table before the document's end. It is kept in memory, within
/// the limit that the caller keeps.
final class BulkDocumentReader {
    private let parser = JSONDocumentParser(rowsName: BulkDocument.rowsName, limits: JSONLineSource.limits)
    private var bytes: [UInt8] = []
    private var options: LoadOptions
    /// Options that the query string has given.
    private let givenNames: Set<String>
    private var table: String?
    private var rows: JSONReport.Rows?
    private var names: [(name: String, row: Int)] = []
    private var knownNames: Set<String> = []

    /// - Parameter query: options as the query string gives them.
    init(query: [(name: String, value: String)]) throws {
        options = LoadOptions()
        for (name, value) in query { try options.set(name, to: value) }
        givenNames = Set(query.map(\.name))
    }

    /// Takes the next bytes of the document.
    ///
    /// - Throws: `Problem` that names the place of the first fault.
    func feed(_ piece: UnsafeRawBufferPointer) throws {
        bytes.append(contentsOf: piece)
        do {
            try parser.feed(piece, member: { try take($0) }, row: { try take($0) })
        } catch let error as JSONError {
            throw Self.malformed(error)
        }
    }

    /// The document, which has ended.
    func finish() throws -> BulkDocument {
        do {
            try parser.finish()
        } catch let error as JSONError {
            throw Self.malformed(error)
        }
        guard let table else {
            throw Problem(.badDocument, .missing, at: ["table"], "The document has no member 'table'.")
        }
        guard let rows else {
            throw Problem(
                .badDocument, .tooFewRows, at: [BulkDocument.rowsName],
                "The document needs a member 'data', an array of 1 to \(BulkDocument.mostRows) rows.")
        }
        return BulkDocument(bytes: bytes, table: table, options: options, rows: rows, names: names)
    }

    private func take(_ member: JSONField) throws {
        let name = String(decoding: member.name, as: UTF8.self)
        switch name {
        case "table":
            guard member.kind == .string else { throw Self.wrongType(name, "takes a string") }
            table = String(decoding: member.bytes, as: UTF8.self)
        case BulkDocument.rowsName: throw Self.wrongType(name, "takes an array of rows")
        case let name where LoadOptions.writingNames.contains(name): try setOption(name, member)
        default:
            let known = (["table", BulkDocument.rowsName] + LoadOptions.writingNames).joined(separator: ", ")
            throw Problem(
                .badDocument, .unknownMember, at: [name],
                "The document has a member '\(name.forMessage)', which means nothing here. Members: \(known).")
        }
    }

    private func setOption(_ name: String, _ member: JSONField) throws {
        guard !givenNames.contains(name) else {
            throw Problem(.badOption, .badOption, at: [name], "Option '\(name)' is given by the query string as well.")
        }
        switch member.kind {
        case .object, .array, .null: throw Self.wrongType(name, "takes a string, a number, true or false")
        default: break
        }
        do {
            try options.set(name, to: String(decoding: member.bytes, as: UTF8.self))
        } catch let problem as Problem {
            throw Problem(problem.type, .badOption, at: [name], problem.detail)
        }
    }

    private func take(_ row: borrowing JSONRow) throws {
        guard row.index < BulkDocument.mostRows else {
            throw Problem(
                .badDocument, .tooManyRows, at: Self.path(row.index),
                "A bulk request has at most \(BulkDocument.mostRows) rows. Send more as application/x-ndjson to "
                    + "/upload?table=, one object per line.")
        }
        let form: JSONReport.Rows
        switch row.kind {
        case .object: form = .objects
        case .array: form = .arrays
        default:
            throw Problem(
                .badDocument, .wrongType, at: Self.path(row.index),
                "Row \(row.index) is neither an object by column name nor an array in column order.")
        }
        guard rows == nil || rows == form else {
            throw Problem(
                .badDocument, .mixedRows, at: Self.path(row.index),
                "Row \(row.index) is an \(form == .objects ? "object" : "array"), unlike the rows before it.")
        }
        rows = form
        if form == .objects && !row.hasNamesOfPrevious { noteNames(row) }
    }

    private static func path(_ index: Int) -> [String] { [BulkDocument.rowsName, String(index)] }

    private func noteNames(_ row: borrowing JSONRow) {
        for index in 0..<row.count {
            let name = String(decoding: row[index].name, as: UTF8.self)
            if knownNames.insert(name).inserted { names.append((name, row.index)) }
        }
    }

    private static func wrongType(_ name: String, _ takes: String) -> Problem {
        Problem(.badDocument, .wrongType, at: [name], "Member '\(name)' \(takes).")
    }

    private static func malformed(_ error: JSONError) -> Problem {
        Problem(.malformedRequest, "The body cannot be read as JSON (RFC 8259). \(error.description)")
    }
}
