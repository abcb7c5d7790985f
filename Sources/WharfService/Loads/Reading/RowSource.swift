/// Turns the bytes of one load into records for its `RecordChecker`: all that differs between the formats.
protocol RowSource: AnyObject {
    /// Where the records go; `nil` before it is known which columns they fill.
    var checker: RecordChecker? { get }

    /// Takes the next bytes, in pieces of any size.
    func feed(_ bytes: UnsafeRawBufferPointer) throws

    /// The bytes have ended.
    func finish() throws

    /// The options are final; after `finish`.
    ///
    /// - Throws: `Problem` where they do not go with what was read.
    func confirm(_ options: LoadOptions) throws

    /// Says in the receipt how the bytes were read, as far as that is known.
    func describe(in receipt: inout Receipt)
}

extension RowSource {
    func confirm(_ options: LoadOptions) throws {}
}

/// What the bytes of a load are.
enum RowFormat {
    case csv
    /// Newline-delimited JSON.
    case lines
    /// The document of a bulk request.
    case document(BulkDocument)

    static let lineTypes = [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
    ]

    /// What a media type (without parameters, in lower case) and a file's name say; CSV unless one of them says JSON.
    init(mediaType: String, fileName: String?) {
        let name = fileName?.lowercased() ?? ""
        let isLines = Self.lineTypes.contains(mediaType) || name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl")
        self = isLines ? .lines : .csv
    }

    var isCSV: Bool { if case .csv = self { true } else { false } }

    /// Refuses options that have no meaning for this format.
    ///
    /// - Throws: `Problem` of type `badOption`.
    func check(_ options: [String]) throws {
        guard !isCSV, let forCSV = options.first(where: { ["delimiter", "header", "encoding"].contains($0) }) else {
            return
        }
        throw Problem(.badOption, "Option '\(forCSV)' says how CSV is read; JSON has no such choice.")
    }

    func makeSource(
        table: Table, options: LoadOptions, makeChecker: @escaping (ColumnMapping) throws -> RecordChecker
    ) -> any RowSource {
        switch self {
        case .csv: CSVSource(table: table, options: options, makeChecker: makeChecker)
        case .lines: JSONLineSource(table: table, columns: options.columns, makeChecker: makeChecker)
        case .document(let document): BulkSource(document, table: table, makeChecker: makeChecker)
        }
    }
}
