internal import CZlib

/// Some rows that a load wrote, in the order of writing: as much of them as taking them back needs.
struct UndoChunk {
    enum Kind: UInt8 {
        case inserted = 1
        case updated = 2
    }

    let kind: Kind
    let rowCount: Int
    /// SHA-256 of the rows in wire form, as the load left them.
    let digest: [UInt8]
    /// In wire form: the keys of all rows; of updated rows behind them all rows as they were before.
    let content: [UInt8]

    /// Where each row's values stand in `content`.
    ///
    /// - Parameters:
    ///   - width: values of one row.
    ///   - first: values that stand before those of the first row.
    func rows(width: Int, after first: Int = 0) -> [ArraySlice<UInt8>] {
        let starts = content.withUnsafeBytes { WireRow.starts($0) }
        return (0..<rowCount).map { row in
            content[starts[first + row * width]..<starts[first + (row + 1) * width]]
        }
    }
}

/// Octets packed by zlib, with their count before them (RFC 1950).
enum Packed {
    private static let countBytes = 8

    static func pack(_ bytes: [UInt8]) -> [UInt8] {
        var count = compressBound(UInt(bytes.count))
        var packed = [UInt8](repeating: 0, count: countBytes + Int(count))
        packed.withUnsafeMutableBytes { target in
            target.storeBytes(of: UInt64(bytes.count).littleEndian, as: UInt64.self)
            let place = target.baseAddress!.advanced(by: countBytes).assumingMemoryBound(to: UInt8.self)
            let result = compress2(place, &count, bytes, UInt(bytes.count), Z_BEST_SPEED)
            precondition(result == Z_OK, "compressBound gives room enough")
        }
        packed.removeLast(packed.count - countBytes - Int(count))
        return packed
    }

    /// - Parameter limit: octets that there may be, packed or not.
    /// - Returns: `nil` where that is not what `pack` made.
    static func unpack(_ packed: [UInt8], limit: Int) -> [UInt8]? {
        guard packed.count >= countBytes else { return nil }
        let expected = packed.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard expected <= limit else { return nil }
        var count = UInt(expected)
        var bytes = [UInt8](repeating: 0, count: Int(expected))
        let result = packed.withUnsafeBytes { source in
            let place = source.baseAddress!.advanced(by: countBytes).assumingMemoryBound(to: UInt8.self)
            return uncompress(&bytes, &count, place, UInt(source.count - countBytes))
        }
        return result == Z_OK && count == UInt(expected) ? bytes : nil
    }
}
