internal import Crypto
import Multipart

/// Takes the parts of one upload request: options, and a load for each file.
final class UploadReceiver {
    private static let fieldBytes = 64 << 10

    private let context: LoadContext
    private let tables: LoadableTables
    private var options: LoadOptions
    private var field: (name: String, bytes: [UInt8])?
    private(set) var loads: [Load] = []
    private var current: Load?
    /// Name and digest of each part that has ended.
    private var parts: [(name: String, digest: String)] = []
    private var partName = ""

    /// - Parameter options: those of the query string.
    init(context: LoadContext, options: LoadOptions) throws {
        self.context = context
        self.options = options
        tables = LoadableTables(connection: try context.database.connection())
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
    func begin(table spoken: String, fileName: String?, format: RowFormat = .csv) throws {
        let table = try tables.table(spoken)
        guard !loads.contains(where: { $0.table.name == table.name }) else {
            throw Problem(
                .duplicatePart,
                "Table \(table.name) occurs twice in this request. Send one file per table and request.")
        }
        let place = try TablePlace(context.registry, table: table.name)
        let load = Load(
            table: table, fileName: fileName, format: format, options: options, context: context)
        load.place = place
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
            parts.append((partName, current.receipt.file.sha256 ?? ""))
            self.current = nil
            return
        }
        guard let field else { return }
        self.field = nil
        parts.append((partName, SHA256.hash(data: field.bytes).hexadecimal))
        try setOption(field.name, String(decoding: field.bytes, as: UTF8.self).trimmed)
    }

    /// What the request was, when all of it has come.
    func fingerprint(_ head: RequestHead) -> String {
        var fingerprint = Fingerprint(head)
        for part in parts { fingerprint.add(part: part.name, digest: part.digest) }
        return fingerprint.text
    }

    private func begin(_ part: MultipartPart) throws {
        partName = part.name
        let isOption = LoadOptions.names.contains(part.name)
        if try part.filename != nil || (!isOption && tables.has(part.name)) {
            let format = RowFormat(mediaType: (part.contentType ?? "").mediaType, fileName: part.filename)
            return try begin(table: part.name, fileName: part.filename, format: format)
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
