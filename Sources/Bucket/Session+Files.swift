internal import CDescriptors
internal import Glibc

/// System calls of a session's thread. Descriptors are those of the thread's own table.
extension Session {
    /// Opens the directory as a place to find names in, which asks the store for nothing.
    func openFolder(_ path: String, isMount: Bool) throws(BucketError) -> Int32 {
        let folder = try folderStep("open") { open(path, wharf_o_path | O_DIRECTORY | O_CLOEXEC) }
        guard isMount else { return folder }
        do throws(BucketError) {
            var (own, parent) = (stat(), stat())
            try folderStep("fstat") { fstat(folder, &own) }
            try folderStep("fstatat") { fstatat(folder, "..", &parent, 0) }
            guard own.st_dev != parent.st_dev else { throw BucketError(.gone, "mount", name: "") }
        } catch {
            close(folder)
            throw error
        }
        return folder
    }

    func openFile(in folder: Int32) throws(BucketError) -> Int32 {
        try step("open") { openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    }

    /// Reads until `target` is full or the file ends.
    ///
    /// - Returns: how many bytes came.
    func fill(_ target: UnsafeMutableRawBufferPointer, from file: Int32) throws(BucketError) -> Int {
        var done = 0
        while done < target.count {
            let got = try step("read") { read(file, target.baseAddress! + done, target.count - done) }
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// Reads a file from start to end.
    ///
    /// - Throws: `.tooLarge` when it has more than `limit` bytes.
    func readWhole(in folder: Int32, limit: Int) throws(BucketError) -> [UInt8] {
        let file = try openFile(in: folder)
        defer { _ = timed("close", bytes: 0) { close(file) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: min(limit + 1, 64 << 10))
        while true {
            let got = try step("read") { read(file, &piece, piece.count) }
            if got == 0 { return bytes }
            bytes += piece.prefix(got)
            guard bytes.count <= limit else { throw BucketError(.tooLarge, "read", name: name) }
        }
    }
}
