/// What a request that loaded is answered: its receipts, and the first reasons of their rejects.
struct LoadAnswer: Encodable {
    let status: String
    /// Of a call for one table.
    let load: Receipt?
    /// Of a call for several.
    let loads: [Receipt]?
    let errors: [RejectError]?

    /// - Parameters:
    ///   - isSingle: whether the call is for one table, by its nature.
    ///   - status: `ACCEPTED` where the loads have not ended.
    init(_ receipts: [Receipt], isSingle: Bool = false, errors: [RejectError] = [], status: String = "SUCCESS") {
        self.status = status
        load = isSingle ? receipts.first : nil
        loads = isSingle ? nil : receipts
        self.errors = errors.isEmpty ? nil : errors
    }
}

/// The form of a `LoadAnswer` to a call for one table.
enum OneLoadAnswer: Described {
    static let schemaName = "OneLoadAnswer"
    static var schema: JSONSchema {
        .object(
            ["status": .constant("SUCCESS"), "load": .of(Receipt.self)],
            optional: ["errors": .list(of: .of(RejectError.self))])
    }
}

/// The form of a `LoadAnswer` to a call for several tables.
enum SeveralLoadsAnswer: Described {
    static let schemaName = "SeveralLoadsAnswer"
    static var schema: JSONSchema {
        .object(
            ["status": .choice(["SUCCESS", "ACCEPTED"]), "loads": .list(of: .of(Receipt.self))],
            optional: ["errors": .list(of: .of(RejectError.self))])
    }
}
