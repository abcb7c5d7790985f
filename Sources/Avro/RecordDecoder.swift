/// Reads the records of one block, value by value.
///
/// In Swift and not by libavro's decoder: that one allocates as many bytes as a string claims to have before it looks for
/// them, one piece of memory for each value, and would have to be kept from harm by reading every length beforehand.
struct RecordDecoder {
    private let plans: [FieldPlan]
    private let skipper: TypeSkipper
    private let slots: UnsafeMutablePointer<RecordSlot>

    /// What is read for one field.
    private struct FieldPlan {
        enum Kind {
            case null, boolean, int, long, float, double, bytes
            case fixed(Int)
            case enumeration(Int)
            case skipped(AvroType)
        }

        let nullBranch: Int?
        let kind: Kind

        init(_ field: AvroSchema.Field) {
            nullBranch = field.nullBranch
            kind =
                switch field.type {
                case .null: .null
                case .boolean: .boolean
                case .int, .date, .timeMillis: .int
                case .long, .timeMicros, .timestampMillis, .timestampMicros, .localTimestampMillis,
                    .localTimestampMicros:
                    .long
                case .float: .float
                case .double: .double
                case .bytes, .string, .uuid, .decimal(_, _, nil): .bytes
                case .fixed(let size), .decimal(_, _, let size?): .fixed(size)
                case .enumeration(let symbols): .enumeration(symbols.count)
                case .array, .map, .record, .union: .skipped(field.type)
                }
        }
    }

    /// - Parameter slots: one for each field.
    init(_ schema: AvroSchema, depthLimit: Int, slots: UnsafeMutablePointer<RecordSlot>) {
        plans = schema.fields.map(FieldPlan.init)
        skipper = TypeSkipper(records: schema.records, depthLimit: depthLimit)
        self.slots = slots
    }

    /// Whether a record takes a byte at least: else a block of any size could claim any number.
    var takesBytes: Bool {
        plans.contains { plan in
            switch plan.kind {
            case .null: false
            case .fixed(0) where plan.nullBranch == nil: false
            case .skipped(let type): skipper.takesBytes(type)
            default: true
            }
        }
    }

    @inline(__always)
    func decode(_ cursor: inout ValueCursor) throws(Failure) {
        for index in 0..<plans.count { try decode(plans[index], &cursor, slots + index) }
    }

    @inline(__always)
    private func decode(
        _ plan: FieldPlan, _ cursor: inout ValueCursor, _ slot: UnsafeMutablePointer<RecordSlot>
    ) throws(Failure) {
        slot.pointee.isNull = false
        if let nullBranch = plan.nullBranch {
            let branch = try cursor.takeLong()
            guard branch == 0 || branch == 1 else { throw Failure(.badValue, "a union has no branch \(branch)") }
            if branch == Int64(nullBranch) {
                slot.pointee.isNull = true
                return
            }
        }
        switch plan.kind {
        case .null, .skipped: slot.pointee.isNull = true
        case .boolean: slot.pointee.number = try cursor.takeBoolean()
        case .int: slot.pointee.number = try cursor.takeInt()
        case .long: slot.pointee.number = try cursor.takeLong()
        case .float:
            slot.pointee.number = Int64(try cursor.take(4).loadUnaligned(as: UInt32.self).littleEndian)
        case .double:
            slot.pointee.number = Int64(bitPattern: try cursor.take(8).loadUnaligned(as: UInt64.self).littleEndian)
        case .bytes: slot.pointee.bytes = try cursor.takeBytes()
        case .fixed(let size): slot.pointee.bytes = try cursor.take(size)
        case .enumeration(let count):
            let symbol = try cursor.takeInt()
            guard symbol >= 0, symbol < count else { throw Failure(.badValue, "an enum has no symbol \(symbol)") }
            slot.pointee.number = symbol
        }
        if case .skipped(let type) = plan.kind { try skipper.skip(type, &cursor, depth: 1) }
    }
}
