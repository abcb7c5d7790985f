internal import Crypto
import MariaDB

/// What a load writes, noted while it is written, so that it can be taken back; kept in the spool until the load's end.
///
/// Rows are noted in the order in which they are written: taken back in the opposite order, each of them meets the table as
/// the load had it then.
final class UndoLog {
    private static let rowsPerChunk = 1000
    static let chunkBytes = 256 << 10

    /// `nil` where the load cannot be taken back.
    private(set) var terms: UndoTerms?
    private let file: SpoolFile
    private let keyPositions: [Int]
    private let makeImages: (ExistingRowReader.Reading) -> RowImages
    private lazy var before = makeImages(.asStored)
    private lazy var after = makeImages(.asInFiles)
    private var kind = UndoChunk.Kind.inserted
    private var rowCount = 0
    private var keys: [UInt8] = []
    private var images: [UInt8] = []
    private var size = 0
    private var digest = SHA256()
    private var starts: [Int] = []

    /// - Parameter isWanted: whether what the load writes is to be kept.
    init(_ load: CheckedLoad, table: String? = nil, file: SpoolFile, connection: Connection, isWanted: Bool) {
        let terms = UndoTerms(load)
        self.terms = isWanted ? terms : nil
        self.file = file
        keyPositions = load.keyPositions
        let columns =
            isWanted ? terms.columns(of: load.table) ?? [] : load.table.primaryKey.map { load.table.columns[$0] }
        makeImages = { form in
            RowImages(
                connection: connection, table: table ?? load.table.name, columns: columns, key: terms.key, form: form)
        }
    }

    /// Notes a row that was inserted.
    ///
    /// - Parameter row: in the load's columns.
    func inserted(_ row: UnsafeRawBufferPointer) throws {
        guard terms != nil else { return }
        try begin(.inserted, row.count)
        try add(row)
    }

    /// Notes a row that has taken new values.
    ///
    /// - Parameters:
    ///   - row: in the load's columns.
    ///   - image: the row before, as `withImagesBefore` gave it.
    func updated(_ row: UnsafeRawBufferPointer, before image: [UInt8]) throws {
        guard terms != nil else { return }
        try begin(.updated, image.count + row.count)
        images += image
        size += image.count
        try add(row)
    }

    /// Calls `body` with the places of some records and the rows of the table that have their keys, until all had their
    /// turn; the rows are locked until the transaction ends.
    func withImagesBefore(_ records: [SpooledRecord], _ body: (Range<Int>, [[UInt8]?]) throws -> Void) throws {
        try before.forEachPiece(records.map { WireRow.values(at: keyPositions, of: $0.row)[...] }, body)
    }

    /// Ends the rows that belong together: what comes next may be about the same rows once more.
    func close() throws {
        guard rowCount > 0 else { return }
        try write(UndoChunk(kind: kind, rowCount: rowCount, digest: try takeDigest(), content: keys + images))
        keys.removeAll(keepingCapacity: true)
        images.removeAll(keepingCapacity: true)
        (rowCount, size) = (0, 0)
    }

    /// Calls `body` with every chunk that was closed, its content packed.
    func withEachChunk(_ body: (UndoChunk) throws -> Void) throws {
        var reader = SpoolReader(file)
        try reader.withEachRecord { try body(Self.chunk($0)) }
    }

    /// - Parameter byteCount: what is to be added.
    private func begin(_ next: UndoChunk.Kind, _ byteCount: Int) throws {
        guard next != kind || rowCount == Self.rowsPerChunk || size + byteCount > Self.chunkBytes else { return }
        try close()
        kind = next
    }

    private func add(_ row: UnsafeRawBufferPointer) throws {
        WireRow.findStarts(of: row, into: &starts)
        for position in keyPositions { keys += row[starts[position]..<starts[position + 1]] }
        if terms?.witness == .file { digest.update(bufferPointer: row) }
        rowCount += 1
        size += row.count
    }

    private func takeDigest() throws -> [UInt8] {
        guard terms?.witness == .table else {
            defer { digest = SHA256() }
            return Array(digest.finalize())
        }
        let chunk = UndoChunk(kind: kind, rowCount: rowCount, digest: [], content: keys)
        let witness = try after.witness(chunk.rows(width: keyPositions.count))
        // A trigger may have given a row another key.
        if witness.rowCount < rowCount { terms = nil }
        return witness.digest
    }

    private func write(_ chunk: UndoChunk) throws {
        var bytes = [chunk.kind.rawValue]
        withUnsafeBytes(of: UInt32(chunk.rowCount)) { bytes += $0 }
        bytes += chunk.digest
        bytes += Packed.pack(chunk.content)
        try bytes.withUnsafeBytes { try RecordSorter.write($0, to: file) }
    }

    private static func chunk(_ bytes: UnsafeRawBufferPointer) -> UndoChunk {
        let digestEnd = 5 + SHA256.byteCount
        guard let kind = UndoChunk.Kind(rawValue: bytes[0]) else { preconditionFailure("a chunk has a kind") }
        return UndoChunk(
            kind: kind, rowCount: Int(bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)),
            digest: Array(bytes[5..<digestEnd]), content: Array(bytes[digestEnd...]))
    }
}
