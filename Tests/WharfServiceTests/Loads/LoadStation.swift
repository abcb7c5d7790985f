import MariaDB
import Testing

@testable import WharfService

/// A file of one upload.
struct UploadedFile: Sendable {
    let table: String
    let bytes: [UInt8]
    /// Whether it is newline-delimited JSON, not CSV.
    var isLines = false

    init(_ table: String, _ text: String) { self.init(table, Array(text.utf8)) }

    init(_ table: String, _ bytes: [UInt8]) { (self.table, self.bytes) = (table, bytes) }

    /// Newline-delimited JSON.
    init(_ table: String, lines: String) {
        self.init(table, lines)
        isLines = true
    }
}

/// What came of one upload.
struct LoadResult: Sendable {
    let receipts: [Receipt]
    /// What the caller would have been told instead of the receipts alone.
    let problem: Problem?

    /// The receipt of a table's load.
    subscript(table: String) -> Receipt {
        guard let receipt = receipts.first(where: { $0.table == table }) else {
            preconditionFailure("there was no load of \(table)")
        }
        return receipt
    }

    /// `read/inserted/updated/unchanged/rejected` of each load.
    var sums: [String] { receipts.map(\.sums) }
}

extension Receipt {
    var sums: String { "\(read)/\(inserted)/\(updated)/\(unchanged)/\(rejected)" }
}

/// Runs whole loads as `POST /upload` does, but without HTTP, and judges each receipt.
final class LoadStation {
    let database: WorkerDatabase
    let spool: SpoolScratch
    let registry: LoadRegistry
    /// Called before each full batch of rows is written; true ends the load as if the client had gone.
    var onBatch: () -> Bool = { false }
    /// Called when all is checked and nothing is written.
    var beforeWrite: () throws -> Void = {}
    /// Whether nobody else writes to the tables.
    var isAlone = true
    /// For looking at what is there.
    private let look: Connection

    init(_ settings: ConnectionSettings, spoolLimitBytes: Int = 1 << 30, tableLimit: Int = .max) throws {
        registry = LoadRegistry(requestLimit: 8, tableLimit: tableLimit)
        database = WorkerDatabase(settings)
        spool = try SpoolScratch(limitBytes: spoolLimitBytes)
        look = try Connection(settings)
    }

    convenience init(
        _ database: ScratchDatabase, spoolLimitBytes: Int = 1 << 30, tableLimit: Int = .max
    ) throws {
        try self.init(database.settings, spoolLimitBytes: spoolLimitBytes, tableLimit: tableLimit)
    }

    var context: LoadContext { context(.upload) }

    func context(_ source: LoadSource) -> LoadContext {
        LoadContext(
            database: database, spool: spool.root, registry: registry, dictionary: DictionaryCache(),
            requestID: "request", requestedBy: "tester", source: source,
            bodyBytes: nil, isClientGone: { self.onBatch() })
    }

