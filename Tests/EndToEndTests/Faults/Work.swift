import Glibc
import MariaDB
import Testing
import WharfService

/// What a fault hits in the middle. Making it brings the tables into a known state.
protocol Work {
    /// Sends the request.
    func begin() throws -> Curl
    /// Looks whether what was answered is true, and brings the work to its end where it did not get there.
    func expectRight(_ answer: Answer) throws
    /// Tables that nothing but loads write to.
    var tables: [String] { get }
}

enum WorkKind: String, CaseIterable {
    case upload, bulk, twin, promise, backup, backupOfAll, swap, rewrite, undo, refresh

    func make(_ stack: Stack) throws -> any Work {
        switch self {
        case .upload: try UploadWork(stack)
        case .bulk: BulkWork(stack)
        case .twin: try TwinWork(stack)
        case .promise: try PromiseWork(stack)
        case .backup: try BackupWork(stack)
        case .backupOfAll: try BackupOfAllWork(stack)
        case .swap: try RestoreWork(stack, "hired_employees")
        case .rewrite: try RestoreWork(stack, "jobs")
        case .undo: try UndoWork(stack)
        case .refresh: try RefreshWork(stack)
        }
    }

    /// In a cluster nothing is written to a twin and swapped in.
    static let possible = allCases.filter { !Stack.isCluster || ![.twin, .swap].contains($0) }

    /// The states that it comes through, in their order.
    var points: [FaultPoint] {
        switch self {
        case .upload:
            [
                .callClaimed, .loadBegun, .loadReceiving, .loadReceived, .callReceived, .loadChecked, .loadWriting,
                .loadRowsWritten, .loadSaved, .loadDone, .callWorked,
            ]
        case .bulk: [.callClaimed, .callReceived, .loadRowsWritten, .loadSaved, .loadDone, .callWorked]
        case .twin:
            [
                .loadWriting, .twinCreated, .twinFilled, .twinProven, .twinAnnounced, .swapLocked, .swapQueued,
                .twinSwapped, .twinSettled, .loadDone,
            ]
        case .promise: [.promiseKept, .promiseMade, .loadRowsWritten, .loadDone]
        case .backup: [.backupSeen, .backupNoted, .backupBegun, .backupWritten, .backupDone]
        case .backupOfAll: [.backupWritten]
        case .swap:
            [.restoreBegun, .restoreFilled, .restoreProven, .restoreSafe, .swapLocked, .swapQueued, .restoreDone]
        case .rewrite: [.restoreFilled, .restoreSafe, .restoreApplied, .restoreDone]
        case .undo: [.undoBegun, .undoApplied, .undoSaved, .undoDone]
        case .refresh: [.refreshLocked, .refreshReplaced, .refreshSaved, .refreshDone]
        }
    }
}

// MARK: Loads

extension Stack {
    /// Sends a request with a key until it is not refused for one that runs.
    fileprivate func settled(_ send: () throws -> Answer) throws -> Answer {
        try eventually("the end of the first request", withinSeconds: 40, everyMilliseconds: 100) {
            let answer = try send()
            return answer.status == 409 && answer.text.contains("request-running") ? nil : answer
        }
    }

    /// Each table has none of its rows, or all.
    fileprivate func expectWhole(_ rows: [Int], isAll: Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        for (count, all) in zip(try counts(), rows) {
            #expect(count == all || (!isAll && count == 0), "\(count) of \(all) rows", sourceLocation: sourceLocation)
        }
    }
}

/// Two tables and a reject, with a key.
private struct UploadWork: Work {
    private let stack: Stack
    private let newest: String?
    private let key = CallKey()
    private static let rows = [12_000, 10, 0]
    let tables = ["departments", "jobs"]

    init(_ stack: Stack) throws {
        self.stack = stack
        newest = try stack.newestLoad()
    }

    func begin() throws -> Curl { try begin(key, "") }

    private func begin(_ key: CallKey, _ query: String) throws -> Curl {
        let parts: [Part] = [.file("jobs", Text.named(1...10)), .file("departments", Text.named(1...12_000) + "x,y\n")]
        return try stack.beginUpload(parts, query, key.arguments)
    }

    func expectRight(_ answer: Answer) throws {
        try stack.expectWhole(Self.rows, isAll: answer.status == 200)
        let again = try stack.settled { try begin().answer() }
        let done = "SELECT 1 FROM `wharf_loads` WHERE `id` > ? AND `state` = 'done' AND `table_name` = 'jobs'"
        #expect(try stack.query(done, [.text(newest ?? "")]).count <= 1, "one key is one load")
        if again.status == 409 {
            #expect(again.text.contains("/problems/interrupted"), "\(again.text)")
            #expect(try begin(CallKey(), "?on_duplicate=skip").answer().status == 200)
        } else {
            #expect(again.status == 200, "\(again.text)")
        }
        try stack.expectWhole(Self.rows, isAll: true)
        if answer.status == 200 { stack.expectReplay(again, of: answer) }
    }
}

private struct BulkWork: Work {
    private let stack: Stack
    private let key = CallKey()
    let tables = ["departments"]

    init(_ stack: Stack) { self.stack = stack }

