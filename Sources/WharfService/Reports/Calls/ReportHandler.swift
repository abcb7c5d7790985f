import MariaDB

/// `GET /hires_q` and its like: refreshes a year of a report, confirms it, and gives the rows.
struct ReportHandler {
    static let year = Parameter.query(
        "year",
        "The year, UTC; the newest one with data unless given. May also come as a JSON body, `{\"year\": 2021}`.",
        .integer(ReportYear.range))
    static let rows = Parameter.query("rows", "`false`: the confirmation alone.", .choice(["true", "false"]))
    static let parameters = [year, rows]
    static let problems: [ProblemType] = [.badDocument, .incompleteBody, .tooLarge, .busy]

    let report: Report

    /// A year, and how it came about.
    private typealias Chosen = (year: ReportYear, from: ReportAnswer.YearSource)

    func handle(_ exchange: Exchange) throws -> Answer {
        let wantsRows = try exchange.query.flag(Self.rows.name) ?? true
        let connection = try exchange.worker.database.connection()
        let chosen = try choose(exchange, connection)
        let isCSV = exchange.answerType == "text/csv"
        guard wantsRows || !isCSV else {
            throw Problem(.badOption, "A CSV file has rows; ask for application/json with rows=false.")
        }
        let form = [isCSV ? "csv" : wantsRows ? "json" : "brief", chosen.from.rawValue].joined(separator: "-")
        let page = wantsRows ? makePage(isCSV ? .csv : .json, exchange) : nil
        let known = EntityTag.refresh(in: exchange.header("IF_NONE_MATCH"), form: form)
        let reporting = exchange.worker.shared.settings.reporting
        let outcome = try RefreshRun(report: report, year: chosen.year, connection: connection, reporting: reporting)
            .run(known: known, into: page)
        FaultPoint.reached(.refreshDone)
        let headers = [
            ("ETag", EntityTag(refresh: outcome.refresh.id, form: form).text), ("Cache-Control", "private, no-cache"),
        ]
        guard case .refreshed(let refresh) = outcome else { return .whole(status: 304, headers: headers, body: []) }
        let answer = ReportAnswer(refresh, of: report, yearFrom: chosen.from, in: reporting)
        if isCSV, let page { return csv(page, chosen.year, headers) }
        return try Self.json(answer, page, headers)
    }

    // MARK: The year

    private func choose(_ exchange: Exchange, _ connection: Connection) throws -> Chosen {
        if let year = try named(exchange) { return (year, .request) }
        return try ReportYears(report: report, connection: connection).unnamed()
    }

    /// The year of the query, of the body, or of both where they agree.
    private func named(_ exchange: Exchange) throws -> ReportYear? {
        let inQuery = try exchange.query[Self.year.name].map(Self.year(_:))
        let order = try OrderDocument(exchange, names: [Self.year.name])
        let inBody = try order.texts(except: []).first.map { try Self.year($0.value) }
        guard let inQuery, let inBody, inQuery != inBody else { return inQuery ?? inBody }
        throw Problem(.badOption, "The query asks for \(inQuery.number), the body for \(inBody.number).")
    }

    private static func year(_ text: String) throws -> ReportYear {
        guard text.utf8.count == 4, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let year = Int(text).flatMap(ReportYear.init)
        else { throw ReportYear.problem }
        return year
    }

    // MARK: The answer

    private func makePage(_ form: ReportPage.Form, _ exchange: Exchange) -> ReportPage {
        ReportPage(form, spool: exchange.worker.shared.spool.makeFolder(LoadIdentifier()).makeFile())
    }

    private static func json(
        _ answer: ReportAnswer, _ page: ReportPage?, _ headers: [(String, String)]
    ) throws -> Answer {
        guard let page else { return try .json(answer, headers: headers) }
        // `rows` becomes the last member of the object.
        let head = try Answer.encoded(answer).dropLast("\n}".utf8.count) + Array(",\n  \"rows\" : [".utf8)
        let tail = Array("\n  ]\n}\n".utf8)
        return stream([("Content-Type", "application/json")] + headers, head: Array(head), page, tail: tail)
    }

    private func csv(_ page: ReportPage, _ year: ReportYear, _ headers: [(String, String)]) -> Answer {
        let name = "\(report.name)-\(year.number).csv"
        let described = [
            ("Content-Type", CSVText.contentType), ("Content-Disposition", "attachment; filename=\"\(name)\""),
        ]
        let head = CSVText.line(report.shown.map { Array($0.name.utf8) })
        return Self.stream(described + headers, head: head, page, tail: [])
    }

    /// The length goes before, so that an answer that breaks off does not look whole.
    private static func stream(
        _ headers: [(String, String)], head: [UInt8], _ page: ReportPage, tail: [UInt8]
    ) -> Answer {
        let length = ("Content-Length", String(head.count + page.byteCount + tail.count))
        return .streamed(headers: headers + [length]) { put in
            try put(head)
            try page.write(put)
            try put(tail)
        }
    }
}

extension Report {
    /// The call that refreshes it.
    var route: Route {
        .get(
            "/\(name)", "\(summary): refreshes and gives them", scope: .report, ReportHandler.parameters,
            answers: [
                Content("application/json") { _ in ReportAnswer.schema(of: self) }, .text("text/csv"),
            ], problems: ReportHandler.problems, ReportHandler(report: self).handle)
    }
}
