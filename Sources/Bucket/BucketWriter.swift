internal import Crypto

/// What is known of a file that was written or read from start to end.
public struct BucketFile: Sendable, Hashable {
    public let bytes: Int
    /// In hexadecimal, lower case.
    public let sha256: String
}

/// Writes one new file from start to end.
///
/// Its thread writes and hashes while the caller makes the next bytes; at most `BucketWriter.bufferCount` buffers of
/// `bufferBytes` are between them. A file that is not finished is removed. Owned by one thread at a time.
public final class BucketWriter {
    struct State: Sendable {
        enum Order: Sendable { case write, finish }

        var order = Order.write
        var isOpen = false
        /// Buffers to write, oldest first.
        var filled: [[UInt8]] = []
        var empty: [[UInt8]] = []
        /// What is known of the finished file.
        var file: BucketFile?
    }

    static let bufferBytes = 1 << 20
    static let bufferCount = 3

    public let name: String
    private let session: Session<State>
    /// The buffer that is being filled.
    private var buffer: [UInt8]?

    fileprivate init(_ session: Session<State>) {
        name = session.name
        self.session = session
    }

    deinit { session.abandon() }

    /// Takes bytes to be written.
    ///
    /// - Throws: what went wrong with these or earlier bytes; the file is then given up.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(BucketError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if buffer == nil { buffer = try nextBuffer() }
            let piece = rest.prefix(Self.bufferBytes - (buffer?.count ?? 0))
            buffer?.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece))
            rest = rest.dropFirst(piece.count)
            if buffer?.count == Self.bufferBytes { handOver() }
        }
    }

    /// Brings the rest to the store and closes the file, each result checked.
    ///
    /// That it was closed does not prove that it is there: reading it back does.
    public func finish() throws(BucketError) -> BucketFile {
        handOver()
        session.change { $0.order = .finish }
        return try session.wait { $0.file }
    }

    /// Gives the file up. Returns when it is removed, or hangs on the way there.
    public func abandon() {
        session.abandon()
        session.waitForEnd()
    }

    /// Waits for room between the caller and the thread.
    private func nextBuffer() throws(BucketError) -> [UInt8] { try session.wait { $0.empty.popLast() } }

    private func handOver() {
        guard let full = buffer.take() else { return }
        session.change { $0.filled.append(full) }
    }
}

extension Bucket {
    /// Begins a new file.
    ///
    /// - Throws: `.exists`, `.full`, `.readOnly` and the others; `.exists` cannot be relied on.
    public func create(_ name: String) throws(BucketError) -> BucketWriter {
        try Self.check(name)
        let session = try begin(name: name, state: BucketWriter.State()) {
            session, folder throws(BucketError) -> Void in
            var file = try NewFile(session, in: folder)
            do throws(BucketError) {
                session.change { state in
                    state.isOpen = true
                    state.empty = (0..<BucketWriter.bufferCount).map { _ in
                        [UInt8](unsafeUninitializedCapacity: BucketWriter.bufferBytes) { $1 = 0 }
                    }
                }
                guard let digest = try session.writeBuffers(to: &file) else { return file.undo() }
                try file.finish()
                let facts = BucketFile(bytes: file.count, sha256: digest)
                if !session.commit({ $0.file = facts }) { file.undo() }
            } catch {
                session.fail(error)
                file.undo()
            }
        }
        _ = try session.wait { $0.isOpen ? true : nil }
        return BucketWriter(session)
    }
}

extension Session<BucketWriter.State> {
    /// Writes what the caller hands over.
    ///
    /// - Returns: the SHA-256 of all; `nil` when the caller has left.
    fileprivate func writeBuffers(to file: inout NewFile<State>) throws(BucketError) -> String? {
        var hash = SHA256()
        while var buffer = nextFilled() {
            guard !buffer.isEmpty else { return hash.finalize().hexadecimal }
            var failure: BucketError?
            buffer.withUnsafeBytes { bytes in
                do throws(BucketError) {
                    try file.append(bytes)
                    hash.update(bufferPointer: bytes)
                } catch { failure = error }
            }
            if let failure { throw failure }
            giveBack(&buffer)
        }
        return nil
    }

    /// - Returns: an empty one at the end; `nil` when the caller has left.
    private func nextFilled() -> [UInt8]? {
        waitForCaller { state in
            if !state.filled.isEmpty { return state.filled.removeFirst() }
            return state.order == .finish ? [] : nil
        }
    }

    private func giveBack(_ buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        let emptied = buffer
        buffer = []
        change { $0.empty.append(emptied) }
    }
}

extension SHA256.Digest {
    /// Lower case, two digits an octet.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
