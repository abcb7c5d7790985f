/// What a JSON value is.
public enum JSONKind: UInt8, Sendable, Hashable {
    case object, array, string, number, `true`, `false`, null
}

/// One row: its position, its original bytes, its fields.
///
/// Valid only during the call that delivers it: its bytes, and those of its fields, lie in the caller's chunk or in
/// buffers of the parser that the next row overwrites. Copy what must live longer. Not copyable for that reason.
public struct JSONRow: ~Copyable {
    /// Its number, from 0; blank lines are not counted.
    public let index: Int
    /// The line on which it begins, from 1.
    public let line: Int
    /// The offset of its first byte in the input, from 0.
    public let offset: Int
    /// Its length in the input in bytes; more than `raw.count` when it is larger than the limit.
    public let byteCount: Int
    /// Its original bytes without blanks around them, cut at `JSONLimits.rowBytes`.
    public let raw: UnsafeRawBufferPointer
    /// What it is: an object and an array have fields, anything else has none.
    public let kind: JSONKind
    /// Its number of fields; 0 when it has an error.
    public let count: Int
    /// Whether it is an object whose names are those of the object before, in the same order. An object before is the
    /// last row without error that was one.
    public let hasNamesOfPrevious: Bool
    /// Why it could not be read, `kind` being null then; nil for a sound row. Rows of a document have no error: there,
    /// it is thrown.
    public let error: JSONError?
    @usableFromInline let ranges: UnsafePointer<FieldRange>
    @usableFromInline let decoded: UnsafeRawPointer

    /// The field at `index`, from 0. Constant time, no allocation. An index outside `0..<count` traps.
    @inlinable public subscript(index: Int) -> JSONField {
        precondition(index >= 0 && index < count, "The row has no such field.")
        // A row with fields has bytes.
        return JSONField(ranges[index], raw: raw.baseAddress.unsafelyUnwrapped, decoded: decoded)
    }
}

/// One member of an object or element of an array. Its bytes live as long as its row.
public struct JSONField {
    /// The member's name, decoded; empty for an element.
    public let name: UnsafeRawBufferPointer
    public let kind: JSONKind
    /// A string decoded, without its quotes; any other value as it was sent: a number's exact text, an object's JSON.
    /// Valid UTF-8.
    public let bytes: UnsafeRawBufferPointer
    /// The value as it was sent, a string with its quotes and escapes.
    public let raw: UnsafeRawBufferPointer

    @inlinable init(_ range: FieldRange, raw: UnsafeRawPointer, decoded: UnsafeRawPointer) {
        name = range.name.bytes(raw: raw, decoded: decoded)
        kind = range.kind
        bytes = range.content.bytes(raw: raw, decoded: decoded)
        self.raw = range.whole.bytes(raw: raw, decoded: decoded)
    }

    init(_ range: FieldRange, name: UnsafeRawBufferPointer, raw: UnsafeRawPointer, decoded: UnsafeRawPointer) {
        self.name = name
        kind = range.kind
        bytes = range.content.bytes(raw: raw, decoded: decoded)
        self.raw = range.whole.bytes(raw: raw, decoded: decoded)
    }
}

/// Where a field lies in its row's bytes, or what was decoded of them in the parser's buffer.
@usableFromInline struct FieldRange {
    @usableFromInline var name = Span()
    @usableFromInline var kind = JSONKind.null
    /// A string without quotes; anything else as a whole.
    @usableFromInline var content = Span()
    @usableFromInline var whole = Span()

    @usableFromInline struct Span {
        @usableFromInline var start: UInt32 = 0
        @usableFromInline var end: UInt32 = 0
        @usableFromInline var isDecoded = false

        init() {}

        @inline(__always)
        init(_ range: Range<Int>, isDecoded: Bool = false) {
            // `JSONLimits.rowBytes` keeps a row below 2^32 bytes.
            start = UInt32(truncatingIfNeeded: range.lowerBound)
            end = UInt32(truncatingIfNeeded: range.upperBound)
            self.isDecoded = isDecoded
        }

        @inlinable func bytes(raw: UnsafeRawPointer, decoded: UnsafeRawPointer) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: (isDecoded ? decoded : raw) + Int(start), count: Int(end) &- Int(start))
        }
    }
}
