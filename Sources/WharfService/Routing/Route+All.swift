extension Route {
    /// The API.
    static var all: [Route] {
        [
            .get("/healthz", "Whether the process is up", scope: nil, HealthHandler().handle),
            .get("/readyz", "Whether database and schema can be used", scope: nil, ReadinessHandler().handle),
            .get(
                "/metrics", "Figures of this process for Prometheus", scope: .read, produces: ["text/plain"],
                MetricsHandler().handle),
            .get("/problems", "The types of problems", scope: nil, ProblemListHandler().handle),
            .get("/problems/{type}", "One type of problem", scope: nil, ProblemHandler().handle),
            .post(
                "/upload", "Loads CSV files, one for each table", scope: .load, accepts: UploadHandler.mediaTypes,
                UploadHandler().handle),
            .get("/loads", "Receipts, newest first, in pages", scope: .read, LoadListHandler().handle),
            .get(
                "/loads/{id}", "One receipt, with its progress while the load runs", scope: .read, LoadHandler().handle),
            .get(
                "/loads/{id}/rejects", "The records of a load that did not go in", scope: .read,
                produces: ["application/json", "text/csv"], RejectHandler().handle),
            .get("/tables", "The tables, as the database describes them", scope: .read, TableListHandler().handle),
            .get("/tables/{name}", "One table", scope: .read, TableHandler().handle),
        ]
    }
}
