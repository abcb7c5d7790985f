import MariaDB
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct AuditTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let columns =
            "`who`, `address`, `act`, `target`, `status`, `problem`, `detail`, `request_id`, `occurrences`"

        /// Rows since `id`, columns separated by `|`, null as `~`.
        private func rows(after id: String, _ columns: String) throws -> [String] {
            try stack.query("SELECT \(columns) FROM `wharf_audit` WHERE `id` > ? ORDER BY `id`", [.text(id)])
                .map { $0.values.map { $0.string ?? "~" }.joined(separator: "|") }
        }

        private func newest() throws -> String {
            try stack.query("SELECT MAX(`id`) FROM `wharf_audit`")[0][0].string ?? ""
        }

        private func load(_ query: String, _ arguments: [String] = [], as caller: Caller = .developer) throws -> Answer
        {
            try stack.upload([.file("departments", "1,B\n2,B\n")], query, arguments, as: caller)
        }

        @Test func missingScope_IsARow() throws {
            let token = try stack.makeToken("no-loads", "read").text
            let before = try newest()
            let answer = try load("", ["-H", "X-Request-Id: audit-this-1"], as: .holder(of: token))
            try stack.expectProblem(answer, 403, "forbidden")
            try eventually("the row") { try !rows(after: before, "`id`").isEmpty }
            #expect(
                try rows(after: before, columns) == [
                    "no-loads|127.0.0.1|POST /upload|/upload|403|forbidden|The token lacks the scope 'load'.|audit-this-1|1"
                ])
        }

        @Test func refusals_AreCounted_InTwoRows() throws {
            try stack.restartResponder()
            let before = try newest()
            for _ in 0..<30 { try stack.expectProblem(load("", as: .nobody), 401, "unauthorized") }
            try stack.restartResponder()
            let counts = try rows(after: before, "`occurrences`").compactMap { Int($0) }
            #expect(counts.count <= 2 && counts.reduce(0, +) == 30)
        }

        /// Whatever addresses a client says it has, nginx knows its own.
        @Test func address_IsTheConnections() throws {
            try stack.restartResponder()
            let before = try newest()
            let answer = try load(
                "", ["-H", "X-Forwarded-For: 10.9.8.7", "-H", "Remote-Addr: 10.9.8.7", "-H", "X-Real-Ip: 10.9.8.7"],
                as: .nobody)
            try stack.expectProblem(answer, 401, "unauthorized")
            try eventually("the row") { try !rows(after: before, "`id`").isEmpty }
            #expect(try rows(after: before, "`address`") == ["127.0.0.1"])
        }

        @Test func update_IsARow() throws {
            try stack.upload([.file("departments", "1,A\n")])
            let before = try newest()
            let receipts = try stack.expectSuccess(load("?on_duplicate=update"))
            #expect(receipts.map(\.sum) == [[2, 1, 1, 0, 0]])
            #expect(
                try rows(after: before, "`who`, `act`, `target`, `status`, `detail`, `occurrences`") == [
                    "development|update rows|departments|~|load \(receipts[0].id): 1 updated of 2|1"
                ])
        }

        @Test(arguments: ["", "?on_duplicate=skip", "?on_duplicate=update&dry_run=true"])
        func loadThatTakesNothingAway_IsNoRow(_ query: String) throws {
            try stack.restartResponder()
            let before = try newest()
            try stack.expectSuccess(load(query))
            try stack.restartResponder()
            #expect(try rows(after: before, "`id`").isEmpty)
        }

        @Test func act_Stands_WhenTheAuditIsAway_AndIsARowLater() throws {
            try stack.upload([.file("departments", "1,A\n")])
            try stack.restartResponder()
            let before = try newest()
            try stack.execute("RENAME TABLE `wharf_audit` TO `wharf_audit_away`")
            defer { _ = try? stack.execute("RENAME TABLE `wharf_audit_away` TO `wharf_audit`") }
            try stack.expectSuccess(load("?on_duplicate=update"))
            try stack.expectProblem(load("", as: .nobody), 401, "unauthorized")
            try eventually("errors in the log") {
                try stack.logs().split(separator: "\n").count { $0.contains("no row in the audit yet") } >= 2
            }
            try stack.execute("RENAME TABLE `wharf_audit_away` TO `wharf_audit`")
            try eventually("both rows") {
                try Set(rows(after: before, "`act`")) == ["update rows", "POST /upload"]
            }
        }
    }
}
