import Multipart

/// Takes the parts of one upload request: options, and a load for each file.
final class UploadReceiver {
    private static let fieldBytes = 64 << 10

    private let context: LoadContext
    private let dictionary: DictionaryReader
    private let names: TableNames
    private var options: LoadOptions
    private var field: (name: String, bytes: [UInt8])?
    private(set) var loads: [Load] = []
    /// Tables in which the request holds a load's place.
    private(set) var entered: [String] = []
    private var current: Load?

    /// - Parameter options: those of the query string.
    init(context: LoadContext, options: LoadOptions) throws {
        self.context = context
        self.options = options
        dictionary = DictionaryReader(connection: try context.database.connection())
        names = TableNames(names: try dictionary.tableNames())
    }

    /// Takes one event of a multipart body.
    func take(_ event: MultipartEvent) throws {
        switch event {
        case .begin(let part): try begin(part)
        case .body(let bytes): try receive(bytes)
        case .end: try end()
        }
    }

    /// Begins the load of a file for the table that `spoken` means.
    func begin(table spoken: String, fileName: String?) throws {
        guard let name = names.resolve(spoken), let table = try dictionary.table(named: name) else {
            throw Problem(
                .unknownTable,
                "There is no table '\(spoken.forMessage)'. Tables: \(names.names.joined(separator: ", ")).")
        }
        if let obstacle = table.obstacle {
            throw Problem(.tableNotLoadable, "Table \(name) cannot be loaded: \(obstacle).")
        }
        guard !loads.contains(where: { $0.table.name == name }) else {
            throw Problem(
                .duplicatePart, "Table \(name) occurs twice in this request. Send one file per table and request.")
        }
        guard context.registry.enter(table: name) else {
            throw Problem(
                .tooManyLoads,
                "\(context.registry.tableLimit) loads into table \(name) are running, as many as may. Try again soon.")
        }
        entered.append(name)
        let load = try Load(table: table, fileName: fileName, options: options, context: context)
        try load.begin()
        loads.append(load)
        current = load
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        if let current { return try current.receive(bytes) }
        guard field != nil else { preconditionFailure("a part's content follows its beginning") }
        field?.bytes.append(contentsOf: bytes)
        if field!.bytes.count > Self.fieldBytes {
            throw Problem(.badOption, "Form field '\(field!.name.forMessage)' is too long for an option.")
        }
    }

    func end() throws {
        if let current {
            try current.endReceiving()
            self.current = nil
            return
        }
        guard let field else { return }
        self.field = nil
        try setOption(field.name, String(decoding: field.bytes, as: UTF8.self).trimmed)
    }

    private func begin(_ part: MultipartPart) throws {
        let isOption = LoadOptions.names.contains(part.name)
        if part.filename != nil || (!isOption && names.resolve(part.name) != nil) {
            return try begin(table: part.name, fileName: part.filename)
        }
        field = (part.name, [])
    }

    private func setOption(_ name: String, _ value: String) throws {
        if LoadOptions.readingNames.contains(name) && !loads.isEmpty {
            throw Problem(
                .badOption,
                "Form field '\(name)' says how files are read, so it must stand before the first file, or in the query string."
            )
        }
        try options.set(name, to: value)
        for load in loads {
            load.options.onDuplicate = options.onDuplicate
            load.options.rejectBudget = options.rejectBudget
            load.options.isDryRun = options.isDryRun
        }
    }
}
