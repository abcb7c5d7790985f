extension OpenAPIDocument {
    /// What a call answers, by status.
    func responses(_ route: Route) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for (status, contents) in Dictionary(grouping: route.answers, by: \.status) {
            responses["\(status)"] = [
                "description": .string(route.summary), "content": content(contents),
                "headers": Self.headers(status),
            ]
        }
        var problems = Dictionary(grouping: route.allProblems, by: \.status)
        for status in route.proxyStatuses where problems[status] == nil { problems[status] = [] }
        for (status, types) in problems { responses["\(status)"] = Self.response(status, types) }
        return responses
    }

    private static func response(_ status: Int, _ types: [ProblemType]) -> JSONValue {
        let examples = types.map { type in
            (type.rawValue, ["$ref": .string("#/components/examples/\(type.rawValue)")] as JSONValue)
        }
        let meaning = types.map { "`\($0.rawValue)`: \($0.meaning)" }.joined(separator: "; ")
        return [
            "description": .string(types.isEmpty ? "Answered by the proxy." : meaning),
            "headers": headers(status),
            "content": [
                "application/problem+json": [
                    "schema": JSONSchema.of(ProblemDocument.self).json,
                    "examples": .object(Dictionary(examples) { first, _ in first }),
                ]
            ],
        ]
    }

    private static func headers(_ status: Int) -> JSONValue {
        var names = ["X-Request-Id"]
        if status == 202 { names.append("Location") }
        if [401, 403].contains(status) { names.append("WWW-Authenticate") }
        if [429, 503].contains(status) { names.append("Retry-After") }
        return .object(
            Dictionary(names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }) { first, _ in first })
    }

    var headers: JSONValue {
        [
            "X-Request-Id": [
                "description": "The request in the logs.", "required": true, "schema": JSONSchema.string.json,
            ],
            "Location": [
                "description": "The load that was promised.", "required": true, "schema": JSONSchema.string.json,
            ],
            "WWW-Authenticate": [
                "description": "RFC 6750: what is wrong with the token.", "required": true,
                "schema": JSONSchema.string.json,
            ],
            "Retry-After": [
                "description": "Seconds.", "required": true, "schema": JSONSchema.integer(0...Int.max).json,
            ],
        ]
    }

    /// One of each type of problem.
    var examples: [String: JSONValue] {
        let examples = ProblemType.allCases.map { type in
            let document = ProblemDocument(Problem(type, type.example), requestID: "01K8Z5T2Q9WJ4M7N3P6R8S0V1X")
            return (type.rawValue, ["summary": .string(type.title), "value": .encoded(document)] as JSONValue)
        }
        return Dictionary(examples) { first, _ in first }
    }
}

extension Route {
    /// Problems that its declaration brings with it, and those that it names.
    var allProblems: [ProblemType] {
        var types: Set<ProblemType> = [.malformedRequest, .badOption, .notAcceptable, .internalError]
        if scope != nil { types.formUnion([.unauthorized, .forbidden, .databaseUnavailable]) }
        if !bodies.isEmpty { types.insert(.unsupportedMediaType) }
        if method == "POST" { types.formUnion([.requestRunning, .interrupted, .keyReused]) }
        types.formUnion(problems)
        return ProblemType.allCases.filter(types.contains)
    }

    /// What nginx answers by itself, in the same form with type `about:blank`: an address or a header that is too long, a
    /// responder that is away or silent; to a body that stops, or too many of them, too.
    var proxyStatuses: [Int] { [414, 431, 502, 504] + (bodies.isEmpty ? [] : [408, 429]) }
}
