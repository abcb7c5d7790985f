import CSV

/// Turns the bytes of one CSV file into records for a `RecordChecker`.
///
/// The file's head is held back (at most `headBytes`) until its dialect and header are known; from then on nothing is.
final class CSVSource: RowSource {
    static let headBytes = 256 << 10
    /// A larger record is a reject. Small enough for one to travel in a packet of 1 MiB with all that goes with it.
    static let recordBytes = 512 << 10

    private let table: Table
    private let options: LoadOptions
    private let makeChecker: (ColumnMapping) throws -> RecordChecker
    private var head: [UInt8] = []
    private var parser: CSVParser?
    private var recordsToSkip = 0
    private var findings: CSVFindings?
    private var hasHeader = false
    private var evidence: [String] = []
    private(set) var checker: RecordChecker?

    init(table: Table, options: LoadOptions, makeChecker: @escaping (ColumnMapping) throws -> RecordChecker) {
        self.table = table
        self.options = options
        self.makeChecker = makeChecker
    }

    /// Takes the next bytes of the file, in pieces of any size.
    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        if let parser { return try parse(bytes, parser) }
        head.append(contentsOf: bytes)
        if head.count >= Self.headBytes { try begin(isWhole: false) }
    }

    /// The file has ended.
    func finish() throws {
        if parser == nil { try beginWhole() }
        guard let parser, let checker else { return }
        do {
            try checker.judge.takeLast(by: parser, skipped: &recordsToSkip)
        } catch let error as CSVError {
            throw Problem(.unclosedQuote, error.description, cause: error)
        }
        checker.blankRecords = parser.blankRecords
    }

    func describe(in receipt: inout Receipt) {
        guard let findings, let checker else { return }
        var columns = [String?](repeating: nil, count: checker.mapping.fieldCount)
        for target in checker.mapping.targets { columns[target.field] = target.column.name }
        receipt.dialect = DialectReport(
            delimiter: String(decoding: [findings.dialect.delimiter], as: UTF8.self), header: hasHeader,
            encoding: options.encoding.rawValue, byteOrderMark: findings.hasByteOrderMark,
            lineEnding: "\(findings.lineEnding)", columns: columns, blankRecords: checker.blankRecords,
            evidence: evidence)
    }

    /// A quote that is never closed makes a small file look as if it had other columns: that is said instead.
    private func beginWhole() throws {
        do {
            try begin(isWhole: true)
        } catch let problem as Problem where problem.type == .columnsDoNotMatch {
            let parser = CSVParser(dialect: CSVDialect(delimiter: options.delimiter ?? UInt8(ascii: ",")))
            do {
                try head.withUnsafeBytes { try parser.feed($0) { _ in } }
                try parser.finish { _ in }
            } catch let error as CSVError {
                throw Problem(.unclosedQuote, error.description, cause: error)
            }
            throw problem
        }
    }

    private func begin(isWhole: Bool) throws {
        let findings = try sniff(isWhole: isWhole)
        self.findings = findings
        evidence = findings.evidence
        let mapping = try makeMapping(findings)
        evidence += mapping.notes
        checker = try makeChecker(mapping)
        recordsToSkip = (findings.hasSeparatorLine ? 1 : 0) + (hasHeader ? 1 : 0)
        let parser = CSVParser(dialect: findings.dialect, limits: CSVLimits(recordBytes: Self.recordBytes))
        self.parser = parser
        let bytes = head
        head = []
        try bytes.withUnsafeBytes { try parse($0, parser) }
    }

    private func sniff(isWhole: Bool) throws -> CSVFindings {
        let expected = options.columns?.count ?? table.loadableColumns.count
        do {
            return try head.withUnsafeBytes { bytes in
                try CSVSniffer.sniff(
                    bytes, isWhole: isWhole, expectedFields: expected...expected, delimiter: options.delimiter)
            }
        } catch let error as CSVSniffError {
            throw Problem(error)
        }
    }

    private func makeMapping(_ findings: CSVFindings) throws -> ColumnMapping {
        let first = findings.firstRecord.map(\.trimmed)
        if let given = options.header {
            hasHeader = given
        } else {
            switch try HeaderDetector(table: table).judge(first) {
            case .header(let why):
                hasHeader = true
                evidence.append("the file has a header line: \(why)")
            case .noHeader(let why):
                hasHeader = false
                evidence.append("the file has no header line: \(why)")
            }
        }
        let matcher = HeaderMatcher(table: table)
        if let columns = options.columns { return try matcher.match(given: columns) }
        return try hasHeader ? matcher.match(first) : matcher.matchByPosition(fieldCount: findings.fieldCount)
    }

    private func parse(_ bytes: UnsafeRawBufferPointer, _ parser: CSVParser) throws {
        guard let checker else { preconditionFailure("records are parsed when it is known what they fill") }
        try checker.judge.take(bytes, by: parser, skipped: &recordsToSkip)
    }
}

extension Problem {
    /// What the sniffer refuses, as the caller sees it.
    init(_ error: CSVSniffError) {
        let type: ProblemType =
            switch error {
            case .empty: .emptyFile
            case .ambiguousDelimiter: .ambiguousDialect
            case .noDelimiter: .columnsDoNotMatch
            default: .notCSV
            }
        let how =
            switch error {
            case .ambiguousDelimiter: " Give it as delimiter=comma, semicolon, tab or pipe."
            case .noDelimiter:
                " Give it as delimiter=comma, semicolon, tab or pipe, or name the file's columns by columns=."
            case .otherText(format: "JSON"):
                " Or send one object per line as application/x-ndjson, or up to \(BulkDocument.mostRows) rows to /bulk."
            default: ""
            }
        self.init(type, error.description + how)
    }
}
