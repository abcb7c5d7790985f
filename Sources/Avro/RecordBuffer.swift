internal import CAvro

/// The records of a block as they grow, coded by libavro's binary encoder (`avro_binary_encoding`) into memory.
///
/// libavro writes through `avro_writer_memory`, which has a fixed end: before each value there is made room for it.
final class RecordBuffer {
    /// Bytes that a number takes at most.
    private static let longestNumber = 10

    private var memory: UnsafeMutableRawBufferPointer
    /// Bytes in front of the place where `writer` began.
    private var base = 0
    /// Bytes that are surely free: every value is taken to be as long as one of its kind can be.
    private var room: Int
    private let writer: avro_writer_t

    init(capacity: Int) {
        Self.checkLibrary()
        memory = .allocate(byteCount: capacity + Self.longestNumber, alignment: 16)
        room = memory.count
        guard let writer = avro_writer_memory(memory.baseAddress, Int64(memory.count)) else {
            preconditionFailure("libavro has no memory for a writer")
        }
        self.writer = writer
    }

    deinit {
        avro_writer_free(writer)
        memory.deallocate()
    }

    var count: Int { base + Int(avro_writer_tell(writer)) }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    func removeFirst(_ size: Int) {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[size...])
        memory.copyMemory(from: rest)
        setEnd(rest.count)
    }

    @inline(__always)
    func put(long value: Int64) {
        makeRoom(Self.longestNumber)
        check(wharf_avro_write_long(writer, value))
    }

    @inline(__always)
    func put(int value: Int32) {
        makeRoom(Self.longestNumber)
        check(wharf_avro_write_int(writer, value))
    }

    func put(boolean value: Bool) {
        makeRoom(1)
        check(wharf_avro_write_boolean(writer, value ? 1 : 0))
    }

    func put(float value: Float) {
        makeRoom(4)
        check(wharf_avro_write_float(writer, value))
    }

    func put(double value: Double) {
        makeRoom(8)
        check(wharf_avro_write_double(writer, value))
    }

    @inline(__always)
    func put(bytes value: UnsafeRawBufferPointer) {
        makeRoom(Self.longestNumber + value.count)
        guard let start = value.baseAddress else { return check(wharf_avro_write_long(writer, 0)) }
        check(wharf_avro_write_bytes(writer, start, Int64(value.count)))
    }

    func put(fixed value: UnsafeRawBufferPointer) {
        makeRoom(value.count)
        guard let start = value.baseAddress else { return }
        check(avro_write(writer, UnsafeMutableRawPointer(mutating: start), Int64(value.count)))
    }

    private func check(_ result: Int32) { precondition(result == 0, "there is room for every value") }

    @inline(__always)
    private func makeRoom(_ size: Int) {
        room -= size
        if room < 0 { findRoom(size) }
    }

    @inline(never)
    private func findRoom(_ size: Int) {
        if memory.count - count < size { grow(by: size) }
        room = memory.count - count - size
    }

    private func grow(by size: Int) {
        let used = count
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(memory.count * 2, used + size), alignment: 16)
        larger.copyMemory(from: bytes)
        memory.deallocate()
        memory = larger
        setEnd(used)
    }

    private func setEnd(_ end: Int) {
        base = end
        room = memory.count - end
        avro_writer_memory_set_dest(writer, memory.baseAddress?.advanced(by: end), Int64(memory.count - end))
    }

    /// Another layout of the library's table of functions than ours would be noticed here, by what they write.
    private static func checkLibrary() { precondition(isAsExpected, "libavro's encoder is not the one that is known") }

    private static let isAsExpected: Bool = {
        guard String(cString: avro_binary_encoding.description) == "BINARY FORMAT" else { return false }
        var bytes = [UInt8](repeating: 0, count: 32)
        return bytes.withUnsafeMutableBytes { memory in
            guard let writer = avro_writer_memory(memory.baseAddress, Int64(memory.count)) else { return false }
            defer { avro_writer_free(writer) }
            let text: [UInt8] = [0x61]
            let results = text.withUnsafeBytes { text in
                [
                    wharf_avro_write_long(writer, -65), wharf_avro_write_int(writer, 64),
                    wharf_avro_write_bytes(writer, text.baseAddress, 1), wharf_avro_write_float(writer, 1.5),
                    wharf_avro_write_double(writer, -2), wharf_avro_write_boolean(writer, 1),
                ]
            }
            let expected: [UInt8] = [
                0x81, 0x01, 0x80, 0x01, 0x02, 0x61, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0, 1,
            ]
            return results.allSatisfy { $0 == 0 } && Int(avro_writer_tell(writer)) == expected.count
                && memory.prefix(expected.count).elementsEqual(expected)
        }
    }()
}
