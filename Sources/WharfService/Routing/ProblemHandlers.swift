/// One type of problem as `GET /problems` describes it.
struct ProblemDescription: Encodable {
    let type: String
    let status: Int
    let title: String
    let meaning: String

    init(_ type: ProblemType) {
        self.type = type.uri
        status = type.status
        title = type.title
        meaning = type.meaning
    }
}

/// `GET /problems`: the catalogue.
struct ProblemListHandler {
    struct List: Encodable {
        let problems = ProblemType.allCases.map(ProblemDescription.init)
    }

    func handle(_ exchange: Exchange) throws -> Answer {
        try exchange.query.allow([])
        return try .json(List())
    }
}

/// `GET /problems/{type}`: what the `type` of a problem document leads to.
struct ProblemHandler {
    func handle(_ exchange: Exchange) throws -> Answer {
        try exchange.query.allow([])
        guard let type = ProblemType(rawValue: exchange.captures[0]) else {
            throw Problem(.notFound, "There is no such type of problem; GET /problems lists them all.")
        }
        return try .json(ProblemDescription(type))
    }
}
