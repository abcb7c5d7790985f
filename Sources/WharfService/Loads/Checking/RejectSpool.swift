/// The rejects of one load on their way to the database: position, reasons, and the row's wire form where it was kept.
final class RejectSpool {
    private let file: SpoolFile
    private(set) var count = 0
    /// How often each rule was broken, and in which column (by position).
    private(set) var byCode: [RejectCode: Int] = [:]
    private(set) var byColumn: [Int: Int] = [:]
    private var buffer: [UInt8] = []

    struct Record {
        let position: RecordPosition
        let reasons: [RejectReason]
        let row: UnsafeRawBufferPointer
    }

    init(file: SpoolFile) { self.file = file }

    /// - Parameter row: the row's wire form, where its foreign keys are still to be looked at; else empty.
    func append(_ position: RecordPosition, reasons: [RejectReason], row: UnsafeRawBufferPointer) throws {
        buffer.removeAll(keepingCapacity: true)
        position.append(to: &buffer)
        // A table has up to 4096 columns, and a record a reason for each.
        withUnsafeBytes(of: UInt16(reasons.count)) { buffer.append(contentsOf: $0) }
        for reason in reasons {
            buffer.append(UInt8(RejectCode.allCases.firstIndex(of: reason.code)!))
            withUnsafeBytes(of: Int16(reason.column ?? -1)) { buffer.append(contentsOf: $0) }
            buffer.append(UInt8(reason.value.count))
            buffer.append(contentsOf: reason.value)
            byCode[reason.code, default: 0] += 1
            if let column = reason.column { byColumn[column, default: 0] += 1 }
        }
        buffer.append(contentsOf: row)
        try buffer.withUnsafeBytes { try RecordSorter.write($0, to: file) }
        count += 1
    }

    /// Calls `body` with every reject in the order of `append`; the row is valid during the call.
    func withEachRecord(_ body: (Record) throws -> Void) throws {
        var reader = SpoolReader(file)
        try reader.withEachRecord { try body(Self.decode($0)) }
    }

    /// The first rejects, without their rows.
    func first(_ most: Int) throws -> [Record] {
        var records: [Record] = []
        var reader = SpoolReader(file)
        while records.count < most {
            let empty = UnsafeRawBufferPointer(start: nil, count: 0)
            guard
                let record = try reader.next({ bytes in
                    let record = Self.decode(bytes)
                    return Record(position: record.position, reasons: record.reasons, row: empty)
                })
            else { break }
            records.append(record)
        }
        return records
    }

    func remove() { file.remove() }

    private static func decode(_ bytes: UnsafeRawBufferPointer) -> Record {
        var at = RecordPosition.byteCount
        var reasons: [RejectReason] = []
        let reasonCount = bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self)
        at += 2
        for _ in 0..<reasonCount {
            let code = RejectCode.allCases[Int(bytes[at])]
            let column = bytes.loadUnaligned(fromByteOffset: at + 1, as: Int16.self)
            let length = Int(bytes[at + 3])
            let value = Array(bytes[(at + 4)..<(at + 4 + length)])
            reasons.append(RejectReason(code, column: column < 0 ? nil : Int(column), value: value))
            at += 4 + length
        }
        return Record(
            position: RecordPosition(bytes), reasons: reasons, row: UnsafeRawBufferPointer(rebasing: bytes[at...]))
    }
}
