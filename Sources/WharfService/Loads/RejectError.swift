/// One reason of one reject, as answers list it.
struct RejectError: Encodable {
    var load: LoadIdentifier?
    let line: Int
    let field: String?
    let code: String
    let message: String
    let value: String?

    /// Reasons that one answer lists at most; the rest is at the load's `rejects_url`.
    static let answerLimit = 20
    /// Rejects among which the first are looked for.
    static let sortLimit = 1000

    init(_ reason: RejectReason, at position: RecordPosition, load: LoadIdentifier, columns: [String]) {
        self.load = load
        line = position.line
        field = reason.column.map { columns[$0] }
        code = reason.code.rawValue
        message = reason.code.sentence
        value = reason.column.map { _ in String(decoding: reason.value, as: UTF8.self) }
    }
}

extension RejectError: Described {
    static let schemaName = "RejectError"
    static var schema: JSONSchema {
        .object(
            ["line": .count, "code": .choice(RejectCode.allCases.map(\.rawValue)), "message": .string],
            optional: ["load": LoadIdentifier.schema, "field": .string, "value": .string])
    }
}