    func begin() throws -> Curl { try LoadingCall.bulk.begin(stack, 1...300, key.arguments) }

    func expectRight(_ answer: Answer) throws {
        try stack.expectWhole([300], isAll: answer.status == 200)
        let again = try stack.settled { try begin().answer() }
        #expect(try LoadingCall.bulk.receipt(again).sum == [300, 300, 0, 0, 0])
        try stack.expectWhole([300], isAll: true)
        if answer.status == 200 { stack.expectReplay(again, of: answer) }
    }
}

extension Stack {
    fileprivate func people(_ ids: ClosedRange<Int>, _ year: Int = 2021) -> String {
        ids.map { "\($0),Person \($0),\(year)-03-01T09:00:00Z,1,\($0 % 4 + 1)\n" }.joined()
    }
}

/// So many rows for an empty table that they come by a twin.
private struct TwinWork: Work {
    private let stack: Stack
    private let text: String
    private static let rows = [1, 4, 50_000]
    let tables = ["departments", "jobs", "hired_employees"]

    init(_ stack: Stack) throws {
        self.stack = stack
        text = stack.people(1...50_000)
        try stack.expectSuccess(stack.upload([.file("departments", "1,A\n"), .file("jobs", Text.named(1...4))]))
    }

    func begin() throws -> Curl { try stack.beginUpload([.file("hired_employees", text)], "?on_duplicate=skip") }

    func expectRight(_ answer: Answer) throws {
        // A load that was swapped in is done, also where its process ended before it could say so.
        try eventually("no twin", withinSeconds: 40, everyMilliseconds: 100) { try stack.scratchTables().isEmpty }
        try stack.expectWhole(Self.rows, isAll: answer.status == 200)
        if try stack.count("hired_employees") == 0 { #expect(try begin().answer().status == 200) }
        try stack.expectWhole(Self.rows, isAll: true)
        #expect(
            try stack.query("SHOW CREATE TABLE `hired_employees`").first?[1].string?.contains("FOREIGN KEY") == true)
    }
}

/// Answered before it is written, with a key.
private struct PromiseWork: Work {
    private let stack: Stack
    private let newest: String?
    private let key = CallKey()
    let tables = ["departments"]

    init(_ stack: Stack) throws {
        self.stack = stack
        newest = try stack.newestLoad()
    }

    func begin() throws -> Curl {
        try stack.beginUpload(
            [.file("departments", Text.named(1...12_000))], "", key.arguments + ["-H", "Prefer: respond-async"])
    }

    /// What was promised is done, whatever died; what was not may be.
    func expectRight(_ answer: Answer) throws {
        let isDone = try isEnded().map(\.state) == ["done"]
        #expect(isDone || answer.status != 202)
        try stack.expectWhole([isDone ? 12_000 : 0], isAll: true)
        let again = try stack.settled { try begin().answer() }
        #expect([200, 202].contains(again.status), "\(again.text)")
        #expect(try isEnded().count { $0.state == "done" } == 1, "one key is one load")
        try stack.expectWhole([12_000], isAll: true)
    }

    private func isEnded() throws -> [(id: String, state: String)] {
        try eventually("the end of the load", withinSeconds: 40, everyMilliseconds: 50) {
            let loads = try stack.loads(after: newest)
            return loads.allSatisfy { ["done", "failed", "interrupted"].contains($0.state) } ? loads : nil
        }
    }
}

// MARK: Backups

extension Stack {
    /// Rows to back up. Only some jobs have children, so that others may come and go.
    fileprivate func fillTables() throws {
        try expectSuccess(
            upload([
                .file("departments", "1,A\n"), .file("jobs", Text.named(1...3000)),
                .file("hired_employees", people(1...6000)),
            ]))
    }

    /// How many rows, and a sum over all that is in them.
    fileprivate func sum(of table: String) throws -> [String?] {
        let columns = table == "jobs" ? "`id`, `job`" : "`id`, `name`, `datetime`, `department_id`, `job_id`"
        let sql = "SELECT COUNT(*), SUM(CRC32(CONCAT_WS('|', \(columns)))) FROM `\(table)`"
        return try query(sql)[0].values.map(\.string)
    }

    /// Every backup that is listed is whole.
    @discardableResult
    fileprivate func expectWholeBackups() throws -> [BackupDocument] {
        let page = try get("/backups?limit=200").json(BackupPage.self)
        #expect(page.damaged == [])
        for backup in page.backups {
            let answer = try verify(backup.id, "records")
            #expect(answer.status == 200, "\(backup.file): \(answer.text)")
            Tally.count(.rows, backup.rows)
        }
        return page.backups
    }
}

private struct BackupWork: Work {
    private let stack: Stack
    let tables = ["departments", "jobs", "hired_employees"]

    init(_ stack: Stack) throws {
        self.stack = stack
        stack.emptyBucket()
        try stack.fillTables()
    }

