internal import Glibc

/// A file or standard input, read once from its beginning, and unpacked where its first bytes are those of gzip.
final class InputFile {
    private static let pieceBytes = 128 << 10
    private static let waitMilliseconds: Int32 = 200
    private static let gzipSignature: [UInt8] = [0x1F, 0x8B]

    private let path: String
    private let descriptor: Int32
    /// Bytes of the file read so far, packed as they are there.
    private(set) var bytesRead = 0

    /// - Parameter path: nil for standard input, which stays open.
    init(path: String?) throws {
        self.path = path ?? "standard input"
        descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? STDIN_FILENO
        if descriptor < 0 { throw CommandError.noFile(self.path, errno) }
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// - Parameters:
    ///   - look: called before each piece, and now and then while none comes; what it throws ends the reading.
    ///   - body: called with each piece, unpacked, valid during the call.
    /// - Throws: `Problem` where the file cannot be read to its end, or is damaged.
    func forEachPiece(look: () throws -> Void, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var piece = try read(into: buffer, atLeast: Self.gzipSignature.count, look)
        let gunzip = piece.starts(with: Self.gzipSignature) ? Gunzip() : nil
        while !piece.isEmpty {
            if let gunzip { try gunzip.feed(piece, body) } else { try body(piece) }
            piece = try read(into: buffer, atLeast: 1, look)
        }
        try gunzip?.finish()
    }

    /// Fewer bytes than asked for only where the file ends.
    private func read(
        into buffer: UnsafeMutableRawBufferPointer, atLeast least: Int, _ look: () throws -> Void
    ) throws -> UnsafeRawBufferPointer {
        var count = 0
        while count < least {
            try wait(look)
            let got = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw unreadable(errno)
            }
            count += got
        }
        bytesRead += count
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    /// Returns when there is something to read, or the end.
    private func wait(_ look: () throws -> Void) throws {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        repeat { try look() } while poll(&waiting, 1, Self.waitMilliseconds) == 0
    }

    private func unreadable(_ code: Int32) -> Problem {
        Problem(
            .incompleteBody, "The file could not be read to its end; nothing was written.",
            cause: InputError(path: path, code: code))
    }
}

/// A file that could not be read.
struct InputError: Error, CustomStringConvertible {
    let path: String
    /// `errno`.
    let code: Int32

    var description: String { "read \(path): \(String(cString: strerror(code)))" }
}
