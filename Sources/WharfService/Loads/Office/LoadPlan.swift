internal import FoundationEssentials
internal import Glibc

/// The files of one command: each with its table, before anything is begun.
struct LoadPlan {
    /// One file for one table.
    struct Input {
        /// Nil for standard input.
        let path: String?
        let table: String
        let format: RowFormat
        /// Its size; nil where it is no plain file.
        let bytes: Int?

        var name: String? { path.map { FileName(path: $0).text } }
    }

    private(set) var inputs: [Input] = []
    /// A sentence on each file of a folder that is not loaded.
    private(set) var skipped: [String] = []
    private let order: LoadOrder
    private let format: RowFormat?
    private let names: TableNames

    /// Bytes of all files; nil where one of them is no plain file.
    var bytes: Int? { inputs.reduce(0) { sum, input in sum.flatMap { sum in input.bytes.map { sum + $0 } } } }

    /// - Throws: `CommandError` where a file is not there, `Problem` where the order contradicts itself or the database.
    init(_ order: LoadOrder, names: TableNames) throws {
        self.order = order
        self.names = names
        format = try order.format.map(Self.format)
        if order.table != nil, order.files.count > 1 { throw Self.oneTable }
        for path in order.files { try add(path) }
        guard !inputs.isEmpty else {
            throw Problem(
                .unknownTable, (["No file there names a table."] + skipped.prefix(10)).joined(separator: " "))
        }
        try refuseTwice()
        try refuseOptionsOfCSV()
    }

    private mutating func add(_ path: String) throws {
        if path == "-" { return try addStandardInput() }
        var status = stat()
        guard stat(path, &status) == 0 else { throw CommandError.noFile(path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { return try addFolder(path) }
        let name = FileName(path: path)
        guard let table = names.resolve(order.table ?? name.stem) else { throw unknown(name) }
        append(path, name, table, status)
    }

    private mutating func addStandardInput() throws {
        guard let spoken = order.table else {
            throw Problem(.badOption, "Standard input has no name: say with --table which table it is for.")
        }
        inputs.append(Input(path: nil, table: names.resolve(spoken) ?? spoken, format: format ?? .csv, bytes: nil))
    }

    private mutating func addFolder(_ path: String) throws {
        guard order.table == nil else { throw Self.oneTable }
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw CommandError("\(path) cannot be read.", exitStatus: CommandError.noInput, cause: "\(error)")
        }
        for entry in entries where !entry.hasPrefix(".") { addEntry("\(path)/\(entry)") }
    }

    private mutating func addEntry(_ path: String) {
        var status = stat()
        let name = FileName(path: path)
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return skipped.append("skipped: \(path) is no file")
        }
        guard name.ending != nil else {
            return skipped.append("skipped: \(path) is neither CSV nor NDJSON by its name")
        }
        guard let table = names.resolve(name.stem) else {
            return skipped.append("skipped: \(path) names no table")
        }
        append(path, name, table, status)
    }

    private mutating func append(_ path: String, _ name: FileName, _ table: String, _ status: stat) {
        let bytes = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
        inputs.append(Input(path: path, table: table, format: format ?? name.format, bytes: bytes))
    }

    private func unknown(_ name: FileName) -> Problem {
        let tables = names.names.joined(separator: ", ")
        guard let table = order.table else {
            return Problem(
                .unknownTable, "'\(name.text.forMessage)' names no table; say with --table which. Tables: \(tables).")
        }
        return Problem(.unknownTable, "There is no table '\(table.forMessage)'. Tables: \(tables).")
    }

    private func refuseTwice() throws {
        for (table, files) in Dictionary(grouping: inputs, by: \.table).sorted(by: { $0.key < $1.key })
        where files.count > 1 {
            let names = files.map { $0.path ?? "-" }.joined(separator: " and ")
            throw Problem(.duplicatePart, "\(names) are for table \(table). Load one file per table and command.")
        }
    }

    private func refuseOptionsOfCSV() throws {
        guard inputs.allSatisfy({ !$0.format.isCSV }) else { return }
        try RowFormat.lines.check(order.options.map(\.name))
    }

    private static func format(_ text: String) throws -> RowFormat {
        switch text.lowercased() {
        case "csv": .csv
        case "ndjson": .lines
        default: throw Problem(.badOption, "The format is csv or ndjson.")
        }
    }

    private static let oneTable = Problem(
        .badOption, "--table goes with one file. Several files say by their names which tables they are for.")
}
