import MariaDB
internal import Synchronization
internal import Threads

/// Writes rows over several connections while they are still being read. Runs of batches go to one connection after the
/// other, so that each fills its own stretch of the keys.
final class ScratchFiller {
    private static let lanes = 2
    /// Batches of one run, and of what a connection may be behind.
    private static let batchesPerRun = 8
    private static let rowsPerBatch = 2000

    private let lanes: [FillerLane]
    private let threads: [SideThread<Void>]
    private var batch = RowBatch(keyWidth: 0)
    private var batches = 0

    init(table: String, columns: [Column], settings: ConnectionSettings) throws {
        let lanes = (0..<Self.lanes).map { _ in FillerLane(capacity: Self.batchesPerRun) }
        self.lanes = lanes
        threads = try lanes.map { lane in
            try SideThread {
                try lane.run(table: table, columns: columns, settings: settings, perCommit: Self.batchesPerRun)
            }
        }
    }

    /// - Throws: `FillerStopped` where a connection has failed; `finish` says why.
    func append(_ row: UnsafeRawBufferPointer) throws {
        batch.append(row: row)
        if batch.count >= Self.rowsPerBatch || batch.byteCount >= RowInserter.statementBytes { try handOver() }
    }

    /// Sends what is left, and waits for all of it.
    ///
    /// - Parameter reading: how the reading of the rows ended; where that failed, nothing more is sent.
    /// - Throws: the first error: of a connection, else of the reading.
    func finish(_ reading: Result<Void, any Error>) throws {
        var reading = reading
        if case .success = reading { reading = Result { if !batch.isEmpty { try handOver() } } }
        let isGood = if case .success = reading { true } else { false }
        for lane in lanes { lane.close(isAbandoned: !isGood) }
        let results = threads.map { thread in Result { try thread.join() } }
        for case .failure(let error) in results where !(error is FillerStopped) { throw error }
        try reading.get()
    }

    private func handOver() throws {
        batch = try lanes[batches / Self.batchesPerRun % lanes.count].put(batch)
        batches += 1
    }
}

/// A connection gave up, or was told to.
struct FillerStopped: Error {}

/// The way of batches from their reader to one connection.
///
private final class FillerLane: Sendable {
    /// `@unchecked Sendable`: a batch belongs to whoever has taken it.
    private struct Batches: @unchecked Sendable {
        var queue: [RowBatch] = []
        /// Batches that were written, to be filled again.
        var empty: [RowBatch] = []
        var isClosed = false
        var isAbandoned = false
    }

    private let capacity: Int
    private let batches = Monitor(Batches())

    init(capacity: Int) { self.capacity = capacity }

    /// - Returns: an empty batch to be filled next.
    func put(_ batch: RowBatch) throws -> RowBatch {
        try whenReady {
            guard $0.queue.count < capacity else { return nil }
            $0.queue.append(batch)
            return $0.empty.popLast() ?? RowBatch(keyWidth: 0)
        }
    }

    func close(isAbandoned: Bool) {
        batches.change {
            $0.isClosed = true
            $0.isAbandoned = $0.isAbandoned || isAbandoned
        }
    }

    func run(table: String, columns: [Column], settings: ConnectionSettings, perCommit: Int) throws {
        do {
            let connection = try WorkerDatabase(settings).connection()
            try connection.execute("SET SESSION foreign_key_checks = 0")
            let writer = ProvenRowWriter(connection: connection, table: table, columns: columns)
            while try writeRun(connection, writer, perCommit) {}
        } catch {
            close(isAbandoned: true)
            throw error
        }
    }

    /// - Returns: whether there may be more.
    private func writeRun(_ connection: Connection, _ writer: ProvenRowWriter, _ perCommit: Int) throws -> Bool {
        guard let first = try take() else { return false }
        // No second attempt: the batches are gone then, and nobody else can hold a lock in this table.
        return try connection.transaction(maximumAttempts: 1) { _ in
            try write(first, writer)
            for _ in 1..<perCommit {
                guard let batch = try take() else { return false }
                try write(batch, writer)
            }
            return true
        }
    }

    private func write(_ batch: RowBatch, _ writer: ProvenRowWriter) throws {
        try writer.write(batch)
        batch.removeAll()
        batches.change { $0.empty.append(batch) }
    }

    /// The next batch; `nil` at the end.
    private func take() throws -> RowBatch? {
        try whenReady {
            if let batch = $0.queue.first {
                $0.queue.removeFirst()
                return .some(batch)
            }
            return $0.isClosed ? .some(nil) : nil
        }
    }

    /// Waits until `ready` gives something.
    ///
    /// - Throws: `FillerStopped` where the lane was abandoned.
    private func whenReady<Result>(_ ready: (inout Batches) -> Result?) throws -> Result {
        let result: Swift.Result<Result, FillerStopped>? = batches.wait(
            until: { _ in nil },
            for: { batches in
                batches.isAbandoned ? .failure(FillerStopped()) : ready(&batches).map { .success($0) }
            })
        // Without a deadline it ends with something.
        return try result!.get()
    }
}
