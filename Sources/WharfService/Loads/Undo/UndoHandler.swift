import FastCGI

/// `POST /loads/{id}/undo`: takes back what one load did to its table, whole, or says why that cannot be.
struct UndoHandler {
    static let parameters = [LoadHandler.id] + BackupHandler.parameters

    @Sendable static func document(_ tables: [Table]) -> JSONSchema {
        JSONSchema.object(
            [:], optional: ["dry_run": .boolean.described("Whether to say only what would be taken back.")]
        ).with("additionalProperties", false)
    }

    static let problems: [ProblemType] = [
        .badDocument, .incompleteBody, .tooLarge, .unknownLoad, .notUndoable, .rowsChanged, .parentsMissing, .cancelled,
        .busy, .tooManyLoads, .databaseUnavailable, .spoolFull,
    ]

    func handle(_ exchange: Exchange) throws -> Answer {
        let isDry = try OrderDocument(exchange, names: ["dry_run"]).flag("dry_run") ?? false
        let receipt = try withExtendedLifetime(LongRequestPlace(exchange.worker.shared.registry)) {
            try UndoRun(context: LoadContext(exchange, .undo)).run(exchange.captures[0], isDry: isDry)
        }
        if !isDry { exchange.audit(UndoRun.act, of: receipt.table, UndoRun.detail(receipt)) }
        return try .json(LoadAnswer([receipt], isSingle: true))
    }
}
