import MariaDB
import Testing

extension Stack {
    /// The receipt as it is kept.
    func receipt(_ id: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Receipt {
        let answer = try get("/loads/\(id)")
        try #require(answer.status == 200, "\(answer.text)", sourceLocation: sourceLocation)
        return try answer.json(sourceLocation: sourceLocation)
    }

    /// The id of the load that began last.
    func newestLoad() throws -> String? {
        try query("SELECT `id` FROM `wharf_loads` ORDER BY `id` DESC LIMIT 1").first?[0].string
    }

    /// All rejects of a load, page by page.
    func rejects(
        _ id: String, pageSize: Int = 1000, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [RejectPage.Reject] {
        var all: [RejectPage.Reject] = []
        var next: String? = "/loads/\(id)/rejects?limit=\(pageSize)"
        while let path = next {
            let page = try get(path).json(RejectPage.self, sourceLocation: sourceLocation)
            #expect(page.load == id, sourceLocation: sourceLocation)
            #expect(page.rejects.count <= pageSize, sourceLocation: sourceLocation)
            all += page.rejects
            next = page.next
        }
        return all
    }

    /// What every receipt must say: its sum closes, it is what was kept, and so are its rejects.
    ///
    /// - Parameter isAlone: nobody else wrote to the table meanwhile, so that the rows before and after tell, too.
    func expectClosed(
        _ receipt: Receipt, isAlone: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let sum = receipt.inserted + receipt.updated + receipt.unchanged + receipt.rejected
        #expect(receipt.read == sum, "the sum does not close", sourceLocation: sourceLocation)
        #expect(
            ["done", "failed", "interrupted"].contains(receipt.state), "\(receipt.state)",
            sourceLocation: sourceLocation)
        #expect(receipt.finishedAt != nil, sourceLocation: sourceLocation)
        #expect((receipt.problem == nil) == (receipt.state == "done"), sourceLocation: sourceLocation)
        let kept = try self.receipt(receipt.id)
        #expect(kept == receipt, "not what was answered: \(kept) \(receipt)", sourceLocation: sourceLocation)
        // Records that were all right but for others are counted, not kept.
        let keptRejects = receipt.rejected - (receipt.rejectsByCode["aborted"] ?? 0)
        let rejects = try rejects(receipt.id, sourceLocation: sourceLocation)
        #expect(rejects.count == keptRejects, "rejects that are kept", sourceLocation: sourceLocation)
        #expect(rejects.allSatisfy { !$0.errors.isEmpty }, sourceLocation: sourceLocation)
        #expect(Set(rejects.map(\.record)).count == rejects.count, sourceLocation: sourceLocation)
        if receipt.state != "done" {
            #expect(receipt.inserted + receipt.updated + receipt.unchanged == 0, sourceLocation: sourceLocation)
            #expect(receipt.rowsAfter == receipt.rowsBefore, sourceLocation: sourceLocation)
        } else if let before = receipt.rowsBefore, let after = receipt.rowsAfter {
            let growth = receipt.inserted - receipt.deleted
            let isRight = isAlone ? after - before == growth : after - before >= growth
            #expect(isRight, "rows \(before) to \(after)", sourceLocation: sourceLocation)
        }
    }

    /// A success, whose receipts are checked. They come in the order of the request.
    @discardableResult
    func expectSuccess(
        _ answer: Answer, isAlone: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [Receipt] {
        try #require(
            answer.status == 200, "\(answer.curlStatus) \(answer.text.prefix(4000))", sourceLocation: sourceLocation)
        #expect(answer["content-type"] == "application/json", sourceLocation: sourceLocation)
        let upload = try answer.json(UploadAnswer.self, sourceLocation: sourceLocation)
        #expect(upload.status == "SUCCESS", sourceLocation: sourceLocation)
        for receipt in upload.loads { try expectClosed(receipt, isAlone: isAlone, sourceLocation: sourceLocation) }
        return upload.loads
    }

    /// A problem document of this status and type, whose receipts are checked.
    @discardableResult
    func expectProblem(
        _ answer: Answer, _ status: Int, _ type: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ProblemDocument {
        try #require(
            answer.status == status, "\(answer.curlStatus) \(answer.text.prefix(4000))", sourceLocation: sourceLocation)
        #expect(answer["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
        let problem = try answer.json(ProblemDocument.self, sourceLocation: sourceLocation)
        #expect(problem.type == (type.contains(":") ? type : "/problems/\(type)"), sourceLocation: sourceLocation)
        #expect(problem.status == status, sourceLocation: sourceLocation)
        #expect(problem.requestId == answer["x-request-id"], sourceLocation: sourceLocation)
        #expect(!problem.title.isEmpty && !problem.detail.isEmpty, sourceLocation: sourceLocation)
        for receipt in problem.loads ?? [] { try expectClosed(receipt, sourceLocation: sourceLocation) }
        return problem
    }
}
