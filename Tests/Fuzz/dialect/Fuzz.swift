import CSV

/// The head of a file whose dialect is looked for. What is found is what a slow reader finds with that dialect; it is found
/// again when its delimiter is given, and wherever the head lies in memory.
func examine(_ input: FuzzInput) {
    var input = input
    let most = 1 + Int(input.takeByte() % 6)
    let least = input.choose([1, most])
    let isWhole = input.takeFlag()
    let delimiter = input.choose([nil, nil, nil, UInt8(ascii: ";"), UInt8(ascii: ":")])
    let head = input.bytes
    let sniffing = Sniffing(isWhole: isWhole, expected: least...most)

    let outcome = sniffing.outcome(head, delimiter: delimiter)
    requireEqual(sniffing.outcome([0] + head, from: 1, delimiter: delimiter), outcome, "the same head elsewhere")
    switch outcome {
    case .success(let findings):
        compare(findings, SlowFindings(head, isWhole: isWhole, findings))
        if delimiter == nil { compareWithGiven(findings, head, sniffing) }
    case .failure(.ambiguousDelimiter(let open)):
        require(open.count > 1 && open == CSVSniffer.delimiters.filter(open.contains), "open between \(open)")
        require(delimiter == nil, "nothing is open where the delimiter is given")
    case .failure: break
    }
}

private struct Sniffing {
    let isWhole: Bool
    let expected: ClosedRange<Int>

    func outcome(_ bytes: [UInt8], from start: Int = 0, delimiter: UInt8?) -> Result<CSVFindings, CSVSniffError> {
        bytes.withUnsafeBytes { bytes in
            let head = UnsafeRawBufferPointer(rebasing: bytes[start...])
            do throws(CSVSniffError) {
                return .success(
                    try CSVSniffer.sniff(head, isWhole: isWhole, expectedFields: expected, delimiter: delimiter))
            } catch {
                return .failure(error)
            }
        }
    }
}

private func compare(_ ours: CSVFindings, _ slow: SlowFindings) {
    requireEqual(ours.records, slow.records.count, "records")
    requireEqual(ours.hasSeparatorLine, slow.hasSeparatorLine, "separator line")
    let regular = slow.records.count { $0.fields.count == ours.fieldCount }
    requireEqual(ours.regularRecords, regular, "records of \(ours.fieldCount) fields")
    let most = slow.records.map { one in slow.records.count { $0.fields.count == one.fields.count } }.max()
    requireEqual(regular, most ?? 0, "most records of one count of fields")
    let first = slow.records.first { $0.defect == nil }?.fields.map { String(decoding: $0.bytes, as: UTF8.self) }
    requireEqual(ours.firstRecord, first ?? [], "first record")
}

private func compareWithGiven(_ found: CSVFindings, _ head: [UInt8], _ sniffing: Sniffing) {
    guard case .success(var given) = sniffing.outcome(head, delimiter: found.dialect.delimiter) else {
        fatalError("a delimiter that was found is refused when it is given: \(found)")
    }
    given.evidence = found.evidence
    requireEqual(given, found, "the findings under a delimiter that was found and is given")
}

/// What the reference reader finds in a head with the dialect that was found: complete records without the separator line.
private struct SlowFindings {
    private(set) var records: [Transcript.Record]
    let hasSeparatorLine: Bool

    init(_ head: [UInt8], isWhole: Bool, _ found: CSVFindings) {
        let all = ReferenceParser(head, dialect: found.dialect, limits: CSVLimits()).records
            .filter { isWhole || Self.isComplete($0, head, found.dialect) }
        records = all.filter { !Self.isSeparatorLine($0) }
        hasSeparatorLine = records.count < all.count
    }

    private static func isSeparatorLine(_ record: Transcript.Record) -> Bool {
        record.line == 1 && record.raw.count == 5 && record.raw.starts(with: "sep=".utf8)
    }

    /// Whether the record's line end is in the head. Of a CR that stands last, LF or text may follow.
    private static func isComplete(_ record: Transcript.Record, _ head: [UInt8], _ dialect: CSVDialect) -> Bool {
        let rest = head[(record.offset + record.byteCount)...]
        return rest.first == 0x0A || rest.first == 0x0D && (rest.count > 1 || dialect.lineEnd == .carriageReturn)
    }
}
