import Avro
import Bucket
internal import Crypto

/// The file of one backup, read from start to end and held against its manifest.
///
/// Rows are given out while it is read: they are good only when the reading has ended without an error.
struct BackupFile {
    let manifest: BackupManifest
    let bucket: Bucket

    private static let pieceBytes = 256 << 10
    private static let rowsPerLook = 4096

    /// Reads every byte.
    ///
    /// - Parameter look: takes the bytes so far; throws where the reading is not to go on.
    /// - Throws: `BackupDamaged`, `BucketError`, or what `look` throws.
    func readBytes(look: (_ bytes: Int) throws -> Void) throws {
        let file = try bucket.open(manifest.file)
        defer { file.close() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        while try file.read(into: buffer) > 0 { try look(file.count) }
        try check(file)
    }

    /// Reads every record.
    ///
    /// - Parameter look: takes the rows so far, now and then; throws where the reading is not to go on.
    /// - Throws: `BackupDamaged`, `BucketError`, or what `look` and `body` throw.
    func forEachRecord(look: (_ rows: Int) throws -> Void, _ body: (borrowing AvroRecord) throws -> Void) throws {
        let file = try bucket.open(manifest.file)
        defer { file.close() }
        var digest = SHA256()
        var rows = 0
        do {
            let reader = try AvroFileReader(
                source: { try file.read(into: $0) }, onRecords: { digest.update(bufferPointer: $0) })
            guard reader.schema.text == manifest.schema else {
                throw BackupDamaged("the schema in the file is not the manifest's")
            }
            try reader.forEachRecord { record in
                try body(record)
                rows += 1
                if rows % Self.rowsPerLook == 0 { try look(rows) }
            }
        } catch let error as AvroError {
            throw BackupDamaged("\(error)")
        }
        try check(file)
        guard rows == manifest.rows else {
            throw BackupDamaged("the file has \(rows) rows, the manifest says \(manifest.rows)")
        }
        guard digest.finalize().hexadecimal == manifest.recordsSHA256 else {
            throw BackupDamaged("the rows' digest is not the manifest's")
        }
    }

    private func check(_ file: BucketReader) throws {
        let facts = try file.finish()
        guard facts.bytes == manifest.bytes else {
            throw BackupDamaged("the file has \(facts.bytes) bytes, the manifest says \(manifest.bytes)")
        }
        guard facts.sha256 == manifest.sha256 else { throw BackupDamaged("the file's SHA-256 is not the manifest's") }
    }
}

/// A backup is not what its manifest says, or cannot be read.
struct BackupDamaged: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
