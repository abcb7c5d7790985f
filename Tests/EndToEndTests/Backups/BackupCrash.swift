import Glibc
import MariaDB
import Testing

/// Kills the responder in the middle of backups and restores, at points that a seed decides, and looks at what is left.
struct BackupCrash {
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// What is in a table: how many rows, and a sum over all of them.
    typealias Content = [String?]

    private static let columns = [
        "jobs": "`id`, `job`", "hired_employees": "`id`, `name`, `datetime`, `department_id`, `job_id`",
    ]

    let stack: Stack
    private var numbers: Numbers
    /// Orders whose caller was not told that they are done.
    private(set) var interruptions = 0

    /// Fills the tables. Only some jobs have children, so that others may come and go.
    init(_ stack: Stack, seed: UInt64) throws {
        self.stack = stack
        numbers = Numbers(state: seed)
        let people = (1...20_000).map { "\($0),Person \($0),2021-03-01T09:00:00Z,1,\($0 % 4 + 1)\n" }.joined()
        try stack.expectSuccess(
            stack.upload([
                .file("departments", "1,A\n"), .file("jobs", Text.named(1...5000)), .file("hired_employees", people),
            ]))
    }

    func content(_ table: String) throws -> Content {
        let sql = "SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', \(Self.columns[table] ?? "")))) FROM `\(table)`"
        return try stack.query(sql).first.map { [$0[0].string, $0[1].string] } ?? []
    }

    // MARK: Backups

    /// Kills so many backups, of one table and of all of them by turns.
    mutating func killBackups(_ count: Int) throws {
        let orders = [#"{"table": "hired_employees"}"#, #"{"table": "*"}"#]
        let seconds = try orders.map { try time("/backup", $0) }
        for round in 0..<count {
            stack.emptyBucket()
            let kind = round % orders.count
            let isDone = try interrupt("/backup", orders[kind], within: seconds[kind])
            let found = try stack.get("/backups?limit=200").json(BackupPage.self).backups
            if isDone { #expect(found.count == [1, 3][kind]) }
            try proveAll(found)
            try expectCleared()
        }
    }

    // MARK: Restores

    /// Kills so many restores of a table, which goes to and fro between two contents.
    mutating func killRestores(_ count: Int, of table: String) throws {
        var backups: [(id: String, content: Content)] = []
        for id in 1...2 {
            backups.append((try stack.backUp(table).backups[0].id, try content(table)))
            if id == 1 { try change(table) }
        }
        try #require(backups[0].content != backups[1].content)
        let others = try Self.columns.keys.filter { $0 != table }.map(content)
        let seconds = try time("/restore", #"{"table": "\#(table)", "backup": "\#(backups[0].id)"}"#)
        for _ in 0..<count {
            let before = try content(table)
            guard let wanted = backups.first(where: { $0.content != before }) else { return }
            let order =
                #"{"table": "\#(table)", "backup": "\#(wanted.id)", "safety": \#(Bool.random(using: &numbers))}"#
            let isDone = try interrupt("/restore", order, within: seconds)
            let after = try content(table)
            #expect(isDone ? after == wanted.content : [before, wanted.content].contains(after), "\(order)")
            #expect(try Self.columns.keys.filter { $0 != table }.map(content) == others)
            let found = try stack.get("/backups?limit=200").json(BackupPage.self).backups
            try proveAll(found)
            try expectCleared()
            #expect(try content(table) == after)
            for backup in found where backup.kind == "safety" { forget(backup) }
        }
    }

    private func change(_ table: String) throws {
        let column = table == "jobs" ? "job" : "name"
        try stack.execute(
            "UPDATE `\(table)` SET `\(column)` = CONCAT('Other ', `id`) WHERE `id` % 3 = 0",
            "DELETE FROM `\(table)` WHERE `id` > 4500 AND `id` < 7000")
    }

    private func forget(_ backup: BackupDocument) {
        let head = "\(backup.table).\(backup.id)."
        for name in namesIn(stack.bucket) where name.hasPrefix(head) { unlink("\(stack.bucket)/\(name)") }
    }

    // MARK: Both

    /// How long an order takes that nobody kills.
    private func time(_ path: String, _ order: String) throws -> Duration {
        let start = ContinuousClock.now
        let answer = try stack.order(path, order)
        try #require(answer.status == 200, "\(answer.text)")
        return ContinuousClock.now - start
    }

    /// Kills the responder at any point of an order and starts it again.
    ///
    /// - Returns: whether the caller was told that it is done.
    private mutating func interrupt(_ path: String, _ order: String, within time: Duration) throws -> Bool {
        let request = try stack.beginOrder(path, order)
        let longest = Int32(time / .milliseconds(1))
        poll(nil, 0, Int32.random(in: 1...max(longest, 2), using: &numbers))
        try stack.kill("wharf")
        let answer = try request.answer()
        #expect([200, 502].contains(answer.status), "\(answer.text)")
        try stack.start()
        if answer.status != 200 { interruptions += 1 }
        return answer.status == 200
    }

    /// Every backup that is listed is whole.
    private func proveAll(_ backups: [BackupDocument]) throws {
        for (index, backup) in backups.enumerated() {
            let answer = try stack.verify(backup.id, index == 0 ? "drill" : "records")
            #expect(answer.status == 200, "\(backup.file): \(answer.text)")
        }
    }

    private func expectCleared() throws {
        try eventually("no table of a restore", withinSeconds: 10) { try stack.scratchTables().isEmpty }
        try eventually("no file without a manifest", withinSeconds: 15) {
            let names = Set(namesIn(stack.bucket))
            return names.allSatisfy { !$0.hasSuffix(".avro") || names.contains($0 + ".json") }
        }
        #expect(try stack.get("/backups").json(BackupPage.self).damaged == [])
        #expect(try stack.query("SELECT `id` FROM `wharf_restores` WHERE `state` = 'running'").isEmpty)
    }
}
