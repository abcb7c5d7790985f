import FastCGI

/// What every load of one request shares.
struct LoadContext {
    let database: WorkerDatabase
    let spool: SpoolRoot
    let registry: LoadRegistry
    let dictionary: DictionaryCache
    let requestID: String
    let requestedBy: String
    let source: LoadSource
    /// Of a request with a key.
    var callID: LoadIdentifier? = nil
    /// Bytes of the request's body, where the client told.
    let bodyBytes: Int?
    let isClientGone: () -> Bool
    /// Whether what loads write is noted, so that they can be taken back.
    var isUndoWanted = true
    /// Hears of each load that is being checked or written, now and then.
    var watch: (Load) -> Void = { _ in }
}

extension LoadContext {
    /// The context of one request's loads.
    init(_ exchange: Exchange, _ source: LoadSource) throws {
        let request = exchange.request
        self.init(
            database: exchange.worker.database, spool: exchange.worker.shared.spool,
            registry: exchange.worker.shared.registry, dictionary: exchange.worker.shared.dictionary,
            requestID: String(exchange.requestID.prefix(128)), requestedBy: exchange.caller.name,
            source: source, callID: exchange.call?.id, bodyBytes: try request.contentLength,
            isClientGone: { request.isClientGone },
            isUndoWanted: exchange.worker.shared.settings.undoDays > 0)
    }
}
