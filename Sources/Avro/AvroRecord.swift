/// One record, read in place: its values by the places of their fields.
///
/// Lives during one call of a `forEachRecord` body. Which accessor a field has follows from its type; another one gives a
/// meaningless value, never a crash. Values of nested types are skipped and have none.
public struct AvroRecord: ~Copyable {
    let slots: UnsafePointer<RecordSlot>
    /// Fields.
    public let count: Int
    /// Of the record's block in the file.
    public let blockOffset: Int

    public func isNull(_ field: Int) -> Bool { slot(field).isNull }

    /// Of `int`, `long` and their logical types; of an enum, the symbol's place.
    public func integer(_ field: Int) -> Int64 { slot(field).number }

    public func boolean(_ field: Int) -> Bool { slot(field).number != 0 }

    public func float(_ field: Int) -> Float {
        Float(bitPattern: UInt32(truncatingIfNeeded: slot(field).number))
    }

    public func double(_ field: Int) -> Double { Double(bitPattern: UInt64(bitPattern: slot(field).number)) }

    /// Of `bytes`, `string`, `fixed` and their logical types. Whether a string is UTF-8 is not looked at.
    public func bytes(_ field: Int) -> UnsafeRawBufferPointer { slot(field).bytes }

    @inline(__always)
    private func slot(_ field: Int) -> RecordSlot {
        precondition(field >= 0 && field < count, "the record has no such field")
        return slots[field]
    }
}

/// What was read of one field.
struct RecordSlot {
    var isNull = true
    var number: Int64 = 0
    var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
}
