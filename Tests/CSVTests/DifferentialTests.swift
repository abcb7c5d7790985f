import CSV
import Testing

struct DifferentialTests {
    @Test(arguments: [CSVDialect.LineEnd.newline, .carriageReturn], 0..<8 as Range<UInt64>)
    func parser_AgreesWithReference_OnRandomInput(_ lineEnd: CSVDialect.LineEnd, _ seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let dialect = CSVDialect(lineEnd: lineEnd)
        let limits = CSVLimits(recordBytes: 24, fields: 5)
        for _ in 0..<400 {
            let input = makeInput(using: &generator)
            let reference = ReferenceParser(input, dialect: dialect, limits: limits)
            let cuts = Transcript.makeCuts(input.count, using: &generator)
            for cut in [[], cuts] {
                let said = Transcript(input, cutAt: cut, dialect: dialect, limits: limits)
                let agrees =
                    said.records == reference.records && said.error == reference.error
                    && said.facts.blankRecords == reference.blank
                #expect(agrees, "\(input) cut at \(cut): \(said), not \(reference.records)")
            }
        }
    }

    /// Few letters, many bytes that mean something.
    private func makeInput(using generator: inout SeededGenerator) -> [UInt8] {
        let pieces = [
            "a", "bc", ",", ",", "\"", "\"", "\"\"", "\n", "\r\n", "\r", " ", "\u{FEFF}", "0123456789abcdefgh",
        ]
        let count = Int.random(in: 0...40, using: &generator)
        return (0..<count).flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").utf8) }
    }
}
