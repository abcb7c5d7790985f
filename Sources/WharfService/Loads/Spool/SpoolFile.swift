internal import Glibc

/// One file of a load's spool: written from start to end through a buffer, then read, then removed.
///
/// What fits into the buffer never touches the disk: the file is made when the buffer first overflows. Owned by one
/// load and used in its thread; the descriptor is closed and the file removed by `remove()` or `deinit`.
final class SpoolFile {
    static let bufferBytes = 256 << 10

    let path: String
    /// Bytes appended so far.
    private(set) var count = 0
    private let folder: SpoolFolder
    private var buffer: [UInt8] = []
    private var descriptor: Int32 = -1
    private var flushed = 0
    /// Whether the file outlives this object.
    private var isKept = false

    /// - Parameter folder: kept, so that a folder goes after its last file.
    init(path: String, folder: SpoolFolder) {
        self.path = path
        self.folder = folder
    }

    /// The file of an earlier process, whole.
    init(reopening path: String, folder: SpoolFolder) throws(SpoolError) {
        self.path = path
        self.folder = folder
        descriptor = try SpoolError.check("open", path, open(path, O_RDWR | O_CLOEXEC))
        isKept = true
        var status = stat()
        _ = try SpoolError.check("fstat", path, fstat(descriptor, &status))
        try folder.budget.take(Int(status.st_size), path: path)
        (count, flushed) = (Int(status.st_size), Int(status.st_size))
    }

    deinit {
        if isKept { close(descriptor) } else { remove() }
    }

    /// Brings everything to disk, where it stays until `isKept` is taken back by `drop`.
    func keep() throws(SpoolError) {
        if descriptor < 0 { descriptor = try makeFile() }
        try flush()
        _ = try SpoolError.check("fsync", path, fsync(descriptor))
        isKept = true
    }

    /// Lets the file go with this object.
    func drop() { isKept = false }

    func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        if buffer.count + bytes.count > Self.bufferBytes { try flush() }
        if bytes.count >= Self.bufferBytes {
            try writeThrough(bytes)
        } else {
            if buffer.capacity == 0 { buffer.reserveCapacity(min(Self.bufferBytes, max(4096, bytes.count))) }
            buffer.append(contentsOf: bytes)
        }
        count += bytes.count
    }

    /// Copies bytes from `offset` on; they may still be in the buffer.
    ///
    /// - Returns: how many were copied: `target.count`, or fewer at the end.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(SpoolError) -> Int {
        let wanted = min(target.count, count - offset)
        var done = 0
        while done < wanted {
            let position = offset + done
            if position >= flushed {
                buffer.withUnsafeBytes { bytes in
                    let tail = UnsafeRawBufferPointer(
                        rebasing: bytes[(position - flushed)..<(position - flushed + wanted - done)])
                    target.baseAddress!.advanced(by: done).copyMemory(from: tail.baseAddress!, byteCount: tail.count)
                }
                return wanted
            }
            let most = min(wanted - done, flushed - position)
            let got = pread(descriptor, target.baseAddress!.advanced(by: done), most, off_t(position))
            if got < 0 && errno == EINTR { continue }
            done += try SpoolError.check("pread", path, got)
            if got == 0 { throw SpoolError(operation: "pread", code: EIO, path: path) }
        }
        return wanted
    }

    /// Bytes `offset ..< offset + length`, as they were appended.
    func bytes(at offset: Int, length: Int) throws(SpoolError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: length)
        var failure: SpoolError?
        result.withUnsafeMutableBytes { target in
            do throws(SpoolError) { _ = try read(at: offset, into: target) } catch { failure = error }
        }
        if let failure { throw failure }
        return result
    }

    /// Gives disk and memory back; what was appended is gone.
    func remove() {
        buffer = []
        count = 0
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(path)
        folder.budget.giveBack(flushed)
        descriptor = -1
        flushed = 0
    }

    private func makeFile() throws(SpoolError) -> Int32 {
        try folder.make()
        return try SpoolError.check("open", path, open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
    }

    private func flush() throws(SpoolError) {
        guard !buffer.isEmpty else { return }
        var failure: SpoolError?
        buffer.withUnsafeBytes { bytes in
            do throws(SpoolError) { try writeThrough(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        buffer.removeAll(keepingCapacity: true)
        buffer.reserveCapacity(Self.bufferBytes)
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        if descriptor < 0 {
            descriptor = try makeFile()
        }
        try folder.budget.take(bytes.count, path: path)
        flushed += bytes.count
        var done = 0
        while done < bytes.count {
            let put = write(descriptor, bytes.baseAddress!.advanced(by: done), bytes.count - done)
            if put < 0 && errno == EINTR { continue }
            done += try SpoolError.check("write", path, put)
        }
    }
}
