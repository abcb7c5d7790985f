/// One value of a row, as `RowEncoder` wrote it.
enum WireValue {
    case null
    case signed(Int64)
    case unsigned(UInt64)
    /// Points into the row.
    case bytes(UnsafeRawBufferPointer)
}

/// Reads a row that `RowEncoder` wrote, value by value.
///
/// The row stays its caller's and must outlive the reader and the values. A row that is cut off or has an unknown tag
/// is a precondition failure: whoever reads rows back from a file checks their framing first.
struct WireReader: IteratorProtocol {
    private let row: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { row = bytes }

    /// The next value; nil after the last one.
    @inline(__always)
    mutating func next() -> WireValue? {
        guard offset < row.count else { return nil }
        switch take(1)[0] {
        case RowEncoder.Tag.null.rawValue: return .null
        case RowEncoder.Tag.signed.rawValue: return .signed(take(8).loadUnaligned(as: Int64.self))
        case RowEncoder.Tag.unsigned.rawValue: return .unsigned(take(8).loadUnaligned(as: UInt64.self))
        case RowEncoder.Tag.bytes.rawValue: return .bytes(take(Int(take(4).loadUnaligned(as: UInt32.self))))
        default: preconditionFailure("a row of the wire form has an unknown tag")
        }
    }

    /// Passes over `count` values, or as many as are left.
    mutating func skip(_ count: Int) {
        for _ in 0..<count where next() == nil { return }
    }

    @inline(__always)
    private mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        precondition(count <= row.count - offset, "a row of the wire form is cut off")
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: row[offset..<offset + count])
    }
}
