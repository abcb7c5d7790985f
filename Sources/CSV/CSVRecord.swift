/// One record of a CSV file: its position, its original bytes, its fields.
///
/// Valid only during the call that delivers it: its bytes, and those of its fields, lie in the caller's chunk or in
/// buffers of the parser that the next record overwrites. Copy what must live longer. Not copyable for that reason.
public struct CSVRecord: ~Copyable {
    /// The physical line on which the record begins, from 1. Line ends inside quoted fields count.
    public let line: Int
    /// The offset of its first byte in the input, from 0. A byte order mark counts.
    public let offset: Int
    /// Its length in the input in bytes, without the line end; more than `raw.count` when it is `.tooLarge`.
    public let byteCount: Int
    /// Its original bytes without the line end, cut at `CSVLimits.recordBytes`.
    public let raw: UnsafeRawBufferPointer
    /// Its number of fields, 1 or more; 0 when it has a defect.
    public let count: Int
    /// Why it could not be taken apart; nil for a sound record.
    public let defect: CSVDefect?
    @usableFromInline let ranges: UnsafePointer<FieldRange>
    @usableFromInline let unescaped: UnsafeRawPointer?

    /// The field at `index`, from 0. Constant time, no allocation. An index outside `0..<count` traps.
    @inlinable public subscript(index: Int) -> CSVField {
        precondition(index >= 0 && index < count, "The record has no such field.")
        let range = ranges[index]
        // Both exist: a record without bytes is blank and not delivered, and `unescaped` is set where a range says so.
        let base = (range.isUnescaped ? unescaped : raw.baseAddress).unsafelyUnwrapped
        let bytes = UnsafeRawBufferPointer(start: base + range.start, count: range.end &- range.start)
        return CSVField(bytes: bytes, isQuoted: range.isQuoted)
    }
}

/// One field of a record. Its bytes live as long as the record.
public struct CSVField {
    /// Its content: without the quotes around it, doubled quotes undone, nothing trimmed, not checked for UTF-8.
    public let bytes: UnsafeRawBufferPointer
    /// Whether it is quoted in the file, which tells `""` from nothing.
    public let isQuoted: Bool

    @inlinable init(bytes: UnsafeRawBufferPointer, isQuoted: Bool) {
        self.bytes = bytes
        self.isQuoted = isQuoted
    }
}

/// Where a field's content lies: from the record's first byte, or in the scratch buffer once it is unescaped.
@usableFromInline struct FieldRange {
    @usableFromInline var start: Int
    @usableFromInline var end: Int
    @usableFromInline var isQuoted: Bool
    /// Doubled quotes to undo.
    var isEscaped: Bool
    @usableFromInline var isUnescaped: Bool
}
