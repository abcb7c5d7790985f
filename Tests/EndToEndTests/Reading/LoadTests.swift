import MariaDB
import Testing

extension EndToEndTests {
    struct LoadTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func pages(_ first: String) throws -> [Receipt] {
            var all: [Receipt] = []
            var next: String? = first
            while let path = next {
                let answer = try stack.get(path)
                try #require(answer.status == 200)
                let page = try answer.json(LoadPage.self)
                all += page.loads
                next = page.next
            }
            return all
        }

        private func ids(_ condition: String) throws -> [String] {
            try stack.query("SELECT `id` FROM `wharf_loads` WHERE \(condition) ORDER BY `id` DESC").compactMap {
                $0[0].string
            }
        }

        private func makeLoads() throws {
            for number in 1...6 {
                try stack.upload([.file("departments", "\(number),D\n"), .file("jobs", "\(number),J\n")])
                try stack.upload([.file("jobs", number % 2 == 0 ? "\(number),J\n" : "")])
            }
        }

        @Test(arguments: [1, 3, 4, 1000])
        func allPages_HaveEachLoadOnce_NewestFirst(_ limit: Int) throws {
            // A page of one needs as many requests as there are loads.
            try stack.execute("DELETE FROM `wharf_loads`")
            try makeLoads()
            let loads = try pages("/loads?limit=\(limit)")
            #expect(loads.count == 18)
            #expect(loads.map(\.id) == (try ids("TRUE")))
            for load in loads { try stack.expectClosed(load) }
        }

        @Test func filters_Hold_OnEveryPage() throws {
            try makeLoads()
            for (query, condition) in [
                ("table=jobs", "`table_name` = 'jobs'"), ("state=failed", "`state` = 'failed'"),
                ("table=jobs&state=done", "`table_name` = 'jobs' AND `state` = 'done'"), ("state=writing", "FALSE"),
            ] {
                #expect(try pages("/loads?limit=5&\(query)").map(\.id) == ids(condition))
            }
        }

        @Test(arguments: ["limit=0", "limit=1001", "limit=x", "before=x", "state=asleep"])
        func wrongParameter_IsRefused(_ query: String) throws {
            try stack.expectProblem(stack.get("/loads?\(query)"), 400, "bad-option")
        }

        @Test(arguments: ["x", "01J00000000000000000000000", "%F0%9F%8D%95"])
        func unknownLoad_IsNotFound(_ id: String) throws {
            try stack.expectProblem(stack.get("/loads/\(id)"), 404, "unknown-load")
            try stack.expectProblem(stack.get("/loads/\(id)/rejects"), 404, "unknown-load")
        }

        @Test func runningLoad_TellsHowFarItIs() throws {
            let text = (1...40_000).map { "\($0),Department number \($0)\n" }.joined()
            let upload = try stack.beginUpload([.file("departments", text)], "", ["--limit-rate", "400K"])
            let id = try stack.awaitReceiving()
            let first = try stack.receipt(id)
            #expect(first.state == "receiving")
            #expect(first.sum == [0, 0, 0, 0, 0])
            #expect(first.finishedAt == nil)
            let progress = try #require(first.progress)
            #expect((progress.bytesExpected ?? 0) > text.utf8.count)
            try eventually("more bytes and records", withinSeconds: 10) {
                guard let now = try stack.receipt(id).progress else { return false }
                return now.bytes > progress.bytes && now.records > progress.records
            }
            // Another instance sees it, too: by the database, and with a second's delay.
            try eventually("bytes in the database", withinSeconds: 10) {
                try stack.query("SELECT `bytes_received` FROM `wharf_loads` WHERE `id` = ?", [.text(id)])[0][0].int ?? 0
                    > 0
            }
            #expect(try stack.get("/loads?state=receiving").json(LoadPage.self).loads.map(\.id) == [id])
            #expect(try stack.count("departments") == 0)
            let receipts = try stack.expectSuccess(upload.answer())
            #expect(receipts.map(\.id) == [id])
            #expect(receipts.map(\.inserted) == [40_000])
            #expect(try stack.receipt(id).progress == nil)
        }

        @Test func rejectPages_AreRefused_WithWrongParameters() throws {
            try stack.upload([.file("departments", "1,A\n2,\n")])
            let id = try #require(try stack.newestLoad())
            for query in ["limit=0", "after=x", "colour=blue"] {
                try stack.expectProblem(stack.get("/loads/\(id)/rejects?\(query)"), 400, "bad-option")
            }
        }

        /// Quotes, delimiters and line ends within fields, too many and too few fields: the file reads back.
        @Test func rejectsFile_ReadsBack_WhateverTheRecordsHold() throws {
            let text = "id;department\r\nx;\"a \"\"b\"\"; c\"\r\ny;\"two\r\nlines\"\r\n3\r\n4;A;B\r\n5;Good\r\n"
            let receipt = try #require(stack.expectSuccess(stack.upload([.file("departments", text)])).first)
            #expect(receipt.sum == [5, 1, 0, 0, 4])
            let rejects = try stack.rejects(receipt.id)
            #expect(rejects.map(\.text) == ["x;\"a \"\"b\"\"; c\"", "y;\"two\r\nlines\"", "3", "4;A;B"])
            #expect(rejects.map(\.line) == [2, 3, 5, 6])
            let csv = try stack.get("/loads/\(receipt.id)/rejects", "-H", "Accept: text/csv").text
            let corrected = csv.replacing(",x,", with: ",11,").replacing(",y,", with: ",12,")
            // Two more are still broken: refused one by one, the corrected ones go in.
            let second = try #require(stack.expectSuccess(stack.upload([.file("departments", corrected)])).first)
            #expect(second.sum == [4, 2, 0, 0, 2])
            #expect(
                try stack.query("SELECT `department` FROM `departments` WHERE `id` > 10 ORDER BY `id`").map {
                    $0[0].string
                } == ["a \"b\"; c", "two\r\nlines"])
        }
    }
}

extension Stack {
    /// Waits for a load that has got its first bytes, and gives its id.
    @discardableResult
    func awaitReceiving(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let load: Receipt = try eventually("a load that receives", sourceLocation: sourceLocation) {
            guard let load = try get("/loads?state=receiving").json(LoadPage.self).loads.first else { return nil }
            let receipt = try receipt(load.id)
            return receipt.progress?.bytes ?? 0 > 0 ? receipt : nil
        }
        return load.id
    }

    func awaitState(
        _ state: String, of id: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try eventually("state \(state) of \(id)", sourceLocation: sourceLocation) {
            try query("SELECT `state` FROM `wharf_loads` WHERE `id` = ?", [.text(id)]).first?[0].string == state
        }
    }
}
