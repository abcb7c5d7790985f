import Testing

extension Stack {
    /// `POST /bulk`.
    func bulk(_ document: String, _ query: String = "", _ arguments: [String] = []) throws -> Answer {
        try bulk(Array(document.utf8), query, arguments)
    }

    func bulk(_ document: [UInt8], _ query: String = "", _ arguments: [String] = []) throws -> Answer {
        let path = try scratch("body", document)
        return try curl(
            "/bulk" + query, ["-H", "Content-Type: application/json", "--data-binary", "@\(path)"] + arguments)
    }

    /// `POST /upload` of a bare body of newline-delimited JSON.
    func uploadLines(_ text: String, _ query: String, _ arguments: [String] = []) throws -> Answer {
        let path = try scratch("body", Array(text.utf8))
        return try curl(
            "/upload" + query, ["-H", "Content-Type: application/x-ndjson", "--data-binary", "@\(path)"] + arguments)
    }

    /// A bulk request's success, whose receipt is checked.
    @discardableResult
    func expectBulk(_ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) throws -> BulkAnswer {
        try #require(answer.status == 200, "\(answer.text.prefix(4000))", sourceLocation: sourceLocation)
        #expect(answer["content-type"] == "application/json", sourceLocation: sourceLocation)
        let bulk = try answer.json(BulkAnswer.self, sourceLocation: sourceLocation)
        #expect(bulk.status == "SUCCESS" && bulk.load.source == "bulk", sourceLocation: sourceLocation)
        try expectClosed(bulk.load, sourceLocation: sourceLocation)
        return bulk
    }
}
