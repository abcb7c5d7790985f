/// One checked row in the form in which the spool keeps it and the writer binds it.
///
/// Each value is a tag byte, then: nothing for `null`, eight bytes (native order) for `signed` and `unsigned`, and a
/// four-byte length with that many bytes for `bytes`. Values stand in the order of the load's columns.
///
/// Owns its buffer, which grows by doubling and never shrinks; reuse one encoder for all rows of a load.
struct RowEncoder: ~Copyable {
    enum Tag: UInt8 {
        case null = 0
        case signed = 1
        case unsigned = 2
        case bytes = 3
    }

    /// Octets of the row so far.
    private(set) var count = 0
    private var capacity = 512
    private var base = UnsafeMutableRawPointer.allocate(byteCount: 512, alignment: 8)

    init() {}

    deinit { base.deallocate() }

    /// A copy of the row; on a hot path use `withUnsafeBytes`.
    var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    /// Lends the row's bytes; the pointer must not leave `body`.
    borrowing func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The row's bytes, for the one hot path that changes nothing while it reads them; use `withUnsafeBytes` elsewhere.
    @inline(__always)
    var bytesUntilNextAppend: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    mutating func removeAll() { count = 0 }

    mutating func appendNull() { extend(by: 1).storeBytes(of: Tag.null.rawValue, as: UInt8.self) }

    @inline(__always)
    mutating func append(signed value: Int64) {
        let place = extend(by: 9)
        place.storeBytes(of: Tag.signed.rawValue, as: UInt8.self)
        (place + 1).storeBytes(of: value, as: Int64.self)
    }

    mutating func append(unsigned value: UInt64) {
        let place = extend(by: 9)
        place.storeBytes(of: Tag.unsigned.rawValue, as: UInt8.self)
        (place + 1).storeBytes(of: value, as: UInt64.self)
    }

    /// The text or octets of a value, at most `UInt32.max` of them.
    @inline(__always)
    mutating func append(bytes value: UnsafeRawBufferPointer) {
        append(byteCount: value.count) { place in
            if let source = value.baseAddress { place.copyMemory(from: source, byteCount: value.count) }
        }
    }

    /// A value of `byteCount` octets, at most `UInt32.max`, that `fill` writes in place, all of them; the pointer must
    /// not leave it.
    @inline(__always)
    mutating func append(byteCount: Int, fill: (UnsafeMutableRawPointer) -> Void) {
        let place = extend(by: 5 + byteCount)
        place.storeBytes(of: Tag.bytes.rawValue, as: UInt8.self)
        (place + 1).storeBytes(of: UInt32(byteCount), as: UInt32.self)
        fill(place + 5)
    }

    /// Where the next `byteCount` octets of the row go, which the caller writes at once.
    @inline(__always)
    private mutating func extend(by byteCount: Int) -> UnsafeMutableRawPointer {
        if capacity - count < byteCount { grow(by: byteCount) }
        let place = base + count
        count += byteCount
        return place
    }

    @inline(never)
    private mutating func grow(by byteCount: Int) {
        capacity = max(capacity * 2, count + byteCount)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
        larger.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = larger
    }
}
