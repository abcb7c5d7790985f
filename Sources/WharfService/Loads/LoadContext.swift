/// What every load of one request shares.
struct LoadContext {
    let database: WorkerDatabase
    let spool: SpoolRoot
    let registry: LoadRegistry
    let dictionary: DictionaryCache
    let requestID: String
    let requestedBy: String
    /// Bytes of the request's body, where the client told.
    let bodyBytes: Int?
    let isClientGone: () -> Bool
}