    func begin() throws -> Curl { try stack.beginOrder("/backup", #"{"table": "hired_employees"}"#) }

    func expectRight(_ answer: Answer) throws {
        let found = try stack.expectWholeBackups()
        #expect(answer.status == 200 ? found.count == 1 : found.count <= 1)
        try stack.backUp("hired_employees")
    }
}

/// One of three files is written.
private struct BackupOfAllWork: Work {
    private let stack: Stack
    let tables = ["departments", "jobs", "hired_employees"]

    init(_ stack: Stack) throws {
        self.stack = stack
        stack.emptyBucket()
        try stack.fillTables()
    }

    func begin() throws -> Curl { try stack.beginOrder("/backup", #"{"table": "*"}"#) }

    func expectRight(_ answer: Answer) throws {
        let found = try stack.expectWholeBackups()
        if answer.status == 200 { #expect(found.count == 3) }
        #expect(try stack.backUp("*").backups.count == 3)
    }
}

/// A table goes back to what its backup holds.
private struct RestoreWork: Work {
    private let stack: Stack
    private let table: String
    let tables: [String] = []
    private let backup: String
    private let wanted: [String?]
    private let before: [String?]
    private let others: [[String?]]

    init(_ stack: Stack, _ table: String) throws {
        (self.stack, self.table) = (stack, table)
        stack.emptyBucket()
        try stack.fillTables()
        backup = try stack.backUp(table).backups[0].id
        wanted = try stack.sum(of: table)
        let column = table == "jobs" ? "job" : "name"
        try stack.execute(
            "UPDATE `\(table)` SET `\(column)` = CONCAT('Other ', `id`) WHERE `id` % 3 = 0",
            "DELETE FROM `\(table)` WHERE `id` > 2000 AND `id` < 2500")
        before = try stack.sum(of: table)
        others = try Self.others(table).map(stack.sum)
    }

    private static func others(_ table: String) -> [String] { ["jobs", "hired_employees"].filter { $0 != table } }

    private var order: String { #"{"table": "\#(table)", "backup": "\#(backup)"}"# }

    func begin() throws -> Curl { try stack.beginOrder("/restore", order) }

    func expectRight(_ answer: Answer) throws {
        let after = try stack.sum(of: table)
        #expect(answer.status == 200 ? after == wanted : [before, wanted].contains(after), "\(answer.text)")
        #expect(try Self.others(table).map(stack.sum) == others)
        // What was replaced is in a backup that the restore took before.
        let backups = try stack.expectWholeBackups()
        if after == wanted { #expect(backups.contains { $0.kind == "safety" }) }
        try stack.restore(order)
        #expect(try stack.sum(of: table) == wanted)
        Tally.count(.rows, try stack.count(table))
    }
}

// MARK: Undo

/// A load that has inserted and updated rows is taken back.
private struct UndoWork: Work {
    private let stack: Stack
    private let load: String
    private let before: [String?]
    private let after: [String?]
    let tables = ["departments", "jobs"]

    init(_ stack: Stack) throws {
        self.stack = stack
        let first = try stack.upload([.file("jobs", Text.named(1...8000)), .file("departments", "1,A\n")])
        try stack.expectSuccess(first)
        before = try stack.sum(of: "jobs")
        let others = (4001...12_000).map { "\($0),Other\n" }.joined()
        let second = try stack.upload([.file("jobs", others)], "?on_duplicate=update")
        load = try stack.expectSuccess(second)[0].id
        after = try stack.sum(of: "jobs")
    }

    func begin() throws -> Curl { try stack.beginUndo(load) }

    func expectRight(_ answer: Answer) throws {
        let now = try stack.sum(of: "jobs")
        #expect(answer.status == 200 ? now == before : [before, after].contains(now), "\(answer.text)")
        let undoneBy = try stack.query("SELECT `undone_by` FROM `wharf_loads` WHERE `id` = ?", [.text(load)])[0][0]
            .string
        #expect((undoneBy == nil) == (now == after), "the receipt says what the table is")
        let again = try begin().answer()
        #expect(again.status == (now == after ? 200 : 409), "\(again.text)")
        #expect(try stack.sum(of: "jobs") == before)
        Tally.count(.rows, try stack.count("jobs"))
    }
}

// MARK: Reports

private struct RefreshWork: Work {
    private let stack: Stack
    let tables = ["departments", "jobs", "hired_employees"]

    init(_ stack: Stack) throws {
        self.stack = stack
        try stack.fillTables()
        try #require(stack.get("/hires_q?year=2021&rows=false").status == 200)
        try stack.expectSuccess(stack.upload([.file("hired_employees", stack.people(6001...8000))]))
    }

    func begin() throws -> Curl { try Curl(stack, "/hires_q?year=2021", []) }

    /// Hires of the year, by the rows that are stored.
    private func stored() throws -> Int? {
        let sql = """
            SELECT CAST(SUM(`q1` + `q2` + `q3` + `q4`) AS SIGNED)
              FROM `wharf_reporting`.`hires_by_q`
             WHERE `year` = 2021
            """
        return try stack.query(sql)[0][0].int.map(Int.init)
    }

    func expectRight(_ answer: Answer) throws {
        let hires = try stored()
        #expect(answer.status == 200 ? hires == 8000 : [6000, 8000].contains(hires))
        #expect(try begin().answer().status == 200)
        #expect(try stored() == 8000)
    }
}
