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
        return try .json(List())
    }
}

/// `GET /problems/{type}`: what the `type` of a problem document leads to.
struct ProblemHandler {
    static let type = Parameter.path(
        "type", "The last part of a problem's `type`.", .choice(ProblemType.allCases.map(\.rawValue)))

    func handle(_ exchange: Exchange) throws -> Answer {
        guard let type = ProblemType(rawValue: exchange.captures[0]) else {
            throw Problem(.notFound, "There is no such type of problem; GET /problems lists them all.")
        }
        return try .json(ProblemDescription(type))
    }
}

extension ProblemDescription: Described {
    static let schemaName = "ProblemDescription"
    static var schema: JSONSchema {
        .object(["type": .string, "status": .integer(400...599), "title": .string, "meaning": .string])
    }
}

extension ProblemListHandler.List: Described {
    static let schemaName = "ProblemList"
    static var schema: JSONSchema { .object(["problems": .list(of: .of(ProblemDescription.self))]) }
}
