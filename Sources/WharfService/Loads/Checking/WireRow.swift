internal import Glibc
import MariaDB

/// What can be done with a row's wire form besides reading it value by value.
enum WireRow {
    /// Where each value begins, and the end of the last: one more than there are values.
    static func starts(_ row: UnsafeRawBufferPointer) -> [Int] {
        var starts: [Int] = []
        findStarts(of: row, into: &starts)
        return starts
    }

    /// The same into an array that is used again.
    static func findStarts(of row: UnsafeRawBufferPointer, into starts: inout [Int]) {
        starts.removeAll(keepingCapacity: true)
        starts.append(0)
        var at = 0
        while at < row.count {
            switch RowEncoder.Tag(rawValue: row[at]) {
            case .null: at += 1
            case .signed, .unsigned: at += 9
            case .bytes: at += 5 + Int(row.loadUnaligned(fromByteOffset: at + 1, as: UInt32.self))
            case nil: preconditionFailure("a spooled row has an unknown tag")
            }
            starts.append(at)
        }
    }

    /// The values at some positions, in the order of those, in wire form.
    static func values(at positions: [Int], of row: UnsafeRawBufferPointer) -> [UInt8] {
        let starts = starts(row)
        return positions.flatMap { row[starts[$0]..<starts[$0 + 1]] }
    }

    /// Binds every value of the row.
    static func bind(_ row: UnsafeRawBufferPointer, _ bindings: [ColumnBinding], to parameters: some ParameterSink) {
        var reader = WireReader(row)
        var index = 0
        while let value = reader.next() {
            bindings[index].bind(value, to: parameters)
            index += 1
        }
    }

    /// The value at one position as a person would write it; binary ones in hexadecimal.
    static func text(_ row: UnsafeRawBufferPointer, position: Int, isBinary: Bool) -> [UInt8] {
        var reader = WireReader(row)
        for _ in 0..<position { _ = reader.next() }
        switch reader.next() {
        case nil, .null: return []
        case .signed(let number): return Array(String(number).utf8)
        case .unsigned(let number): return Array(String(number).utf8)
        case .bytes(let bytes):
            guard isBinary else { return Array(bytes.prefix(RejectReason.valueBytes)) }
            let digits = Array("0123456789abcdef".utf8)
            return Array("0x".utf8)
                + bytes.prefix(RejectReason.valueBytes / 2).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
    }

    static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count, let first = left.baseAddress, let second = right.baseAddress else {
            return left.isEmpty && right.isEmpty
        }
        return memcmp(first, second, left.count) == 0
    }

    static func areEqual(_ left: UnsafeRawBufferPointer, _ right: [UInt8]) -> Bool {
        right.withUnsafeBytes { areEqual(left, $0) }
    }
}

extension ColumnType {
    var isBinary: Bool { if case .binary = self { true } else { false } }

    /// Whether it is an integer type that holds nothing below 0.
    var isUnsigned: Bool {
        if case .integer(minimum: 0..., maximum: _, acceptsBooleans: _) = self { true } else { false }
    }
}
