/// The contract that machines read: OpenAPI 3.1, made from what the router goes by, the dictionary and the catalogue of
/// problems, so that it cannot say anything else than the code does.
///
/// <https://spec.openapis.org/oas/v3.1.1.html>
struct OpenAPIDocument {
    let routes: [Route]
    /// Those whose rows the document describes.
    let tables: [Table]
    let anonymousScopes: ScopeSet

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Wharf", "version": .string(Release.version), "description": .string(Self.description),
            ],
            "servers": [["url": "/"]],
            "paths": paths,
            "components": [
                "schemas": .object(schemas),
                "examples": .object(examples),
                "headers": headers,
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer",
                        "description":
                            "A token of `wharf token create`. Each operation names the scope that it needs; `admin` includes all.",
                    ]
                ],
            ],
        ]
    }

    private static let description = """
        Moves rows into MySQL or MariaDB and accounts for each record. Each GET answers HEAD, and each address OPTIONS; \
        another method is 405 with `Allow`. The id of a request is in `X-Request-Id` of the answer, and may be chosen by \
        the client (8 to 64 letters, digits and `. _ -`). Errors are RFC 9457 documents whatever `Accept` says.
        """

    private var paths: JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            paths[route.pattern, default: [:]][route.method.lowercased()] = operation(route)
        }
        return .object(paths.mapValues(JSONValue.object))
    }

    private func operation(_ route: Route) -> JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .string(Self.identifier(route)), "summary": .string(route.summary),
            "parameters": .array(route.parameters.map(\.json)), "security": security(route),
            "responses": .object(responses(route)),
        ]
        if !route.bodies.isEmpty {
            operation["requestBody"] = ["required": true, "content": content(route.bodies)]
        }
        return .object(operation)
    }

    /// `GET /loads/{id}/rejects` is `get_loads_id_rejects`.
    private static func identifier(_ route: Route) -> String {
        (route.method.lowercased() + route.pattern).split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }

    /// "An empty security requirement ({}) can be included in the array" to make it optional.
    private func security(_ route: Route) -> JSONValue {
        guard let scope = route.scope else { return [] }
        let bearer: JSONValue = ["bearer": [.string(scope.rawValue)]]
        return anonymousScopes.allows(scope) ? [bearer, [:]] : [bearer]
    }

    func content(_ contents: [Content]) -> JSONValue {
        .object(
            Dictionary(contents.map { ($0.mediaType, ["schema": $0.schema(tables).json]) }) { first, _ in first })
    }

    /// The schemas of all that anything mentions, and one for the rows of each table.
    private var schemas: [String: JSONValue] {
        var schemas: [String: JSONValue] = [:]
        var waiting: [any Described.Type] = [ProblemDocument.self]
        for content in routes.flatMap({ $0.bodies + $0.answers }) { waiting += content.schema(tables).mentions }
        while let type = waiting.popLast() {
            guard schemas[type.schemaName] == nil else { continue }
            schemas[type.schemaName] = type.schema.json
            waiting += type.schema.mentions
        }
        for table in tables { schemas[RowSchema.name(of: table.name)] = RowSchema(table: table).schema.json }
        return schemas
    }
}
