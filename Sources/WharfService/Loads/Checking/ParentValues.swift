/// The distinct values that a file has in the columns of one foreign key, in their wire form.
///
/// Bounded: beyond `mostValues` the set gives up, and the database decides when the rows are written.
struct ParentValues {
    static let mostValues = 1_000_000
    private static let smallNumbers = 1 << 20

    let key: Table.ForeignKey
    /// Positions of the key's columns among the load's columns.
    let positions: [Int]
    private(set) var isOverfull = false
    /// A bit for each number below `smallNumbers`, for a key of one integer column; grows with the greatest.
    private var small: [UInt64] = []
    private var others: Set<[UInt8]> = []

    init(key: Table.ForeignKey, positions: [Int]) {
        self.key = key
        self.positions = positions
    }

    /// Takes the values of one row.
    ///
    /// - Parameter starts: where each value of the row begins, and its end at last.
    mutating func insert(row: UnsafeRawBufferPointer, starts: [Int]) {
        if positions.count == 1, let number = Self.smallNumber(row, at: starts[positions[0]]) {
            let word = number >> 6
            if word >= small.count { small.append(contentsOf: repeatElement(0, count: word + 1 - small.count)) }
            small[word] |= 1 << UInt64(number & 63)
            return
        }
        guard !isOverfull, let value = Self.value(row: row, starts: starts, positions: positions) else { return }
        others.insert(value)
        if others.count > Self.mostValues {
            isOverfull = true
            others = []
        }
    }

    /// Every distinct value, in no order.
    var values: [[UInt8]] {
        var result = Array(others)
        for (index, word) in small.enumerated() where word != 0 {
            for bit in 0..<64 where word & (1 << UInt64(bit)) != 0 {
                var row = RowEncoder()
                row.append(signed: Int64(index << 6 | bit))
                result.append(row.bytes)
            }
        }
        return result
    }

    /// The wire form of the key's columns in one row; `nil` where one of them is null, which refers to nothing.
    static func value(row: UnsafeRawBufferPointer, starts: [Int], positions: [Int]) -> [UInt8]? {
        var value: [UInt8] = []
        for position in positions {
            let start = starts[position]
            if row[start] == RowEncoder.Tag.null.rawValue { return nil }
            value.append(contentsOf: row[start..<starts[position + 1]])
        }
        return value
    }

    private static func smallNumber(_ row: UnsafeRawBufferPointer, at start: Int) -> Int? {
        guard row[start] == RowEncoder.Tag.signed.rawValue else { return nil }
        let number = row.loadUnaligned(fromByteOffset: start + 1, as: Int64.self)
        return number >= 0 && number < Int64(smallNumbers) ? Int(number) : nil
    }
}
