import Testing

@testable import WharfService

/// One case of a table: a field, its column, and what must come of it.
struct FieldCase: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let type: ColumnType
    let expected: Judgement
    var isNullable = false
    var isQuoted = false
    var characterSet: String?

    init(_ text: String, _ type: ColumnType, _ expected: Judgement) {
        self.init(bytes: Array(text.utf8), type, expected)
    }

    init(bytes: [UInt8], _ type: ColumnType, _ expected: Judgement) {
        text = bytes
        self.type = type
        self.expected = expected
    }

    /// A rejected field.
    init(_ text: String, _ type: ColumnType, _ code: RejectCode) { self.init(text, type, .rejected(code)) }

    /// A field whose value is a text.
    init(_ text: String, _ type: ColumnType, _ value: String) { self.init(text, type, .text(value)) }

    var testDescription: String { "\(String(decoding: text, as: UTF8.self)) as \(type)" }

    func nullable() -> FieldCase { with { $0.isNullable = true } }
    func quoted() -> FieldCase { with { $0.isQuoted = true } }
    func characterSet(_ name: String?) -> FieldCase { with { $0.characterSet = name } }

    private func with(_ change: (inout FieldCase) -> Void) -> FieldCase {
        var copy = self
        change(&copy)
        return copy
    }

    /// Runs the rule between two other values and checks that exactly one value came in between.
    func judge(notes: inout ValueNotes) -> Judgement {
        let rule = ValueRule(type: type, isNullable: isNullable, characterSet: characterSet)
        var row = RowEncoder()
        row.append(signed: 1)
        let code = text.withUnsafeBytes { rule.check($0, isQuoted: isQuoted, into: &row, notes: &notes) }
        row.append(signed: 2)
        let values = wireValues(row.bytes)
        #expect(values.count == 3 && values.first == .signed(1) && values.last == .signed(2), "\(testDescription)")
        guard let code else { return values[1] }
        #expect(values[1] == .null, "\(testDescription)")
        return .rejected(code)
    }

    func run() {
        var notes = ValueNotes()
        #expect(judge(notes: &notes) == expected, "\(testDescription)")
    }
}

/// SplitMix64: random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
