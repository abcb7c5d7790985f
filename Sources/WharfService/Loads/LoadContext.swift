/// What every load of one request shares.
struct LoadContext {
    let database: WorkerDatabase
    let spool: SpoolRoot
    let registry: LoadRegistry
    let dictionary: DictionaryCache
    let requestID: String
    let requestedBy: String
    /// Of a request with a key.
    var callID: LoadIdentifier? = nil
    /// Bytes of the request's body, where the client told.
    let bodyBytes: Int?
    let isClientGone: () -> Bool
}
