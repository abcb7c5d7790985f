internal import Crypto

/// One numbered SQL file. Its statements end with `;` at the end of a line and can be run again after a break.
struct Migration: Sendable {
    let version: Int
    let name: String
    let sql: String

    /// Every migration, in order.
    static let all: [Migration] = [
        Migration(1, "tables", PackageResources._001_tables_sql),
        Migration(2, "loads", PackageResources._002_loads_sql),
        Migration(3, "access", PackageResources._003_access_sql),
        Migration(4, "calls", PackageResources._004_calls_sql),
        Migration(5, "promises", PackageResources._005_promises_sql),
        Migration(6, "restores", PackageResources._006_restores_sql),
        Migration(7, "backup_files", PackageResources._007_backup_files_sql),
        Migration(8, "reports", PackageResources._008_reports_sql),
        Migration(9, "undo", PackageResources._009_undo_sql),
        Migration(10, "dry_run", PackageResources._010_dry_run_sql),
    ]

    private init(_ version: Int, _ name: String, _ bytes: [UInt8]) {
        self.version = version
        self.name = name
        sql = String(decoding: bytes, as: UTF8.self)
    }

    /// SHA-256 of the file, in hexadecimal.
    var checksum: String {
        SHA256.hash(data: Array(sql.utf8)).hexadecimal
    }

    var statements: [String] {
        let lines = sql.split(separator: "\n").filter { !$0.hasPrefix("--") }
        var statements: [String] = []
        var statement: [Substring] = []
        for line in lines {
            if line.hasSuffix(";") {
                statements.append((statement + [line.dropLast()]).joined(separator: "\n"))
                statement = []
            } else {
                statement.append(line)
            }
        }
        return statements
    }
}
