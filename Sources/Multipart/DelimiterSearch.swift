import Glibc

/// Finds `CRLF "--" boundary` in bytes.
///
/// Horspool's algorithm ("Practical fast searching in strings", 1980): looks at the last byte of each candidate
/// and moves on by the distance of that byte from the delimiter's end, so it touches about one byte in forty.
///
/// Linear in the worst case too: a candidate is compared only where it starts with CR. The delimiter holds one CR, so
/// matched prefixes of different candidates do not overlap and all comparisons together read each byte once.
struct DelimiterSearch: Sendable {
    let delimiter: [UInt8]
    /// For each byte, how far the candidate may move when that is its last byte: 1 to `delimiter.count`.
    private let steps: [Int]

    init(boundary: [UInt8]) {
        let delimiter = Array("\r\n--".utf8) + boundary
        var steps = [Int](repeating: delimiter.count, count: 256)
        for (index, byte) in delimiter.dropLast().enumerated() {
            steps[Int(byte)] = delimiter.count - 1 - index
        }
        self.delimiter = delimiter
        self.steps = steps
    }

    /// The offset of the first whole delimiter at or after `start`.
    func firstMatch(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let count = delimiter.count
        return delimiter.withUnsafeBufferPointer { delimiter in
            steps.withUnsafeBufferPointer { steps in
                let final = delimiter[count - 1]
                var candidate = start
                while candidate + count <= bytes.count {
                    let last = bytes[candidate + count - 1]
                    if last == final, bytes[candidate] == UInt8.carriageReturn,
                        memcmp(base + candidate, delimiter.baseAddress!, count) == 0
                    {
                        return candidate
                    }
                    candidate += steps[Int(last)]
                }
                return nil
            }
        }
    }

    /// How many bytes at the end of `bytes[start...]`, in which no whole delimiter is, may be the beginning of one.
    func lengthOfPrefixAtEnd(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let earliest = max(start, bytes.count - delimiter.count + 1)
        // The delimiter's only CR is its first byte: nothing before the last CR can be its beginning.
        guard let first = bytes[earliest...].lastIndex(of: .carriageReturn) else { return 0 }
        return delimiter.starts(with: bytes[first...]) ? bytes.count - first : 0
    }
}

extension UInt8 {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let hyphen: UInt8 = 0x2d
}
