/// Which line of the input the parser is in, and where that line begins.
struct LinePlace {
    private(set) var line = 1
    private var lineStart = 0

    /// Goes over `bytes`, the first of which is at `offset`.
    mutating func advance(over bytes: UnsafeRawBufferPointer, at offset: Int) {
        guard let start = bytes.baseAddress else { return }
        var at = ByteSearch.lineFeed(start, from: 0, end: bytes.count)
        while at < bytes.count {
            beginLine(at: offset + at + 1)
            at = ByteSearch.lineFeed(start, from: at + 1, end: bytes.count)
        }
    }

    @inline(__always)
    mutating func beginLine(at offset: Int) {
        line &+= 1
        lineStart = offset
    }

    func error(_ reason: JSONError.Reason, at offset: Int) -> JSONError {
        JSONError(reason: reason, offset: offset, line: line, column: offset - lineStart + 1)
    }

    /// The error of a value that begins at `offset`, in this line.
    func error(_ failure: ReadFailure, in value: UnsafeRawBufferPointer, at offset: Int) -> JSONError {
        var place = self
        place.advance(over: UnsafeRawBufferPointer(rebasing: value[..<failure.offset]), at: offset)
        return place.error(failure.reason, at: offset + failure.offset)
    }
}
