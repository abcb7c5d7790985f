import MariaDB
import Testing

@testable import WharfService

/// Holds a receipt against what the database has.
struct ReceiptJudge {
    let connection: Connection
    let sourceLocation: SourceLocation

    /// The sum closes, `wharf_loads` says the same, and each record that broke a rule itself is in `wharf_rejects`.
    func expectClosed(_ receipt: Receipt, isAlone: Bool = true) throws {
        #expect(receipt.state.isFinal, sourceLocation: sourceLocation)
        #expect(receipt.finishedAt != nil, sourceLocation: sourceLocation)
        #expect(
            receipt.read == receipt.inserted + receipt.updated + receipt.unchanged + receipt.rejected,
            sourceLocation: sourceLocation)
        let stored = try #require(
            try LoadStore(connection: connection).find(receipt.id), sourceLocation: sourceLocation)
        #expect(try Self.text(stored) == Self.text(receipt), sourceLocation: sourceLocation)
        if receipt.state != .done {
            #expect(
                receipt.inserted + receipt.updated + receipt.unchanged + receipt.deleted == 0,
                sourceLocation: sourceLocation)
            #expect(receipt.problem != nil, sourceLocation: sourceLocation)
        }
        try expectCounts(receipt)
        if isAlone, let before = receipt.rowsBefore, let after = receipt.rowsAfter {
            #expect(after - before == receipt.inserted - receipt.deleted, sourceLocation: sourceLocation)
        }
    }

    private func expectCounts(_ receipt: Receipt) throws {
        var byCode: [String: Int] = [:]
        var byField: [String: Int] = [:]
        let rejects = try rejects(of: receipt)
        for reason in rejects.flatMap(\.errors) {
            byCode[reason.code, default: 0] += 1
            if let field = reason.field { byField[field, default: 0] += 1 }
            #expect(reason.message?.isEmpty == false, sourceLocation: sourceLocation)
        }
        let aborted = receipt.rejectsByCode[RejectCode.aborted.rawValue] ?? 0
        if aborted > 0 { byCode[RejectCode.aborted.rawValue] = aborted }
        #expect(rejects.count == receipt.rejected - aborted, sourceLocation: sourceLocation)
        #expect(byCode == receipt.rejectsByCode, sourceLocation: sourceLocation)
        #expect(byField == receipt.rejectsByField, sourceLocation: sourceLocation)
        #expect(rejects.allSatisfy { !$0.errors.isEmpty && $0.record < receipt.read }, sourceLocation: sourceLocation)
        #expect(Set(rejects.map(\.record)).count == rejects.count, sourceLocation: sourceLocation)
    }

    /// Each reject has the bytes that stand in the file at its place, and the number of the line they begin on.
    func expectRejects(of receipt: Receipt, from file: [UInt8]) throws {
        for reject in try rejects(of: receipt).prefix(200) {
            let end = reject.offset + reject.content.count
            #expect(
                end <= file.count && Array(file[reject.offset..<min(end, file.count)]) == reject.content,
                sourceLocation: sourceLocation)
            let line = file[..<reject.offset].count { $0 == UInt8(ascii: "\n") } + 1
            #expect(reject.line == line, sourceLocation: sourceLocation)
        }
    }

    /// The tables have as many more rows as their receipts say, and no others have.
    func expectRows(_ before: [String: Int], now: [String: Int], _ receipts: [Receipt]) throws {
        var expected = before
        for receipt in receipts where !receipt.options.dryRun {
            expected[receipt.table]? += receipt.inserted - receipt.deleted
        }
        #expect(now == expected, sourceLocation: sourceLocation)
    }

    /// No transaction is open that has touched a table of the schema: each can be had for oneself.
    func expectNothingOpen() throws {
        let tables = try connection.query(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'"
        ).compactMap { $0[0].string }.map { "\(Connection.quoteIdentifier($0)) WRITE" }
        #expect(throws: Never.self, sourceLocation: sourceLocation) {
            try connection.execute("LOCK TABLES \(tables.joined(separator: ", "))")
        }
        try connection.execute("UNLOCK TABLES")
    }

    func rejects(of receipt: Receipt) throws -> [StoredReject] {
        try RejectStore(connection: connection).page(receipt.id, after: -1, limit: 1_000_000)
    }

    /// The receipt as a client gets it.
    static func text(_ receipt: Receipt) throws -> String {
        guard case .whole(_, _, let body) = try Answer.json(receipt) else { preconditionFailure("JSON is whole") }
        return String(decoding: body, as: UTF8.self)
    }
}

/// What every receipt must say of itself; for receipts that `LoadStation` has not judged.
func expectClosed(
    _ receipt: Receipt, in database: ScratchDatabase, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let judge = ReceiptJudge(connection: database.connection, sourceLocation: sourceLocation)
    try judge.expectClosed(receipt, isAlone: false)
    try judge.expectNothingOpen()
}
