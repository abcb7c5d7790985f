/// A place in the bytes of a block. Nothing is believed: each value is there, whole, before it is given out.
struct ValueCursor {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }
    var rest: Int { bytes.count - offset }

    @inline(__always)
    mutating func take(_ count: Int) throws(Failure) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw Failure(.badValue, "a value ends beyond its block") }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    @inline(__always)
    mutating func takeLong() throws(Failure) -> Int64 {
        var number = VariableNumber()
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if try number.take(byte) { return number.value }
        }
        throw Failure(.badValue, "a number ends beyond its block")
    }

    @inline(__always)
    mutating func takeInt() throws(Failure) -> Int64 {
        let number = try takeLong()
        guard Int64(Int32.min)...Int64(Int32.max) ~= number else {
            throw Failure(.badValue, "an int of more than 32 bits")
        }
        return number
    }

    @inline(__always)
    mutating func takeBranch(of count: Int) throws(Failure) -> Int {
        let branch = try takeLong()
        guard branch >= 0, branch < Int64(count) else { throw Failure(.badValue, "a union has no branch \(branch)") }
        return Int(branch)
    }

    mutating func takeSymbol(of count: Int) throws(Failure) -> Int64 {
        let symbol = try takeInt()
        guard symbol >= 0, symbol < Int64(count) else { throw Failure(.badValue, "an enum has no symbol \(symbol)") }
        return symbol
    }

    mutating func takeBoolean() throws(Failure) -> Int64 {
        let byte = try take(1)[0]
        guard byte <= 1 else { throw Failure(.badValue, "a boolean that is \(byte)") }
        return Int64(byte)
    }

    @inline(__always)
    mutating func takeBytes() throws(Failure) -> UnsafeRawBufferPointer {
        let count = try takeLong()
        guard count >= 0, count <= Int64(rest) else {
            throw Failure(.badValue, "a text or octets of \(count) bytes, where the block has \(rest) more")
        }
        return try take(Int(count))
    }
}
