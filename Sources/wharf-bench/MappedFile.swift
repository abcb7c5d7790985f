import Glibc

/// A file in memory, as the kernel pages it in. Not copyable: the memory goes with it.
struct MappedFile: ~Copyable {
    private static let newline = UInt8(ascii: "\n")
    private static let comma = UInt8(ascii: ",")
    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    let bytes: UnsafeRawBufferPointer

    init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BenchError("cannot read \(path): errno \(errno)") }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size > 0, let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
            throw BenchError("cannot map \(path): errno \(errno)")
        }
        bytes = UnsafeRawBufferPointer(start: memory, count: size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }

    /// All of it.
    func copied() -> [UInt8] { [UInt8](bytes) }

    /// Writes the lines that the other file has at the same place, and returns how many.
    func copyLines(to path: String, where other: borrowing MappedFile) throws -> Int {
        var count = 0
        var (here, there) = (bytes[...], other.bytes[...])
        try Self.write(path) { write in
            while !here.isEmpty, !there.isEmpty {
                let (line, otherLine) = (Self.takeLine(&here), Self.takeLine(&there))
                guard line.count == otherLine.count,
                    memcmp(line.baseAddress!, otherLine.baseAddress!, line.count) == 0
                else { continue }
                write(line)
                count += 1
            }
        }
        return count
    }

    /// Writes all lines; one that begins with a whole number and a comma gets a higher number.
    func copyLines(to path: String, addingToIDs offset: Int) throws {
        var rest = bytes[...]
        try Self.write(path) { write in
            while !rest.isEmpty {
                let line = Self.takeLine(&rest)
                guard let (id, length) = Self.leadingNumber(line) else {
                    write(line)
                    continue
                }
                Array(String(id + offset).utf8).withUnsafeBytes { write($0) }
                write(UnsafeRawBufferPointer(rebasing: line[length...]))
            }
        }
    }

    /// The line with its end.
    private static func takeLine(_ rest: inout Slice<UnsafeRawBufferPointer>) -> UnsafeRawBufferPointer {
        let all = UnsafeRawBufferPointer(rebasing: rest)
        let end = memchr(all.baseAddress!, CInt(newline), all.count).map { all.baseAddress!.distance(to: $0) + 1 }
        let length = end ?? all.count
        rest = rest.dropFirst(length)
        return UnsafeRawBufferPointer(rebasing: all[..<length])
    }

    private static func leadingNumber(_ line: UnsafeRawBufferPointer) -> (number: Int, length: Int)? {
        let digits = line.prefix { self.digits.contains($0) }
        guard 1...9 ~= digits.count, digits.endIndex < line.count, line[digits.endIndex] == comma else { return nil }
        return (digits.reduce(0) { $0 * 10 + Int($1 - self.digits.lowerBound) }, digits.count)
    }

    private static func write(
        _ path: String, _ body: ((UnsafeRawBufferPointer) -> Void) throws -> Void
    ) throws {
        guard let file = fopen(path, "w") else { throw BenchError("cannot write \(path): errno \(errno)") }
        var isWhole = true
        do {
            try body { isWhole = fwrite($0.baseAddress, 1, $0.count, file) == $0.count && isWhole }
        } catch {
            fclose(file)
            throw error
        }
        guard fclose(file) == 0, isWhole else { throw BenchError("cannot write \(path): errno \(errno)") }
    }
}
