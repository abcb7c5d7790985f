/// A set of values of one or more columns in wire form, compact for small whole numbers.
///
/// Bounded: beyond `mostOthers` values that are not small numbers it gives up and says so.
struct WireSet {
    static let mostOthers = 200_000
    private static let smallNumbers = 1 << 20

    private(set) var isOverfull = false
    /// A bit for each number below `smallNumbers`, for values of one integer column; grows with the greatest.
    private var small: [UInt64] = []
    private var smallCount = 0
    private var others: Set<[UInt8]> = []

    var isEmpty: Bool { smallCount == 0 && others.isEmpty }

    /// Takes the values of some columns of a row. A null among them refers to nothing and is left out.
    ///
    /// - Parameter starts: where each value of the row begins, and its end at last.
    mutating func insert(_ row: UnsafeRawBufferPointer, starts: UnsafePointer<Int>, positions: [Int]) {
        if positions.count == 1,
            let number = Self.smallNumber(row, at: starts[positions[0]], end: starts[positions[0] + 1])
        {
            return setBit(number)
        }
        guard !isOverfull, let value = Self.value(row, starts: starts, positions: positions) else { return }
        others.insert(value)
        guard others.count > Self.mostOthers else { return }
        isOverfull = true
        others = []
    }

    mutating func insert(_ value: [UInt8]) {
        value.withUnsafeBytes { insert($0, starts: [0, value.count], positions: [0]) }
    }

    mutating func remove(_ row: UnsafeRawBufferPointer, starts: UnsafePointer<Int>, positions: [Int]) {
        if positions.count == 1,
            let number = Self.smallNumber(row, at: starts[positions[0]], end: starts[positions[0] + 1])
        {
            guard hasBit(number) else { return }
            small[number >> 6] &= ~(1 << UInt64(number & 63))
            smallCount -= 1
        } else if let value = Self.value(row, starts: starts, positions: positions) {
            others.remove(value)
        }
    }

    func contains(_ row: UnsafeRawBufferPointer, starts: UnsafePointer<Int>, positions: [Int]) -> Bool {
        if positions.count == 1,
            let number = Self.smallNumber(row, at: starts[positions[0]], end: starts[positions[0] + 1])
        {
            return hasBit(number)
        }
        guard !others.isEmpty, let value = Self.value(row, starts: starts, positions: positions) else { return false }
        return others.contains(value)
    }

    func contains(_ value: [UInt8]) -> Bool {
        value.withUnsafeBytes { contains($0, starts: [0, value.count], positions: [0]) }
    }

    /// Calls `body` with all values, in no order and at most `count` at a time.
    func withBatches(of count: Int, _ body: ([[UInt8]]) throws -> Void) rethrows {
        var batch: [[UInt8]] = []
        func add(_ value: [UInt8]) throws {
            batch.append(value)
            guard batch.count == count else { return }
            try body(batch)
            batch.removeAll(keepingCapacity: true)
        }
        for (index, word) in small.enumerated() where word != 0 {
            for bit in 0..<64 where word & (1 << UInt64(bit)) != 0 {
                var row = RowEncoder()
                row.append(signed: Int64(index << 6 | bit))
                try add(row.bytes)
            }
        }
        for value in others { try add(value) }
        if !batch.isEmpty { try body(batch) }
    }

    private mutating func setBit(_ number: Int) {
        if hasBit(number) { return }
        let word = number >> 6
        if word >= small.count { small.append(contentsOf: repeatElement(0, count: word + 1 - small.count)) }
        smallCount += 1
        small[word] |= 1 << UInt64(number & 63)
    }

    private func hasBit(_ number: Int) -> Bool {
        number >> 6 < small.count && small[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    private static func value(_ row: UnsafeRawBufferPointer, starts: UnsafePointer<Int>, positions: [Int]) -> [UInt8]? {
        var value: [UInt8] = []
        for position in positions {
            let start = starts[position]
            if row[start] == RowEncoder.Tag.null.rawValue { return nil }
            value.append(contentsOf: row[start..<starts[position + 1]])
        }
        return value
    }

    private static func smallNumber(_ row: UnsafeRawBufferPointer, at start: Int, end: Int) -> Int? {
        guard end - start == 9, row[start] == RowEncoder.Tag.signed.rawValue else { return nil }
        let number = row.loadUnaligned(fromByteOffset: start + 1, as: Int64.self)
        return number >= 0 && number < Int64(smallNumbers) ? Int(number) : nil
    }
}
