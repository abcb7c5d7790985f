extension Route {
    /// The API.
    static var all: [Route] { operation + catalogue + loads + backups + reports + tables }

    private static var operation: [Route] {
        [
            .get(
                "/healthz", "Whether the process is up", scope: nil, answers: [.json(HealthHandler.Health.self)],
                HealthHandler().handle),
            .get(
                "/readyz", "Whether database and schema can be used", scope: nil,
                answers: [.json(ReadinessHandler.Readiness.self)], problems: [.databaseUnavailable],
                ReadinessHandler().handle),
            .get(
                "/metrics", "Figures of this process for Prometheus", scope: .read, answers: [.text("text/plain")],
                MetricsHandler().handle),
        ]
    }

    private static var catalogue: [Route] {
        [
            .get(
                "/openapi.json", "This contract; the tables' rows are in it for who may read", scope: nil,
                answers: [Content("application/json") { _ in OpenAPIHandler.schema }], problems: [.databaseUnavailable],
                OpenAPIHandler().handle),
            .get(
                "/problems", "The types of problems", scope: nil, answers: [.json(ProblemListHandler.List.self)],
                ProblemListHandler().handle),
            .get(
                "/problems/{type}", "One type of problem", scope: nil, [ProblemHandler.type],
                answers: [.json(ProblemDescription.self)], problems: [.notFound], ProblemHandler().handle),
        ]
    }

    private static var loads: [Route] {
        [
            .post(
                "/upload", "Loads files, one for each table", scope: .load, UploadHandler.parameters,
                bodies: UploadHandler.bodies,
                answers: [.json(SeveralLoadsAnswer.self), .json(SeveralLoadsAnswer.self, status: 202)],
                problems: UploadHandler.problems, UploadHandler().handle),
            .post(
                "/bulk", "Loads 1 to 1000 rows into one table", scope: .load, BulkHandler.parameters,
                bodies: [Content("application/json", BulkHandler.document)], answers: [.json(OneLoadAnswer.self)],
                problems: BulkHandler.problems, BulkHandler().handle),
            .get(
                "/loads", "Receipts, newest first, in pages", scope: .read, LoadListHandler.parameters,
                answers: [.json(LoadListHandler.Page.self)], LoadListHandler().handle),
            .get(
                "/loads/{id}", "One receipt, with its progress while the load runs", scope: .read, [LoadHandler.id],
                answers: [.json(Receipt.self)], problems: [.unknownLoad], LoadHandler().handle),
            .delete(
                "/loads/{id}", "Ends a load that runs; nothing of it is kept", scope: .load, [LoadHandler.id],
                answers: [.json(Receipt.self)], problems: [.unknownLoad, .loadEnded], CancelHandler().handle),
            .post(
                "/loads/{id}/undo", "Takes back what one load did to its table", scope: .load, UndoHandler.parameters,
                bodies: [Content("application/json", UndoHandler.document)], answers: [.json(OneLoadAnswer.self)],
                problems: UndoHandler.problems, UndoHandler().handle),
            .get(
                "/loads/{id}/rejects", "The records of a load that did not go in", scope: .read,
                RejectHandler.parameters,
                answers: [.json(RejectHandler.Page.self), .text("text/csv"), .text("application/x-ndjson")],
                problems: [.unknownLoad], RejectHandler().handle),
        ]
    }

    private static var backups: [Route] {
        [
            .post(
                "/backup", "Writes a table, or all of them at one snapshot, into the bucket", scope: .backup,
                BackupHandler.parameters, bodies: [Content("application/json", BackupHandler.document)],
                answers: [.json(BackupAnswer.self)], problems: BackupHandler.problems, BackupHandler().handle),
            .post(
                "/restore", "Makes a table, or all of a set, exactly what a backup holds", scope: .restore,
                BackupHandler.parameters, bodies: [Content("application/json", RestoreHandler.document)],
                answers: [.json(RestoreAnswer.self), .json(OneLoadAnswer.self)], problems: RestoreHandler.problems,
                RestoreHandler().handle),
            .post(
                "/backups/{id}/verify", "Reads a backup back and keeps what came of it", scope: .backup,
                VerifyHandler.parameters, bodies: [Content("application/json", VerifyHandler.document)],
                answers: [.json(VerifyAnswer.self)], problems: VerifyHandler.problems, VerifyHandler().handle),
            .get(
                "/backups", "Backups, newest first, in pages", scope: .read, BackupListHandler.parameters,
                answers: [.json(BackupListHandler.Page.self)], problems: BucketGate.problems, BackupListHandler().handle
            ),
            .get(
                "/backups/{id}", "One backup with its manifest and proofs", scope: .read, [BackupDetailHandler.id],
                answers: [.json(BackupDetailHandler.Detail.self)], problems: [.unknownBackup] + BucketGate.problems,
                BackupDetailHandler().handle),
        ]
    }

    private static var reports: [Route] {
        Report.all.map(\.route) + [
            .get(
                "/reports", "The reports, and which years of them are stored", scope: .report,
                answers: [.json(ReportListHandler.List.self)], ReportListHandler().handle)
        ]
    }

    private static var tables: [Route] {
        [
            .get(
                "/tables", "The tables, as the database describes them", scope: .read,
                answers: [.json(TableListHandler.List.self)], TableListHandler().handle),
            .get(
                "/tables/{name}", "One table", scope: .read, [TableHandler.name],
                answers: [.json(TableDescription.self)], problems: [.unknownTable], TableHandler().handle),
        ]
    }
}
