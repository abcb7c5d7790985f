import MariaDB
import Testing

extension EndToEndTests {
    /// `POST /loads/{id}/undo` through nginx.
    struct UndoTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func load(_ ids: some Sequence<Int>, _ query: String = "") throws -> Receipt {
            try stack.expectSuccess(stack.upload([.file("departments", Text.named(ids))], query))[0]
        }

        private func expectUndone(_ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) throws -> Receipt
        {
            try #require(answer.status == 200, "\(answer.text)", sourceLocation: sourceLocation)
            let undo = try answer.json(BulkAnswer.self, sourceLocation: sourceLocation)
            #expect(undo.status == "SUCCESS" && undo.load.source == "undo", sourceLocation: sourceLocation)
            try stack.expectClosed(undo.load, sourceLocation: sourceLocation)
            return undo.load
        }

        @Test func load_IsShown_ThenTakenBack() throws {
            let receipt = try load(1...5)
            let dry = try expectUndone(stack.undo(receipt.id, #"{"dry_run": true}"#))
            #expect(dry.deleted == 5 && dry.options.dryRun && dry.rowsBefore == nil)
            #expect(try stack.count("departments") == 5)

            let undo = try expectUndone(stack.undo(receipt.id))
            #expect(undo.sum == [0, 0, 0, 0, 0] && undo.deleted == 5 && undo.undoes == receipt.id)
            #expect(undo.rowsBefore == 5 && undo.rowsAfter == 0 && undo.source == "undo")
            #expect(try stack.receipt(receipt.id).undoneBy == undo.id)
            #expect(try stack.count("departments") == 0)
            try stack.expectProblem(stack.undo(receipt.id), 409, "not-undoable")

            let audit = try stack.query(
                "SELECT `detail` FROM `wharf_audit` WHERE `act` = 'undo load' ORDER BY `id` DESC LIMIT 1")
            #expect(audit.first?[0].string == "load \(receipt.id): 5 deleted, 0 put back")
            // What was loaded and taken back can be loaded again, without a word about the first time.
            #expect(try load(1...5).warnings == [])
        }

        @Test func refusal_CarriesItsReceipt_AndNamesTheLaterLoad() throws {
            let first = try load(1...5)
            try stack.execute("UPDATE `departments` SET `department` = 'x' WHERE `id` = 3")
            let later = try load(1...5, "?on_duplicate=update")
            #expect(later.updated == 1)
            try stack.execute("UPDATE `departments` SET `department` = 'y' WHERE `id` = 3")
            let problem = try stack.expectProblem(stack.undo(first.id), 409, "rows-changed")
            #expect(problem.detail.contains(later.id) && problem.loads?.map(\.state) == ["failed"])
            #expect(try stack.count("departments") == 5)
        }

        @Test func children_KeepTheirParents() throws {
            let parents = try stack.expectSuccess(
                stack.upload([.file("departments", "1,D\n"), .file("jobs", "1,J\n")]))
            let children = try stack.expectSuccess(
                stack.upload([.file("hired_employees", "1,N,2021-01-01T00:00:00Z,1,1\n")]))
            for parent in parents { try stack.expectProblem(stack.undo(parent.id), 409, "parents-missing") }
            for load in children + parents { _ = try expectUndone(stack.undo(load.id)) }
            #expect(try stack.counts() == [0, 0, 0])
        }

        @Test func sameKey_IsOneUndo() throws {
            let receipt = try load(1...5)
            let key = CallKey()
            let first = try stack.undo(receipt.id, "", key.arguments)
            _ = try expectUndone(first)
            stack.expectReplay(try stack.undo(receipt.id, "", key.arguments), of: first)
        }

        @Test(arguments: [#"{"dry_run": 1}"#, #"{"dry": true}"#, "[]", "{"])
        func wrongDocument_IsRefused(_ document: String) throws {
            let receipt = try load([1])
            try stack.expectProblem(stack.undo(receipt.id, document), 400, "bad-document")
            #expect(try stack.count("departments") == 1)
        }

        @Test func unknownLoad_AndOtherMethods_AreRefused() throws {
            try stack.expectProblem(stack.undo("x"), 404, "unknown-load")
            let receipt = try load([1])
            #expect(try stack.get("/loads/\(receipt.id)/undo")["allow"]?.contains("POST") == true)
            let reader = Caller.holder(of: try stack.makeToken("no-undo", "read").text)
            try stack.expectProblem(stack.undo(receipt.id, as: reader), 403, "forbidden")
            #expect(try stack.count("departments") == 1)
        }

        /// The responder dies while it waits for a row in the middle of the load.
        @Test(.oneResponder) func killedResponder_LeavesTheLoadWhole() throws {
            let receipt = try load(1...20_000)
            try stack.asMigrator { connection in
                try connection.execute("START TRANSACTION")
                try connection.execute("UPDATE `departments` SET `department` = 'x' WHERE `id` = 5000")
                let undo = try stack.beginUndo(receipt.id)
                let id = try stack.awaitWriting()
                try stack.awaitLockWait("%departments%")
                try stack.kill("wharf")
                try stack.expectProblem(undo.answer(), 502, "about:blank")
                try stack.start()
                try connection.execute("ROLLBACK")
                let interrupted = try stack.receipt(id)
                #expect(interrupted.state == "interrupted" && interrupted.undoes == receipt.id)
            }
            try eventually("the load, whole") { try stack.count("departments") == 20_000 }
            #expect(try expectUndone(stack.undo(receipt.id)).deleted == 20_000)
            #expect(try stack.count("departments") == 0)
        }

        @Test func command_DoesTheSame() throws {
            let receipt = try load(1...5)
            let dry = try stack.command("undo", receipt.id, "--dry-run")
            #expect(dry.status == 0 && dry.output.contains("deleted                 5"), "\(dry.output)")
            #expect(try stack.count("departments") == 5)
            let outcome = try stack.command("undo", receipt.id, "--json")
            let undo = try outcome.json(BulkAnswer.self).load
            #expect(outcome.status == 0 && undo.deleted == 5 && undo.undoes == receipt.id)
            try stack.expectClosed(undo)
            let again = try stack.command("undo", receipt.id)
            #expect(again.status == 65 && again.errors.contains("was taken back by load \(undo.id)"), "\(again.errors)")
            #expect(try stack.command("undo", "x").status == 66)
            #expect(try stack.count("departments") == 0)
        }

        /// Where the service keeps nothing for it.
        @Test func switchedOff_NothingIsKept() throws {
            try stack.withResponder(["WHARF_UNDO_DAYS": "0"]) {
                let receipt = try load(1...3)
                try stack.expectProblem(stack.undo(receipt.id), 409, "not-undoable")
                #expect(try stack.query("SELECT 1 FROM `wharf_undo` WHERE `load_id` = ?", [.text(receipt.id)]).isEmpty)
            }
        }
    }
}
