import MariaDB

/// Fills a twin over several connections, each with a part of the keys' range.
struct TwinFiller {
    /// Connections that one load writes over.
    static let connections = 2

    let twin: TwinTable
    let load: CheckedLoad
    let settings: ConnectionSettings
    let watch: WriteWatch

    /// Sends every row; the first part over `connection`, the others over connections of their own.
    ///
    /// - Throws: `ClientGone`, or the first error of a connection; rows that were sent stay in the twin.
    func fill(_ connection: Connection) throws {
        let progress = TwinProgress()
        var shares = Self.shares(load.insertChunks, of: Self.connections).map { chunks in
            TwinShare(
                table: twin.name, columns: load.columns, keyWidth: load.keyWidth, file: load.inserts, chunks: chunks,
                progress: progress)
        }
        let own = shares.removeFirst()
        let threads = try shares.map { share in
            let settings = settings
            return try SideThread {
                try share.send(over: WorkerDatabase(settings).connection()) {}
            }
        }
        var results = [Result { try own.send(over: connection) { try watch.look(afterRows: progress.rows) } }]
        for thread in threads { results.append(Result { try thread.join() }) }
        let errors = results.compactMap { result -> (any Error)? in
            if case .failure(let error) = result { error } else { nil }
        }
        if let error = errors.first(where: { !($0 is TwinAbandoned) }) { throw error }
    }

    /// Cuts the chunks into at most `count` runs of about the same length.
    private static func shares(_ chunks: [Range<Int>], of count: Int) -> [[Range<Int>]] {
        let length = max(1, (chunks.count + count - 1) / count)
        return stride(from: 0, to: chunks.count, by: length).map { Array(chunks[$0..<min($0 + length, chunks.count)]) }
    }
}

/// The rows that one connection sends to a twin.
///
/// `@unchecked Sendable`: the spool file is complete and nobody writes to it or removes it while the fillers run, which
/// `TwinFiller.fill` waits for; everything else is immutable or behind a lock.
struct TwinShare: @unchecked Sendable {
    let table: String
    let columns: [Column]
    let keyWidth: Int
    let file: SpoolFile
    /// Ranges of the file, each a transaction.
    let chunks: [Range<Int>]
    let progress: TwinProgress

    /// - Parameter look: called before each statement; what it throws ends the filling.
    func send(over connection: Connection, look: () throws -> Void) throws {
        let writer = ProvenRowWriter(connection: connection, table: table, columns: columns)
        do {
            for chunk in chunks { try send(chunk, connection, writer, look) }
        } catch {
            progress.abandon()
            throw error
        }
    }

    private func send(
        _ chunk: Range<Int>, _ connection: Connection, _ writer: ProvenRowWriter, _ look: () throws -> Void
    ) throws {
        // No second attempt: the count of rows would be off, and nobody else can hold a lock in a twin.
        try connection.transaction(maximumAttempts: 1) { _ in
            var reader = SpoolReader(file, range: chunk, bufferBytes: 256 << 10)
            func flush() throws {
                let count = writer.count
                try look()
                try writer.flush()
                try progress.add(count)
            }
            try reader.withEachRecord { bytes in
                writer.append(SpooledRecord(bytes: bytes, keyWidth: keyWidth).row)
                if writer.isFull { try flush() }
            }
            if writer.count > 0 { try flush() }
        }
    }
}
