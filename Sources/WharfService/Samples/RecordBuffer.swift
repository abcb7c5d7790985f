/// Records as bytes, ready to be written: one piece of memory that is filled and emptied again.
///
/// The append functions check their room in debug builds only: whoever fills it keeps `largestRecordBytes` free before
/// each record. Owns its memory. One thread.
struct RecordBuffer: ~Copyable {
    /// No record of the samples is longer, by far.
    static let largestRecordBytes = 4096

    /// Where the bytes begin; valid as long as the buffer.
    let start: UnsafeMutablePointer<UInt8>

    /// Bytes in use.
    private(set) var count = 0

    private let capacityBytes: Int

    init(capacityBytes: Int = 1 << 18) {
        precondition(capacityBytes >= Self.largestRecordBytes, "the buffer is smaller than one record")
        self.capacityBytes = capacityBytes
        start = .allocate(capacity: capacityBytes)
    }

    deinit {
        start.deallocate()
    }

    /// Whether the next record might not fit.
    var isFull: Bool { capacityBytes - count < Self.largestRecordBytes }

    mutating func removeAll() {
        count = 0
    }

    /// Takes back the byte appended last.
    mutating func removeLast() {
        assert(count > 0)
        count -= 1
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        assert(count < capacityBytes)
        start[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        assert(bytes.count <= capacityBytes - count)
        guard let source = bytes.baseAddress else { return }
        (start + count).update(from: source, count: bytes.count)
        count &+= bytes.count
    }

    /// The text's own bytes, without quoting.
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A number in decimal digits without leading zeros.
    @inline(__always)
    mutating func append(decimal number: Int) {
        assert(number >= 0)
        var rest = UInt64(number)
        let digits = Self.digitCount(rest)
        var position = count &+ digits
        count = position
        repeat {
            let quotient = rest / 10
            position &-= 1
            start[position] = UInt8(truncatingIfNeeded: rest &- quotient &* 10) | 0x30
            rest = quotient
        } while rest > 0
    }

    /// A number below 100 in two digits.
    @inline(__always)
    mutating func append(twoDigits number: Int) {
        append(UInt8(truncatingIfNeeded: number / 10) | 0x30)
        append(UInt8(truncatingIfNeeded: number % 10) | 0x30)
    }

    /// CRLF, as RFC 4180 section 2 has it.
    @inline(__always)
    mutating func endRecord() {
        append(0x0D)
        append(0x0A)
    }

    @inline(__always)
    private static func digitCount(_ number: UInt64) -> Int {
        var digits = 1
        var limit: UInt64 = 10
        while number >= limit, digits < 19 {
            digits &+= 1
            limit &*= 10
        }
        return digits
    }
}
