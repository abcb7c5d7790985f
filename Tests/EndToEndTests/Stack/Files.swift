import Glibc

struct FileError: Error {
    let operation: String
    let path: String
    let number: Int32
}

func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(operation: "open", path: path, number: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw FileError(operation: "read", path: path, number: errno) }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(operation: "open", path: path, number: errno) }
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, $0.count - sent) }
        guard count > 0 else { throw FileError(operation: "write", path: path, number: errno) }
        sent += count
    }
}

/// The names in a folder, none where it is not there.
func namesIn(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

func fileSize(_ path: String) throws -> Int {
    var information = stat()
    guard stat(path, &information) == 0 else { throw FileError(operation: "stat", path: path, number: errno) }
    return Int(information.st_size)
}
