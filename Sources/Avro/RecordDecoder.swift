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
            case boolean, int, long, float, double, bytes
            case fixed(Int)
            case symbol(of: Int)
            case skipped(TypeSkipper.Step)
        }

        let index: Int
        let nullBranch: Int?
        let kind: Kind

        init(_ index: Int, _ field: AvroSchema.Field, _ skipper: TypeSkipper) {
            self.index = index
            nullBranch = field.nullBranch
            kind =
                switch field.type {
                case .boolean: .boolean
                case .int, .date, .timeMillis: .int
                case .long, .timeMicros, .timestampMillis, .timestampMicros, .localTimestampMillis,
                    .localTimestampMicros:
                    .long
                case .float: .float
                case .double: .double
                case .bytes, .string, .uuid, .decimal(_, _, nil): .bytes
                case .fixed(let size), .decimal(_, _, let size?): .fixed(size)
                case .enumeration(let symbols): .symbol(of: symbols.count)
                case .null, .array, .map, .record, .union: .skipped(skipper.step(for: field.type))
                }
        }

        var takesBytes: Bool {
            switch kind {
            case _ where nullBranch != nil: true
            case .fixed(0): false
            case .skipped(let step): !step.isNothing
            default: true
            }
        }
    }

    /// - Parameter slots: one for each field, as they were made.
    init(_ schema: AvroSchema, depthLimit: Int, slots: UnsafeMutablePointer<RecordSlot>) {
        let skipper = TypeSkipper(records: schema.records, depthLimit: depthLimit)
        let plans = schema.fields.enumerated().map { FieldPlan($0, $1, skipper) }
        for plan in plans { if case .fixed(0) = plan.kind { slots[plan.index].isNull = false } }
        self.plans = plans.filter(\.takesBytes)
        self.skipper = skipper
        self.slots = slots
    }

    /// Whether a record takes a byte at least: else a block of any size could claim any number.
    var takesBytes: Bool { !plans.isEmpty }

    @inline(__always)
    func decode(_ cursor: inout ValueCursor) throws(Failure) {
        for index in 0..<plans.count { try decode(plans[index], &cursor) }
    }

    @inline(__always)
    private func decode(_ plan: FieldPlan, _ cursor: inout ValueCursor) throws(Failure) {
        let slot = slots + plan.index
        if let nullBranch = plan.nullBranch {
            slot.pointee.isNull = try cursor.takeBranch(of: 2) == nullBranch
            if slot.pointee.isNull {
                // Else they would be those of a block that is gone.
                slot.pointee.bytes = UnsafeRawBufferPointer(start: nil, count: 0)
                return
            }
        } else {
            slot.pointee.isNull = false
        }
        switch plan.kind {
        case .boolean: slot.pointee.number = try cursor.takeBoolean()
        case .int: slot.pointee.number = try cursor.takeInt()
        case .long: slot.pointee.number = try cursor.takeLong()
        case .float:
            slot.pointee.number = Int64(try cursor.take(4).loadUnaligned(as: UInt32.self).littleEndian)
        case .double:
            slot.pointee.number = Int64(bitPattern: try cursor.take(8).loadUnaligned(as: UInt64.self).littleEndian)
        case .bytes: slot.pointee.bytes = try cursor.takeBytes()
        case .fixed(let size): slot.pointee.bytes = try cursor.take(size)
        case .symbol(let count): slot.pointee.number = try cursor.takeSymbol(of: count)
        case .skipped(let step):
            slot.pointee.isNull = true
            try skipper.skip(step, &cursor, depth: 1)
        }
    }
}
