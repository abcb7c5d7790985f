import Avro
internal import Crypto
import MariaDB

/// The digest of a table's rows as a backup of them would write them, without writing anything.
struct RowsDigest {
    let table: Table
    /// Where the rows are.
    let source: String
    let fields: [BackupField]
    let schema: String

    /// - Throws: `ValueNotKept` where a value does not fit the schema.
    func read(_ connection: Connection) throws -> String {
        var digest = SHA256()
        let file = try AvroFileWriter(
            schema: schema, codec: .null, onRecords: { digest.update(bufferPointer: $0) }, sink: { _ in })
        let rows = RowWriter(fields: fields, file: file)
        try connection.forEachTextRow(RowSelection(source: source, table: table, fields: fields).sql) {
            try rows.write($0)
        }
        try file.finish()
        return digest.finalize().hexadecimal
    }
}
