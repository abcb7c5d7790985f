import Glibc
import Synchronization
import Testing

/// Stands between the responder and the database, on Unix sockets, and cuts a connection where it is told to.
///
/// Packets have 4 bytes before them: 3 of length, the lowest first, and a number.
/// <https://mariadb.com/kb/en/0-packet/>
final class DatabaseProxy: Sendable {
    /// What becomes of a connection.
    enum Cut: String, CaseIterable {
        /// The server never hears of the COMMIT.
        case order
        /// The server has committed, and its answer is lost.
        case answer
        /// As the client sees it, the same; the server hears of the COMMIT only when the client has begun to ask.
        case late
        /// As the client sees it, the same; the server does not hear of it, and holds the rows for a while.
        case lost
        /// Half of a statement with rows reaches the server.
        case statement
    }

    private struct State {
        var cut: Cut?
        var cuts = 0
        /// Whether the database cannot be reached from the next cut on.
        var closesDoor = false
        var isDoorClosed = false
    }

    let path: String
    private let server: String
    private let listener: Int32
    private let state = Mutex(State())

    /// - Parameters:
    ///   - path: of the socket that it listens on.
    ///   - server: the database's own.
    init(at path: String, to server: String) throws {
        (self.path, self.server) = (path, server)
        listener = try Self.socket(path) { bind($0, $1, $2) }
        try #require(listen(listener, 64) == 0)
        Self.start { [listener, self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                Self.start { self.serve(client) }
            }
        }
    }

    /// Cuts the next connection that fits.
    ///
    /// - Parameter closesDoor: whether nobody gets through afterwards, until `openDoor`.
    func arm(_ cut: Cut, closesDoor: Bool = false) {
        state.withLock { $0 = State(cut: cut, cuts: $0.cuts, closesDoor: closesDoor) }
    }

    func openDoor() { state.withLock { $0.isDoorClosed = false } }

    var cuts: Int { state.withLock { $0.cuts } }

    /// Takes no more connections.
    func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        unlink(path)
    }

    // MARK: One connection

    private func serve(_ client: Int32) {
        defer { close(client) }
        if state.withLock({ $0.isDoorClosed }) { return }
        guard let database = try? Self.socket(server, { connect($0, $1, $2) }) else { return }
        defer { close(database) }
        var packets = PacketReader()
        while true {
            var ends = [client, database].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&ends, 2, -1) > 0 else { return }
            if ends[1].revents != 0 {
                guard let bytes = Self.read(database), Self.write(client, bytes) else { return }
            }
            guard ends[0].revents != 0 else { continue }
            guard let bytes = Self.read(client) else { return }
            packets.add(bytes)
            while let piece = packets.next() {
                if let cut = take(piece) { return end(cut, piece, client, database) }
                guard Self.write(database, piece.bytes) else { return }
            }
        }
    }

    /// The cut that is made before this piece.
    private func take(_ piece: PacketReader.Piece) -> Cut? {
        state.withLock { state in
            guard let cut = state.cut, cut == .statement ? piece.isLong : piece.isCommit else { return nil }
            state.cut = nil
            state.cuts += 1
            state.isDoorClosed = state.closesDoor
            return cut
        }
    }

    private func end(_ cut: Cut, _ piece: PacketReader.Piece, _ client: Int32, _ database: Int32) {
        switch cut {
        case .order: break
        case .answer:
            _ = Self.write(database, piece.bytes)
            _ = Self.read(database)
        case .late:
            shutdown(client, Int32(SHUT_RDWR))
            poll(nil, 0, 1000)
            _ = Self.write(database, piece.bytes)
            _ = Self.read(database)
        case .lost:
            shutdown(client, Int32(SHUT_RDWR))
            poll(nil, 0, 1000)
        case .statement: _ = Self.write(database, Array(piece.bytes.prefix(piece.bytes.count / 2)))
        }
    }

    // MARK: Sockets and threads

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(recv(descriptor, buffer.baseAddress, buffer.count, 0), 0)
        }
        return bytes.isEmpty ? nil : bytes
    }

    private static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    private static func socket(
        _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafeBytes(of: address) {
            use(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        guard result == 0 else {
            close(descriptor)
            throw FileError(operation: "socket", path: path, number: errno)
        }
        return descriptor
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        precondition(code == 0, "pthread_create: \(code)")
        pthread_detach(thread)
    }
}

/// Cuts what a client sends into packets.
private struct PacketReader {
    struct Piece {
        let bytes: [UInt8]
        /// A statement with rows.
        var isLong: Bool { bytes.count > 20_000 }
        /// COM_QUERY with the text COMMIT.
        var isCommit: Bool { bytes.dropFirst(4).elementsEqual([3] + Array("COMMIT".utf8)) }
    }

    private var bytes: [UInt8] = []

    mutating func add(_ more: [UInt8]) { bytes += more }

    /// The next packet that is whole.
    mutating func next() -> Piece? {
        guard bytes.count >= 4 else { return nil }
        let length = 4 + Int(bytes[0]) + Int(bytes[1]) << 8 + Int(bytes[2]) << 16
        guard bytes.count >= length else { return nil }
        defer { bytes.removeFirst(length) }
        return Piece(bytes: Array(bytes[..<length]))
    }
}
