/// What the head of a file looks like when parsed with one dialect.
struct DialectTrial {
    let dialect: CSVDialect
    private(set) var facts = CSVFacts()
    /// How many records have how many fields. Records with a defect have none.
    private(set) var recordsByFieldCount: [Int: Int] = [:]
    private(set) var records = 0
    private(set) var firstRecord: [String] = []
    private(set) var hasSeparatorLine = false
    /// The file ends inside a quoted field.
    private(set) var isUnclosed = false
    /// Records in which a field behind the first begins with a blank, as after the comma of `Smith, John`.
    private(set) var spacedRecords = 0

    /// Parses `head`. Its last record counts only if it is complete, or if the head is the whole file.
    init(_ dialect: CSVDialect, head: UnsafeRawBufferPointer, isWhole: Bool) {
        self.dialect = dialect
        let parser = CSVParser(dialect: dialect)
        do {
            try parser.feed(head) { add($0) }
            if isWhole { try parser.finish { add($0) } }
        } catch {
            // The records before the quote count; the load will report the quote.
            isUnclosed = true
        }
        facts = parser.facts
    }

    private mutating func add(_ record: borrowing CSVRecord) {
        if record.line == 1, separatorLine(record.raw) != nil {
            hasSeparatorLine = true
            return
        }
        records += 1
        recordsByFieldCount[record.count, default: 0] += 1
        guard record.count > 0 else { return }
        if firstRecord.isEmpty {
            firstRecord = (0..<record.count).map { String(decoding: record[$0].bytes, as: UTF8.self) }
        }
        for index in 1..<max(record.count, 1) where record[index].bytes.first == ASCII.space {
            spacedRecords += 1
            break
        }
    }

    /// The number of fields that most records have; among equals the expected one, then the larger one.
    func commonestFieldCount(expected: ClosedRange<Int>) -> Int {
        func rank(_ entry: (key: Int, value: Int)) -> (Int, Int, Int) {
            let preference = entry.key == expected.upperBound ? 2 : expected.contains(entry.key) ? 1 : 0
            return (entry.value, preference, entry.key)
        }
        return recordsByFieldCount.max { rank($0) < rank($1) }?.key ?? 0
    }
}

/// The delimiter named by Excel's first line `sep=;`.
func separatorLine(_ line: some Collection<UInt8>) -> UInt8? {
    guard line.count == 5, line.starts(with: "sep=".utf8) else { return nil }
    return line.dropFirst(4).first
}
