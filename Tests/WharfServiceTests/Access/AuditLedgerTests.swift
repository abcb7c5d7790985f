import Testing

@testable import WharfService

struct AuditLedgerTests {
    private let ledger = AuditLedger()
    private let start = ContinuousClock.now

    private func refusal(
        _ address: String = "10.0.0.1", who: String = "anonymous", act: String = "POST /upload",
        target: String = "/upload",
        type: ProblemType = .unauthorized
    ) -> AuditEntry {
        AuditEntry(
            requestID: "request", who: who, address: address, act: act, target: target, refusal: type, detail: "no")
    }

    @Test func first_IsDueAtOnce() {
        ledger.note(refusal(), now: start)
        let due = ledger.takeDue(now: start)
        #expect(due.map(\.occurrences) == [1])
        #expect(due.first?.requestID == "request" && due.first?.refusal == .unauthorized)
        #expect(ledger.takeDue(now: start).isEmpty)
    }

    @Test func others_AreOneRow_WhenTheMinuteIsOver() {
        for _ in 0..<1000 { ledger.note(refusal(), now: start) }
        ledger.note(refusal(target: "/upload/last"), now: start + .seconds(59))
        #expect(ledger.takeDue(now: start + .seconds(59)).map(\.occurrences) == [1])
        let due = ledger.takeDue(now: start + .seconds(60))
        #expect(due.map(\.occurrences) == [1000] && due.first?.target == "/upload/last")
        #expect(ledger.takeDue(now: start + .seconds(600)).isEmpty)
        ledger.note(refusal(), now: start + .seconds(601))
        #expect(ledger.takeDue(now: start + .seconds(601)).map(\.occurrences) == [1])
    }

    @Test func otherKind_IsItsOwn() {
        let kinds = [
            refusal(), refusal("10.0.0.2"), refusal(who: "ci"), refusal(act: "GET /loads"), refusal(type: .forbidden),
        ]
        for entry in kinds + kinds { ledger.note(entry, now: start) }
        #expect(ledger.takeDue(now: start).map(\.occurrences) == [1, 1, 1, 1, 1])
        #expect(ledger.takeDue(now: start + .seconds(60)).map(\.occurrences) == [1, 1, 1, 1, 1])
    }

    /// Each of a hundred thousand requests from an address of its own.
    @Test func rows_AreBounded_WhateverComes() {
        for number in 0..<100_000 {
            ledger.note(refusal("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"), now: start)
        }
        let due = ledger.takeDue(now: start) + ledger.takeDue(now: start + .seconds(60))
        #expect(due.count <= 2 * (AuditLedger.kindLimit + 1))
        #expect(due.map(\.occurrences).reduce(0, +) == 100_000)
        #expect(due.contains { $0.address == nil && $0.who == "various" && $0.occurrences > 99_000 })
    }

    @Test func all_AreDue_AtTheEnd() {
        for _ in 0..<3 { ledger.note(refusal(), now: start) }
        #expect(ledger.takeDue(isLast: true, now: start).map(\.occurrences).sorted() == [1, 2])
    }

    @Test func unwritten_ComesAgain_AsLongAsThereIsRoom() {
        #expect(ledger.keep([refusal("a"), refusal("b")]).isEmpty)
        ledger.note(refusal("c"), now: start)
        #expect(ledger.takeDue(now: start).map(\.address) == ["a", "b", "c"])
        let many = (0..<AuditLedger.dueLimit + 5).map { refusal("\($0)") }
        #expect(ledger.keep(many).map(\.address) == many.suffix(5).map(\.address))
        #expect(ledger.takeDue(now: start).count == AuditLedger.dueLimit)
    }
}
