import Bucket
import Glibc
import Testing

@testable import WharfService

/// Seconds since 1970 of 2026-06-15T12:00:00Z, the present of these tests.
let present = 1_781_524_800

extension LoadIdentifier {
    /// Of a time that a test chooses, the first of its millisecond.
    init(atSeconds seconds: Int, number: Int = 0) throws {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        func digits(_ value: Int, _ count: Int) -> String {
            String((0..<count).map { alphabet[(value >> (5 * (count - 1 - $0))) & 31] })
        }
        self = try #require(LoadIdentifier(digits(seconds * 1000, 10) + digits(number, 16)))
    }
}

extension BackupManifest {
    /// One with plausible content.
    static func sample(
        _ table: String = "jobs", id: LoadIdentifier = LoadIdentifier(), kind: Kind = .backup,
        set: LoadIdentifier? = nil, setTables: [String]? = nil, snapshotAt: String = Timestamp.now(), bytes: Int = 3
    ) -> BackupManifest {
        BackupManifest(
            id: id, kind: kind, table: table, set: set, setTables: setTables, codec: "snappy", rows: 2, bytes: bytes,
            sha256: String(repeating: "a", count: 64), recordsSHA256: String(repeating: "b", count: 64),
            schema: #"{"type": "record", "name": "jobs", "fields": []}"#,
            ddl: "CREATE TABLE `jobs` (\n  `id` int COMMENT '\u{e4}/\"\u{1F600}'\n)",
            collation: "utf8mb4_uca1400_ai_ci",
            columns: [
                Column(
                    name: "id", sqlType: "int(10) unsigned", avro: #""long""#, isNullable: false, isGenerated: false,
                    comment: "key")
            ],
            firstKey: ["1"], lastKey: ["2"], snapshotAt: snapshotAt, startedAt: snapshotAt,
            serverVersion: "10.11.6-MariaDB")
    }
}

/// A bucket in a folder of its own, removed at the end.
final class ScratchBucket: Sendable {
    let path: String
    let bucket: Bucket
    var catalogue: BackupCatalogue { BackupCatalogue(bucket: bucket) }

    init() throws {
        var template = Array(
            "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/wharf-backups-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        bucket = Bucket(path: path, timeoutSeconds: 10)
    }

    deinit {
        for name in (try? bucket.names()) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    var names: [String] { get throws { try bucket.names().sorted() } }

    /// A backup with all its files.
    @discardableResult
    func add(_ manifest: BackupManifest) throws -> BackupName {
        try bucket.write(manifest.file, [1, 2, 3])
        try catalogue.add(manifest)
        return manifest.name
    }

    func prove(_ name: BackupName, _ level: BackupProof.Level, passed: Bool = true) throws -> BackupProof {
        let proof = BackupProof(
            backup: name.id, level: level, passed: passed, detail: "sample", rows: 2, seconds: 0.25)
        try catalogue.add(proof, to: name)
        return proof
    }

    /// Changes one byte of a file, behind everybody's back.
    func damage(_ fileName: String, at offset: Int) throws {
        let file = try #require(fopen("\(path)/\(fileName)", "r+"))
        defer { fclose(file) }
        fseek(file, offset, SEEK_SET)
        let byte = fgetc(file)
        fseek(file, offset, SEEK_SET)
        fputc(byte ^ 1, file)
    }

    func age(_ fileName: String, seconds: Int) {
        let time = timeval(tv_sec: present - seconds, tv_usec: 0)
        utimes("\(path)/\(fileName)", [time, time])
    }
}
