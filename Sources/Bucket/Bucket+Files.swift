internal import Glibc

/// What the mount says of a file. It may be old, and proves nothing.
public struct BucketFileStatus: Sendable, Hashable {
    /// Seconds since the beginning of 1970.
    public let modifiedAt: Int
    public let bytes: Int
}

/// Operations on whole files. A name is that of a file in the directory, or `FOLDER/NAME` in a folder of it.
extension Bucket {
    /// The names of the files in the directory or in a folder of it, in no order. A folder that is not there has none:
    /// an object store has no empty folders.
    public func names(in folder: String? = nil) throws(BucketError) -> [String] {
        if let folder { try Self.check(folder) }
        return try run(name: folder ?? "") { session, root throws(BucketError) -> [String] in
            try session.listing(of: folder, in: root)
        }
    }

    /// Reads a small file.
    ///
    /// - Throws: `.tooLarge` when it has more than `limit` bytes, `.missing`.
    public func read(_ name: String, limit: Int) throws(BucketError) -> [UInt8] {
        try Self.check(name)
        return try run(name: name) { session, folder throws(BucketError) -> [UInt8] in
            try session.readWhole(in: folder, limit: limit)
        }
    }

    /// Writes a small file under a new name, and reads it back. Nothing of it stays when that fails.
    ///
    /// - Throws: `.altered` when something else comes back, `.exists`, `.full`, `.readOnly`.
    public func write(_ name: String, _ bytes: [UInt8]) throws(BucketError) {
        try Self.check(name)
        let session = try begin(name: name, state: false) { session, folder throws(BucketError) -> Void in
            var file = try NewFile(session, in: folder)
            do throws(BucketError) {
                try file.append(bytes)
                try file.finish()
                guard try session.readWhole(in: folder, limit: bytes.count) == bytes else {
                    throw BucketError(.altered, "read", name: name)
                }
            } catch {
                session.fail(error.kind == .tooLarge ? BucketError(.altered, "read", name: name) : error)
                file.undo()
                return
            }
            if !session.commit({ $0 = true }) { file.undo() }
        }
        _ = try session.wait { $0 ? true : nil }
    }

    /// Removes a file. One that is not there is fine.
    public func remove(_ name: String) throws(BucketError) {
        try Self.check(name)
        try run(name: name) { session, folder throws(BucketError) -> Void in
            let (result, code) = session.timed("unlinkat", bytes: 0) { unlinkat(folder, name, 0) }
            guard result == 0 || code == ENOENT else { throw BucketError("unlinkat", errno: code, name: name) }
        }
    }

    /// - Throws: `.missing`.
    public func status(of name: String) throws(BucketError) -> BucketFileStatus {
        try Self.check(name)
        return try run(name: name) { session, folder throws(BucketError) -> BucketFileStatus in
            var status = stat()
            try session.step("fstatat") { fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) }
            return BucketFileStatus(modifiedAt: status.st_mtim.tv_sec, bytes: Int(status.st_size))
        }
    }
}

extension NewFile {
    fileprivate mutating func append(_ bytes: [UInt8]) throws(BucketError) {
        var failure: BucketError?
        bytes.withUnsafeBytes { bytes in
            do throws(BucketError) { try append(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

extension Session {
    fileprivate func listing(of name: String?, in root: Int32) throws(BucketError) -> [String] {
        let (descriptor, code) = timed("open", bytes: 0) {
            openat(root, name ?? ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        if descriptor < 0, code == ENOENT, name != nil { return [] }
        guard descriptor >= 0, let folder = fdopendir(descriptor) else {
            throw BucketError(ofFolder: "open", errno: code)
        }
        defer { _ = timed("close", bytes: 0) { closedir(folder) } }
        var names: [String] = []
        while let entry = try nextEntry(of: folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if entry.pointee.d_type != DT_DIR && name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// readdir(3) tells the end from a failure by `errno` only.
    private func nextEntry(of folder: OpaquePointer) throws(BucketError) -> UnsafeMutablePointer<dirent>? {
        let (entry, code) = timed("readdir", bytes: 0) { readdir(folder) }
        if entry == nil && code != 0 { throw BucketError(ofFolder: "readdir", errno: code) }
        return entry
    }
}
