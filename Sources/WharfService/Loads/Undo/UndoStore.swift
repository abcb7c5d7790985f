internal import FoundationEssentials
import MariaDB

/// What takes loads back, in `wharf_undo`.
struct UndoStore {
    /// Of one statement, unless a chunk alone has more: a small `max_allowed_packet` is not far away.
    private static let statementBytes = 256 << 10
    /// More than a chunk can have: `UndoLog.chunkBytes`, or one row.
    private static let mostContentBytes = 1 << 30

    let connection: Connection

    /// Keeps what a load noted, within its transaction.
    func write(_ log: UndoLog, of id: LoadIdentifier) throws {
        try log.close()
        guard let terms = log.terms else { return }
        let batch = Batch(load: id, connection: connection)
        try log.withEachChunk { chunk in
            if batch.isAtStart { try batch.append(terms) }
            if batch.byteCount + chunk.content.count > Self.statementBytes { try batch.flush() }
            try batch.append(chunk)
        }
        try batch.flush()
    }

    /// How the load's rows are found; `nil` where nothing is kept of it.
    func terms(of id: LoadIdentifier) throws -> UndoTerms? {
        try connection.query(
            "SELECT `content` FROM `wharf_undo` WHERE `load_id` = ? AND `number` = 0", [.text(id.description)]
        ).first?[0].bytes.map { try JSONDecoder().decode(UndoTerms.self, from: Data($0)) }
    }

    /// The load's last chunk before that of `number`.
    func lastChunk(of id: LoadIdentifier, before number: Int) throws -> (number: Int, chunk: UndoChunk)? {
        let rows = try connection.query(
            """
            SELECT `number`, `kind`, `row_count`, `digest`, `content`
              FROM `wharf_undo`
             WHERE `load_id` = ?
               AND `number` > 0
               AND `number` < ?
             ORDER BY `number` DESC
             LIMIT 1
            """, [.text(id.description), SQLValue(number)])
        guard let row = rows.first else { return nil }
        guard let number = row["number"].integer, let kind = row["kind"].integer.flatMap({ UInt8(exactly: $0) }),
            let kind = UndoChunk.Kind(rawValue: kind), let count = row["row_count"].integer,
            let digest = row["digest"].bytes, let packed = row["content"].bytes,
            let content = Packed.unpack(packed, limit: Self.mostContentBytes)
        else { throw UndoUnreadable(load: id) }
        return (number, UndoChunk(kind: kind, rowCount: count, digest: digest, content: content))
    }

    func delete(of id: LoadIdentifier) throws {
        try connection.execute("DELETE FROM `wharf_undo` WHERE `load_id` = ?", [.text(id.description)])
    }

    /// Forgets loads that are older; bounded, so that it is called again.
    func expire(afterDays days: Int) throws {
        try connection.execute(
            "DELETE FROM `wharf_undo` WHERE `load_id` < ? ORDER BY `load_id`, `number` LIMIT 1000",
            [.text(LoadIdentifier.first(secondsAgo: days * 86_400).description)])
    }
}

/// What is kept of a load is not what was written.
struct UndoUnreadable: Error {
    let load: LoadIdentifier
}

extension UndoStore {
    /// Rows of one statement.
    private final class Batch {
        private let load: LoadIdentifier
        private let connection: Connection
        private let parameters = Parameters()
        private var rows = 0
        private var number = 0

        init(load: LoadIdentifier, connection: Connection) {
            self.load = load
            self.connection = connection
        }

        var isAtStart: Bool { number == 0 }
        var byteCount: Int { parameters.byteCount }

        func append(_ terms: UndoTerms) throws {
            append(kind: 0, rowCount: 0, digest: [], content: Array(try JSONEncoder().encode(terms)))
        }

        func append(_ chunk: UndoChunk) throws {
            append(kind: chunk.kind.rawValue, rowCount: chunk.rowCount, digest: chunk.digest, content: chunk.content)
        }

        private func append(kind: UInt8, rowCount: Int, digest: [UInt8], content: [UInt8]) {
            parameters.append(text: load.description)
            parameters.append(signed: Int64(number))
            parameters.append(signed: Int64(kind))
            parameters.append(signed: Int64(rowCount))
            digest.withUnsafeBytes { parameters.append(binary: $0) }
            content.withUnsafeBytes { parameters.append(binary: $0) }
            rows += 1
            number += 1
        }

        func flush() throws {
            guard rows > 0 else { return }
            let values = repeatElement("(?, ?, ?, ?, ?, ?)", count: rows).joined(separator: ", ")
            try connection.execute(
                """
                INSERT INTO `wharf_undo` (`load_id`, `number`, `kind`, `row_count`, `digest`, `content`)
                VALUES \(values)
                """, parameters)
            parameters.removeAll()
            rows = 0
        }
    }
}
