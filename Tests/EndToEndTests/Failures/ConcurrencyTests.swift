import MariaDB
import Testing

extension EndToEndTests {
    struct ConcurrencyTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// Both want the rows in the middle; each row is accounted for exactly once.
        @Test(arguments: ["reject", "skip", "update"])
        func overlappingUploads_Close_AndHaveEachRowOnce(_ choice: String) throws {
            let ranges = [1...6000, 4001...10_000]
            let uploads = try ranges.map {
                try stack.beginUpload([.file("departments", Text.named($0))], "?on_duplicate=\(choice)")
            }
            let receipts = try stack.answers(uploads).flatMap { try stack.expectSuccess($0, isAlone: false) }
            #expect(receipts.map(\.read) == [6000, 6000])
            #expect(receipts.map(\.inserted).reduce(0, +) == 10_000)
            #expect(receipts.map { $0.unchanged + $0.rejected }.reduce(0, +) == 2000)
            #expect(receipts.map(\.rejected).reduce(0, +) == (choice == "reject" ? 2000 : 0))
            for receipt in receipts where receipt.rejected > 0 {
                #expect(receipt.rejectsByCode == ["already_in_table": receipt.rejected])
                for reject in try stack.rejects(receipt.id) {
                    let id = try #require(reject.text.split(separator: ",").first.flatMap { Int($0) })
                    #expect((4001...6000).contains(id))
                }
            }
            #expect(try stack.count("departments") == 10_000)
        }

        /// The same file twice at once, key by key in opposite order.
        @Test func sameRecordsInOppositeOrder_Close() throws {
            let uploads = try [Text.named(1...5000), Text.named((1...5000).reversed())].map {
                try stack.beginUpload([.file("jobs", $0)], "?on_duplicate=update")
            }
            let receipts = try stack.answers(uploads).flatMap { try stack.expectSuccess($0, isAlone: false) }
            #expect(receipts.map(\.inserted).reduce(0, +) == 5000)
            #expect(receipts.map(\.unchanged).reduce(0, +) == 5000)
            #expect(try stack.count("jobs") == 5000)
        }

        @Test func smallUploads_AllGoIn_FromManyClients() throws {
            // A quarter of the workers is kept free of uploads.
            try stack.withResponder(["WHARF_WORKERS": "24"]) {
                var answers: [Answer] = []
                for round in 0..<2 {
                    let uploads = try (0..<16).map { client in
                        let first = (round * 16 + client) * 100 + 1
                        return try stack.beginUpload(
                            [.file(client % 2 == 0 ? "departments" : "jobs", Text.named(first..<first + 100))])
                    }
                    answers += try stack.answers(uploads)
                }
                #expect(answers.map(\.status) == Array(repeating: 200, count: 32))
                for answer in answers {
                    #expect(try stack.expectSuccess(answer, isAlone: false).map(\.sum) == [[100, 100, 0, 0, 0]])
                }
                #expect(try stack.counts() == [1600, 1600, 0])
            }
        }

        /// The heartbeat writes to the receipt of a load that runs: where the load held it for reading only, as each of its
        /// rejects does, one of the two would end in a deadlock.
        @Test(.oneResponder) func load_HasItsReceiptForItself_BeforeItsRejects() throws {
            try stack.withRowLocked(id: 15_000) { unlock in
                let upload = try stack.beginUpload([.file("departments", Text.named(1...20_000) + "x,y\n")])
                let id = try stack.awaitWriting()
                try stack.asAdministrator { connection in
                    try connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED")
                    try connection.transaction { connection in
                        _ = try connection.query(
                            "SELECT `id` FROM `wharf_loads` WHERE `id` = ? LOCK IN SHARE MODE", [.text(id)])
                        try unlock()
                        try eventually("the load that waits for its receipt") {
                            try !connection.query(
                                """
                                SELECT 1
                                  FROM information_schema.PROCESSLIST
                                 WHERE ID <> CONNECTION_ID()
                                   AND INFO LIKE 'UPDATE `wharf_loads`%SET `state`%'
                                """
                            ).isEmpty
                        }
                        let rejects = try connection.query(
                            "SELECT COUNT(*) FROM `wharf_rejects` WHERE `load_id` = ?", [.text(id)])
                        #expect(rejects[0][0].int == 0)
                    }
                }
                let receipt = try stack.expectSuccess(upload.answer())[0]
                #expect(receipt.inserted == 20_000 && receipt.rejected == 1)
            }
        }

        /// Slow uploads take all but a quarter of the workers: the next one is asked to wait, a short request does not.
        @Test(.oneResponder)
        func uploadsBeyondTheLimit_AreAskedToWait() throws {
            try stack.withResponder(["WHARF_WORKERS": "4"]) {
                let slow = try (0..<3).map { client in
                    let first = client * 10_000 + 1
                    return try stack.beginUpload(
                        [.file("departments", Text.named(first..<first + 10_000))], "", ["--limit-rate", "120K"])
                }
                try eventually("three running loads") {
                    try stack.get("/loads?state=receiving").json(LoadPage.self).loads.count == 3
                }
                let refused = try stack.upload([.file("jobs", "1,A\n")])
                try stack.expectProblem(refused, 503, "busy")
                #expect(Int(refused["retry-after"] ?? "") != nil)
                #expect(try stack.get("/tables").status == 200)
                for answer in try stack.answers(slow) { try stack.expectSuccess(answer, isAlone: false) }
                try stack.expectSuccess(stack.upload([.file("jobs", "1,A\n")]))
                #expect(try stack.counts() == [30_000, 1, 0])
            }
        }
    }
}
