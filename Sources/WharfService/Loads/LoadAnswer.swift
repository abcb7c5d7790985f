/// What a request that loaded is answered: its receipts, and the first reasons of their rejects.
struct LoadAnswer: Encodable {
    let status = "SUCCESS"
    /// Of a call for one table.
    let load: Receipt?
    /// Of a call for several.
    let loads: [Receipt]?
    let errors: [RejectError]?

    /// - Parameter isSingle: whether the call is for one table, by its nature.
    init(_ receipts: [Receipt], isSingle: Bool = false, errors: [RejectError] = []) {
        load = isSingle ? receipts.first : nil
        loads = isSingle ? nil : receipts
        self.errors = errors.isEmpty ? nil : errors
    }
}
