/// One request with a key, while it runs.
final class Call {
    let id = LoadIdentifier()
    let key: IdempotencyKey
    /// The token's identifier, or `anonymous`: a key is one caller's.
    let caller: String
    /// Such as `POST /upload`.
    let route: String
    /// Known when the body has been received, whole.
    private(set) var fingerprint: String?
    private let store: () throws -> CallStore

    init(_ key: IdempotencyKey, _ exchange: Exchange, route: String) {
        self.key = key
        caller = exchange.caller.tokenID?.description ?? Caller.anonymousName
        self.route = route
        let worker = exchange.worker
        store = { CallStore(connection: try worker.database.connection(), instance: worker.shared.spool.instance) }
    }

    /// Notes what was received, before any of it is written: from here on a repetition can be told from another request.
    func received(_ fingerprint: String) throws {
        try store().note(fingerprint, of: id)
        self.fingerprint = fingerprint
        FaultPoint.reached(.callReceived)
    }

    func claim() throws -> CallStore.Claim { try store().claim(self) }

    func finish(_ answer: CallStore.StoredAnswer) throws { try store().finish(id, answer) }

    /// Gives the key back, so that whoever repeats the request begins anew; not where some of it is done.
    func release() throws { try store().settle(id) }
}
