extension Route {
    /// The API.
    static var all: [Route] {
        [
            .get("/healthz", "Whether the process is up", scope: nil, HealthHandler().handle),
            .get("/readyz", "Whether database and schema can be used", scope: nil, ReadinessHandler().handle),
            .get("/problems", "The types of problems", scope: nil, ProblemListHandler().handle),
            .get("/problems/{type}", "One type of problem", scope: nil, ProblemHandler().handle),
            .post(
                "/upload", "Loads files, one for each table", scope: .load, accepts: UploadHandler.mediaTypes,
                UploadHandler().handle),
            .post(
                "/bulk", "Loads 1 to 1000 rows into one table", scope: .load, accepts: BulkHandler.mediaTypes,
                BulkHandler().handle),
            .get("/loads", "Receipts, newest first, in pages", scope: .read, LoadListHandler().handle),
            .get(
                "/loads/{id}", "One receipt, with its progress while the load runs", scope: .read, LoadHandler().handle),
            .delete(
                "/loads/{id}", "Ends a load that runs; nothing of it is kept", scope: .load, CancelHandler().handle),
            .get(
                "/loads/{id}/rejects", "The records of a load that did not go in", scope: .read,
                produces: ["application/json", "text/csv", "application/x-ndjson"], RejectHandler().handle),
            .get("/tables", "The tables, as the database describes them", scope: .read, TableListHandler().handle),
            .get("/tables/{name}", "One table", scope: .read, TableHandler().handle),
        ]
    }
}
