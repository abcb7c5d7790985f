/// Where a record stands in its source.
struct RecordPosition: Sendable, Hashable {
    /// 0 for the first record, header and blank records not counted.
    var ordinal: Int
    /// The line on which it begins, from 1.
    var line: Int
    /// Its first byte in the file, and how many there are without the line's end.
    var offset: Int
    var length: Int

    static let byteCount = 32

    func append(to bytes: inout [UInt8]) {
        for value in [ordinal, line, offset, length] {
            withUnsafeBytes(of: Int64(value)) { bytes.append(contentsOf: $0) }
        }
    }

    /// Writes `byteCount` bytes, as `append` does.
    @inline(__always)
    func write(to place: UnsafeMutableRawPointer) {
        place.storeBytes(of: Int64(ordinal), as: Int64.self)
        place.storeBytes(of: Int64(line), toByteOffset: 8, as: Int64.self)
        place.storeBytes(of: Int64(offset), toByteOffset: 16, as: Int64.self)
        place.storeBytes(of: Int64(length), toByteOffset: 24, as: Int64.self)
    }

    init(ordinal: Int, line: Int, offset: Int, length: Int) {
        self.ordinal = ordinal
        self.line = line
        self.offset = offset
        self.length = length
    }

    init(_ bytes: UnsafeRawBufferPointer) {
        func value(_ index: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: index * 8, as: Int64.self)) }
        self.init(ordinal: value(0), line: value(1), offset: value(2), length: value(3))
    }
}

/// A checked row in the spool: position, sort key (of the load's key width, maybe 0) and the row's wire form.
struct SpooledRecord {
    let bytes: UnsafeRawBufferPointer
    let keyWidth: Int

    var position: RecordPosition { RecordPosition(bytes) }

    var key: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[RecordPosition.byteCount..<(RecordPosition.byteCount + keyWidth)])
    }

    var row: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[(RecordPosition.byteCount + keyWidth)...])
    }

    /// Bytes that a record of this row takes, its length prefix included.
    static func size(keyWidth: Int, rowBytes: Int) -> Int { 4 + RecordPosition.byteCount + keyWidth + rowBytes }

    /// Writes a record of `size` bytes, its length prefix included.
    @inline(__always)
    static func write(
        size: Int, _ position: RecordPosition, key: UnsafeRawBufferPointer, row: UnsafeRawBufferPointer,
        to place: UnsafeMutableRawPointer
    ) {
        place.storeBytes(of: UInt32(size), as: UInt32.self)
        position.write(to: place + 4)
        let keyPlace = place + 4 + RecordPosition.byteCount
        if let source = key.baseAddress { keyPlace.copyMemory(from: source, byteCount: key.count) }
        if let source = row.baseAddress { (keyPlace + key.count).copyMemory(from: source, byteCount: row.count) }
    }
}
