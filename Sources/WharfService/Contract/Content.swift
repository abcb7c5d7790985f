/// What a body can be: a media type and, where it has one, its form.
struct Content: Sendable {
    /// In lower case.
    let mediaType: String
    /// Of an answer.
    let status: Int
    /// The form, which may depend on the tables that there are.
    let schema: @Sendable ([Table]) -> JSONSchema

    init(_ mediaType: String, status: Int = 200, _ schema: @escaping @Sendable ([Table]) -> JSONSchema) {
        self.mediaType = mediaType
        self.status = status
        self.schema = schema
    }

    static func json(_ type: any Described.Type, status: Int = 200) -> Content {
        Content("application/json", status: status) { _ in .of(type) }
    }

    static func text(_ mediaType: String) -> Content { Content(mediaType) { _ in .string } }
}