    func load(
        _ files: UploadedFile..., options: [String: String] = [:], pieceBytes: Int = .max,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> LoadResult {
        try load(files, options: options, pieceBytes: pieceBytes, sourceLocation: sourceLocation)
    }

    /// Uploads the files in one request, in pieces of at most `pieceBytes`, and judges what is left.
    func load(
        _ files: [UploadedFile], options: [String: String] = [:], pieceBytes: Int = .max,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> LoadResult {
        let before = try counts()
        let result = try upload(files, options, pieceBytes: pieceBytes)
        try judge(result, before, sourceLocation) { receipt in
            files.first { TableNames(names: [receipt.table]).resolve($0.table) != nil }?.bytes
        }
        return result
    }

    /// Sends one bulk request and judges what is left.
    func bulk(
        _ document: String, query: [(name: String, value: String)] = [], pieceBytes: Int = .max,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> LoadResult {
        let before = try counts()
        let bytes = Array(document.utf8)
        let result = try send(bytes, query, pieceBytes: pieceBytes)
        try judge(result, before, sourceLocation) { _ in bytes }
        return result
    }

    /// Takes a load back, and judges what is left.
    ///
    /// - Throws: `Problem` where that is refused.
    @discardableResult
    func undo(
        _ id: LoadIdentifier, isDry: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Receipt {
        let before = try counts()
        do {
            let receipt = try UndoRun(context: context(.undo)).run(id.description, isDry: isDry)
            try judge(LoadResult(receipts: [receipt], problem: nil), before, sourceLocation) { _ in nil }
            return receipt
        } catch let problem as Problem {
            try judge(LoadResult(receipts: problem.loads, problem: problem), before, sourceLocation) { _ in nil }
            throw problem
        }
    }

    /// Expects that a load cannot be taken back, and that nothing comes of trying.
    func expectNoUndo(
        _ id: LoadIdentifier, _ type: ProblemType, _ part: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for isDry in [true, false] {
            let problem = #expect(throws: Problem.self, sourceLocation: sourceLocation) {
                try undo(id, isDry: isDry, sourceLocation: sourceLocation)
            }
            #expect(problem?.type == type, "\(problem?.type)", sourceLocation: sourceLocation)
            #expect(problem?.detail.contains(part) == true, "\(problem?.detail)", sourceLocation: sourceLocation)
        }
    }

    private func judge(
        _ result: LoadResult, _ before: [String: Int], _ sourceLocation: SourceLocation,
        bytes: (Receipt) -> [UInt8]?
    ) throws {
        let judge = ReceiptJudge(connection: look, sourceLocation: sourceLocation)
        for receipt in result.receipts {
            try judge.expectClosed(receipt, isAlone: isAlone)
            if let bytes = bytes(receipt) { try judge.expectRejects(of: receipt, from: bytes) }
        }
        if isAlone {
            try judge.expectRows(before, now: counts(), result.receipts)
            try judge.expectNothingOpen()
        }
        #expect(try spool.leftovers() == [], sourceLocation: sourceLocation)
        #expect(spool.root.budget.usedBytes == 0, sourceLocation: sourceLocation)
        #expect(registry.running.isEmpty, sourceLocation: sourceLocation)
    }

    /// As the bulk handler does it; a refused document leaves no load.
    private func send(
        _ bytes: [UInt8], _ query: [(name: String, value: String)], pieceBytes: Int
    ) throws -> LoadResult {
        var loads: [Load] = []
        do {
            let reader = try BulkDocumentReader(query: query)
            try bytes.withUnsafeBytes { all in
                for start in stride(from: 0, to: all.count, by: min(pieceBytes, max(all.count, 1))) {
                    let end = min(all.count, start + min(pieceBytes, all.count))
                    try reader.feed(UnsafeRawBufferPointer(rebasing: all[start..<end]))
                }
            }
            let document = try reader.finish()
            let load = try BulkHandler.makeLoad(document, context(.bulk))
            loads = [load]
            try BulkHandler.fill(load, from: document)
            let request = LoadRequest(loads: loads)
            let checked = try request.check()
            try beforeWrite()
            try request.write(checked)
            return LoadResult(receipts: loads.map(\.receipt), problem: nil)
        } catch {
            let problem = LoadRequest.close(loads, error)
            return LoadResult(receipts: loads.map(\.receipt), problem: try #require(problem as? Problem))
        }
    }

    /// As the upload handler does it; judges nothing.
    func upload(
        _ files: [UploadedFile], _ options: [String: String] = [:], pieceBytes: Int = .max
    ) throws -> LoadResult {
        var given = LoadOptions()
        for (name, value) in options { try given.set(name, to: value) }
        let receiver = try UploadReceiver(context: context, options: given)
        do {
            for file in files {
                try receiver.begin(
                    table: file.table, fileName: "\(file.table).csv", format: file.isLines ? .lines : .csv)
                try file.bytes.withUnsafeBytes { bytes in
                    for start in stride(from: 0, to: bytes.count, by: min(pieceBytes, max(bytes.count, 1))) {
                        let end = min(bytes.count, start + min(pieceBytes, bytes.count))
                        try receiver.receive(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                    }
                }
                try receiver.end()
            }
            let request = LoadRequest(loads: receiver.loads)
            let checked = try request.check()
            try beforeWrite()
            try request.write(checked)
            return LoadResult(receipts: receiver.loads.map(\.receipt), problem: nil)
        } catch {
            let problem = LoadRequest.close(receiver.loads, error)
            return LoadResult(receipts: receiver.loads.map(\.receipt), problem: try #require(problem as? Problem))
        }
    }

    private func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for name in try DictionaryReader(connection: look).tableNames() {
            counts[name] = try look.query("SELECT COUNT(*) FROM \(Connection.quoteIdentifier(name))")[0][0].integer
        }
        return counts
    }
}
