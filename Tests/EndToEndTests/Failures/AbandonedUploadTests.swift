import MariaDB
import Testing

extension EndToEndTests {
    /// A client that goes away in the middle: no row, a receipt that says so, no spool.
    @Suite(.oneResponder)
    struct AbandonedUploadTests {
        enum End: String, CaseIterable {
            case close, reset, halfClose
        }

        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let text = Text.named(1...20_000)

        private func expectInterrupted(_ id: String) throws {
            try stack.awaitState("interrupted", of: id)
            let receipt = try stack.receipt(id)
            try stack.expectClosed(receipt)
            #expect(receipt.problem?.type == "incomplete-body")
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test(arguments: [false, true])
        func killedClient_LeavesNothing(_ isChunked: Bool) throws {
            let arguments = ["--limit-rate", "100K"] + (isChunked ? ["-H", "Transfer-Encoding: chunked"] : [])
            let upload = try stack.beginUpload([.file("departments", text)], "", arguments)
            let id = try stack.awaitReceiving()
            #expect((try stack.receipt(id).progress?.bytesExpected == nil) == isChunked)
            upload.disappear()
            try expectInterrupted(id)
        }

        @Test(arguments: End.allCases, [false, true])
        func closedConnection_LeavesNothing(_ end: End, _ isChunked: Bool) throws {
            let client = try RawClient(stack)
            let body = MultipartBody([.file("departments", text)]).bytes
            let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(body.count)"
            try client.send(
                "POST /upload HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)\(MultipartBody.contentType)\r\n\(length)\r\n\r\n"
            )
            let half = Array(body.prefix(body.count / 2))
            if isChunked { try client.sendChunk(half) } else { try client.send(half) }
            let id = try stack.awaitReceiving()
            switch end {
            case .close: client.close()
            case .reset: client.reset()
            case .halfClose: client.halfClose()
            }
            try expectInterrupted(id)
        }

        /// A chunk that breaks off, or is none.
        @Test(arguments: ["5\r\n1,Ab", "zz\r\nwhat\r\n", "-1\r\n\r\n"])
        func brokenChunk_LeavesNothing(_ last: String) throws {
            let client = try RawClient(stack)
            try client.send(
                "POST /upload?table=departments HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)Content-Type: text/csv\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n")
            try client.sendChunk(Array(text.utf8))
            let id = try stack.awaitReceiving()
            try client.send(last)
            client.halfClose()
            try expectInterrupted(id)
        }

        /// Fewer bytes are announced than the form has: it ends early, and what follows is no request.
        @Test func lengthThatIsTooSmall_LeavesNothing() throws {
            let client = try RawClient(stack)
            let body = MultipartBody([.file("departments", text)]).bytes
            try client.send(
                "POST /upload HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)\(MultipartBody.contentType)\r\n"
                    + "Content-Length: \(body.count - 100)\r\n\r\n")
            try client.send(body)
            // Not half-closed: nginx takes that for a client that has gone, and may be faster than the answer. The rest of
            // the form is a request to it, a broken one, after which it closes.
            let answer = String(decoding: try client.readToEnd(), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("/problems/incomplete-body"))
            try expectInterrupted(#require(try stack.newestLoad()))
        }

        /// One file is complete, the next one is not: nothing of either.
        @Test func completeFile_DoesNotGoIn_WhenTheNextIsCutShort() throws {
            let client = try RawClient(stack)
            let body = MultipartBody([.file("jobs", Text.named(1...10)), .file("departments", text)]).bytes
            try client.send(
                "POST /upload HTTP/1.1\r\nHost: wharf\r\n\(stack.authorization)\(MultipartBody.contentType)\r\n"
                    + "Content-Length: \(body.count)\r\n\r\n")
            try client.send(Array(body.dropLast(1)))
            let id = try stack.awaitReceiving()
            client.close()
            try expectInterrupted(id)
            let page = try stack.get("/loads?limit=2").json(LoadPage.self)
            #expect(page.loads.map(\.state) == ["interrupted", "interrupted"])
            for load in page.loads { try stack.expectClosed(load) }
        }

        /// The body has come whole, and the client goes while its rows are written.
        @Test func clientThatLeavesDuringTheWrite_LeavesNothing() throws {
            try stack.withRowLocked(id: 1) { unlock in
                let upload = try stack.beginUpload([.file("departments", text)])
                let id = try stack.awaitWriting()
                upload.disappear()
                try unlock()
                try stack.awaitState("interrupted", of: id)
                try stack.expectClosed(stack.receipt(id))
            }
            #expect(try stack.counts() == [0, 0, 0])
        }
    }
}

extension Stack {
    /// Runs `body` while a row of `departments` is inserted but not committed, so that the write of a load waits for
    /// it. `unlock` takes the row back.
    func withRowLocked(id: Int, _ body: (_ unlock: () throws -> Void) throws -> Void) throws {
        try asMigrator { connection in
            try connection.execute("START TRANSACTION")
            try connection.execute("INSERT INTO `departments` (`id`, `department`) VALUES (\(id), 'in the way')")
            // The connection closes, and so rolls back, whatever `body` throws.
            try body { try connection.execute("ROLLBACK") }
        }
    }

    /// Waits for a load that is being written, and gives its id.
    func awaitWriting(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try eventually("a load that is written", sourceLocation: sourceLocation) {
            try query("SELECT `id` FROM `wharf_loads` WHERE `state` = 'writing'").first?[0].string
        }
    }
}
