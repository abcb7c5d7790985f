import CSV

/// A CSV file in some dialect: the parser says of it what a slow reader says that sees the whole, and that however the file
/// is cut.
func examine(_ input: FuzzInput) {
    var input = input
    let dialect = CSVDialect(
        delimiter: input.choose(Array(",;\t|a~".utf8)), quote: input.choose(Array("\"'\u{1}".utf8)),
        lineEnd: input.choose([.newline, .carriageReturn]))
    let limits = input.choose([CSVLimits(), CSVLimits(recordBytes: 24, fields: 5)])
    let cuts = input.takeCuts()
    let file = input.bytes
    func read(_ cuts: [Int]) -> Transcript { Transcript(file, cutAt: cuts, dialect: dialect, limits: limits) }

    let whole = read([])
    compare(whole, ReferenceParser(file, dialect: dialect, limits: limits))
    requireEqual(read(cuts), whole, "the file in parts, cut at \(cuts)")
    requireEqual(read(Array(0...file.count)), whole, "the file byte by byte")
}

private func compare(_ ours: Transcript, _ reference: ReferenceParser) {
    requireEqual(ours.records, reference.records, "records")
    requireEqual(ours.error, reference.error, "error")
    let (facts, records) = (ours.facts, reference.records)
    requireEqual(facts.records, records.count, "count of records")
    requireEqual(facts.defectiveRecords, records.count { $0.defect != nil }, "count of defective records")
    requireEqual(facts.blankRecords, reference.blank, "count of blank records")
}
