import Glibc
import Testing

/// A folder of one test, removed with all that is in it.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("\(ScratchFolder.parent)/wharf-bucket-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names {
            if unlink("\(path)/\(name)") != 0 { rmdir("\(path)/\(name)") }
        }
        rmdir(path)
    }

    private static var parent: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func bytes(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen("\(path)/\(name)", "r"))
        defer { fclose(file) }
        var status = stat()
        fstat(fileno(file), &status)
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        try #require(fread(&bytes, 1, bytes.count, file) == bytes.count)
        return bytes
    }

    func put(_ name: String, _ bytes: [UInt8]) throws {
        let file = try #require(fopen("\(path)/\(name)", "w"))
        defer { fclose(file) }
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    /// A pipe with a name: whoever opens it waits for the other side, which is as honest a hang as a dead mount's.
    func makePipe(_ name: String) throws { try #require(mkfifo("\(path)/\(name)", 0o600) == 0) }

    /// Lets those go on who wait for a writer.
    func releasePipe(_ name: String) throws {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0)
        close(descriptor)
    }
}

/// A file system in memory, mounted on a folder of its own.
final class SmallDisk {
    let folder: ScratchFolder

    init(options: String) throws {
        folder = try ScratchFolder()
        try #require(mount("tmpfs", folder.path, "tmpfs", 0, options) == 0)
    }

    deinit { umount2(folder.path, Int32(MNT_DETACH)) }

    func makeReadOnly() throws {
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        try #require(mount("tmpfs", folder.path, "tmpfs", flags, nil) == 0)
    }

    static let isPossible: Bool = getuid() == 0 && (try? SmallDisk(options: "size=1m")) != nil
    static let whyNot: Comment = "a disk in memory needs root and mount(2)"
}

/// Looks until `condition` holds; a failure after the deadline.
func eventually(
    _ what: Comment, withinSeconds limit: Int = 20, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + .seconds(limit)
    while try !condition() {
        try #require(ContinuousClock.now < end, "not within \(limit) s: \(what)", sourceLocation: sourceLocation)
        poll(nil, 0, 10)
    }
}

/// Bytes that repeat nowhere near, the same for the same seed.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
    }
}
