/// Finds the bytes that can mean something to the parser (delimiter, quote, CR, LF), 16 at a time.
struct SpecialBytes {
    private let delimiter: SIMD16<UInt8>
    private let quote: SIMD16<UInt8>
    private let carriageReturn = SIMD16<UInt8>(repeating: ASCII.carriageReturn)
    private let lineFeed = SIMD16<UInt8>(repeating: ASCII.lineFeed)

    /// Bytes looked at in one step.
    static let width = 16

    init(dialect: CSVDialect) {
        delimiter = SIMD16(repeating: dialect.delimiter)
        quote = SIMD16(repeating: dialect.quote)
    }

    /// Two words of eight input bytes each, first byte lowest: 0x80 where a special byte is, 0 elsewhere.
    /// `available` bytes may be read; where those are fewer than 16, the rest counts as not special.
    @inline(__always)
    func marks(at start: UnsafeRawPointer, available: Int) -> SIMD2<UInt64> {
        available >= Self.width
            ? marks(in: start.loadUnaligned(as: SIMD16<UInt8>.self))
            : marks(inTail: UnsafeRawBufferPointer(start: start, count: available))
    }

    @inline(__always)
    private func marks(in block: SIMD16<UInt8>) -> SIMD2<UInt64> {
        let found = (block .== delimiter) .| (block .== quote) .| (block .== carriageReturn) .| (block .== lineFeed)
        let marks = SIMD16<UInt8>(repeating: 0).replacing(with: 0x80, where: found)
        return unsafeBitCast(marks, to: SIMD2<UInt64>.self)
    }

    @inline(never)
    private func marks(inTail tail: UnsafeRawBufferPointer) -> SIMD2<UInt64> {
        // NUL is never special: `CSVDialect.isValid`.
        var block = SIMD16<UInt8>(repeating: 0)
        withUnsafeMutableBytes(of: &block) { $0.copyMemory(from: tail) }
        return marks(in: block)
    }
}
