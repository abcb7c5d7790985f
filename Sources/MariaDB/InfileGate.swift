internal import CMariaDB
internal import Glibc

/// What a connection answers when the server asks for a local file: the data of the running `Connection.load`, whatever
/// the file's name, and nothing at any other time.
///
/// Owned by a `Handle`, which outlives every call of libmariadb into it, and used in the handle's thread.
final class InfileGate {
    fileprivate var source: ((UnsafeMutableRawBufferPointer) throws -> Int)?
    fileprivate var failure: (any Error)?

    /// Runs `body` with `source` as the answer.
    ///
    /// - Throws: what `source` threw, before what `body` threw because of it.
    func withSource<Result>(
        _ source: (UnsafeMutableRawBufferPointer) throws -> Int, _ body: () throws -> Result
    ) throws -> Result {
        try withoutActuallyEscaping(source) { source in
            self.source = source
            failure = nil
            defer { self.source = nil }
            let result = Swift.Result { try body() }
            if let failure { throw failure }
            return try result.get()
        }
    }

    /// "The handler functions … replace the default functions for reading local files."
    /// <https://mariadb.com/kb/en/mysql_set_local_infile_handler/>
    func install(on mysql: UnsafeMutablePointer<MYSQL>) {
        mysql_set_local_infile_handler(
            mysql,
            { place, _, userData in
                place?.pointee = userData
                return InfileGate.from(userData).source == nil ? 1 : 0
            },
            { gate, buffer, length in InfileGate.from(gate).read(into: buffer, Int(length)) },
            { _ in },
            { _, message, length in
                let text = "no local data for the server"
                guard let message, length > 0 else { return Int32(CR_UNKNOWN_ERROR) }
                text.withCString { _ = strncpy(message, $0, Int(length) - 1) }
                message[Int(length) - 1] = 0
                return Int32(CR_UNKNOWN_ERROR)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> InfileGate {
        Unmanaged<InfileGate>.fromOpaque(pointer!).takeUnretainedValue()
    }

    private func read(into buffer: UnsafeMutablePointer<CChar>?, _ length: Int) -> Int32 {
        guard let source, let buffer else { return -1 }
        do {
            return Int32(try source(UnsafeMutableRawBufferPointer(start: buffer, count: length)))
        } catch {
            failure = error
            return -1
        }
    }
}
