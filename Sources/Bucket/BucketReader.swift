internal import Crypto
internal import Glibc

/// Reads one file from start to end.
///
/// Its thread reads ahead and hashes: at most `bufferCount` buffers of `bufferBytes`. Owned by one thread at a time.
public final class BucketReader {
    struct Buffer: Sendable {
        var bytes: [UInt8]
        var count = 0
    }

    struct State: Sendable {
        var isOpen = false
        /// Buffers that were read, oldest first; an empty one is the end.
        var filled: [Buffer] = []
        var empty: [Buffer] = []
        /// The SHA-256 of the whole file, when its end has been read.
        var digest: String?
    }

    static let bufferBytes = 1 << 20
    static let bufferCount = 3

    public let name: String
    private let session: Session<State>
    private var buffer = Buffer(bytes: [])
    private var used = 0
    private var isAtEnd = false
    /// Bytes given to the caller so far.
    public private(set) var count = 0

    fileprivate init(_ session: Session<State>) {
        name = session.name
        self.session = session
    }

    deinit { session.abandon() }

    /// Copies the next bytes.
    ///
    /// - Returns: how many; 0 at the end of the file only.
    public func read(into target: UnsafeMutableRawBufferPointer) throws(BucketError) -> Int {
        guard !target.isEmpty, try hasMore() else { return 0 }
        let length = min(target.count, buffer.count - used)
        buffer.bytes.withUnsafeBytes { bytes in
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[used..<(used + length)]))
        }
        used += length
        count += length
        return length
    }

    /// Reads on to the end.
    ///
    /// - Returns: size and digest of the whole file, whatever part of it the caller has read.
    public func finish() throws(BucketError) -> BucketFile {
        while try hasMore() {
            count += buffer.count - used
            used = buffer.count
        }
        return BucketFile(bytes: count, sha256: try session.wait { $0.digest })
    }

    /// Gives the rest up. Returns when the file is closed, or hangs on the way there.
    public func close() {
        session.abandon()
        session.waitForEnd()
    }

    /// Whether there are bytes that the caller has not had; waits for them.
    private func hasMore() throws(BucketError) -> Bool {
        if used < buffer.count { return true }
        guard !isAtEnd else { return false }
        if !buffer.bytes.isEmpty {
            let emptied = buffer
            session.change { $0.empty.append(emptied) }
        }
        buffer = Buffer(bytes: [])
        used = 0
        buffer = try session.wait { $0.filled.isEmpty ? nil : $0.filled.removeFirst() }
        isAtEnd = buffer.count == 0
        return !isAtEnd
    }
}

extension Bucket {
    /// Opens a file to read it.
    ///
    /// - Throws: `.missing` and the others.
    public func open(_ name: String) throws(BucketError) -> BucketReader {
        try Self.check(name)
        let session = try begin(name: name, state: BucketReader.State()) {
            session, folder throws(BucketError) -> Void in
            let file = try session.openFile(in: folder)
            defer { _ = session.timed("close", bytes: 0) { close(file) } }
            let buffers = (0..<BucketReader.bufferCount).map { _ in
                BucketReader.Buffer(bytes: [UInt8](repeating: 0, count: BucketReader.bufferBytes))
            }
            session.change { state in
                state.isOpen = true
                state.empty = buffers
            }
            try session.readBuffers(from: file)
        }
        _ = try session.wait { $0.isOpen ? true : nil }
        return BucketReader(session)
    }
}

extension Session<BucketReader.State> {
    /// Reads ahead of the caller, until the end or until the caller has left.
    fileprivate func readBuffers(from file: Int32) throws(BucketError) {
        var hash = SHA256()
        while var buffer = waitForCaller({ $0.empty.popLast() }) {
            var outcome = Result<Int, BucketError>.success(0)
            buffer.bytes.withUnsafeMutableBytes { bytes in
                do throws(BucketError) {
                    let count = try fill(bytes, from: file)
                    hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                    outcome = .success(count)
                } catch { outcome = .failure(error) }
            }
            buffer.count = try outcome.get()
            let (filled, isEnd) = (buffer, buffer.count == 0)
            let digest = isEnd ? hash.finalize().hexadecimal : nil
            change { state in
                state.filled.append(filled)
                state.digest = digest
            }
            if isEnd { return }
        }
    }
}
