/// One reason of one reject, or one fault of a request's document, as answers list it.
struct RejectError: Encodable {
    var load: LoadIdentifier?
    /// Where the record begins in its file, from 1.
    var line: Int?
    /// The row's number in the document, from 0.
    var index: Int?
    /// Where in the document the fault is: a JSON pointer (RFC 6901).
    var pointer: String?
    var field: String?
    let code: String
    let message: String
    var value: String?

    /// Reasons that one answer lists at most; the rest is at the load's `rejects_url`.
    static let answerLimit = 20
    /// Rejects among which the first are looked for.
    static let sortLimit = 1000

    init(_ reason: RejectReason, at position: RecordPosition, of receipt: Receipt, columns: [String]) {
        load = receipt.id
        if receipt.isOfDocument { index = position.ordinal } else { line = position.line }
        field = reason.column.map { columns[$0] }
        code = reason.code.rawValue
        message = reason.code.sentence
        value = reason.column.map { _ in String(decoding: reason.value, as: UTF8.self) }
    }

    /// - Parameter path: the names and numbers that lead to the place; long names are cut.
    init(_ fault: DocumentFault, at path: [String], _ message: String) {
        let path = path.map { String($0.prefix(RejectReason.valueBytes)) }
        pointer = path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
        if path.count > 1, path[0] == BulkDocument.rowsName { index = Int(path[1]) }
        if path.count > 2 { field = path[2] }
        code = fault.rawValue
        self.message = message
    }
}

extension RejectError: Described {
    static let schemaName = "RejectError"
    static var schema: JSONSchema {
        .object(
            [
                "code": .choice(RejectCode.allCases.map(\.rawValue) + DocumentFault.allCases.map(\.rawValue)),
                "message": .string,
            ],
            optional: [
                "load": LoadIdentifier.schema, "line": .count, "index": .count, "pointer": .string, "field": .string,
                "value": .string,
            ])
    }
}
