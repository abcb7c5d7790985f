import Glibc
import Testing
import WharfService

/// A part of the stack ends while work of some kind is at some point.
struct FaultCase: Sendable, CustomTestStringConvertible {
    let kind: WorkKind
    let point: FaultPoint
    let blow: Blow

    init(_ kind: WorkKind, _ point: FaultPoint, _ blow: Blow) {
        (self.kind, self.point, self.blow) = (kind, point, blow)
    }

    var testDescription: String { "\(kind) at \(point): \(blow.testDescription)" }

    static let all = WorkKind.possible.flatMap { kind in
        kind.points.flatMap { point in Blow.all.map { FaultCase(kind, point, $0) } }
    }

    /// What `make test` has time for.
    static let few = [
        FaultCase(.upload, .loadSaved, .init(part: .responder, way: .kill)),
        FaultCase(.upload, .loadRowsWritten, .init(part: .database, way: .kill)),
        FaultCase(.upload, .loadWriting, .init(part: .nginx, way: .kill)),
        FaultCase(.bulk, .loadDone, .init(part: .responder, way: .kill)),
        FaultCase(.twin, .twinSwapped, .init(part: .responder, way: .kill)),
        FaultCase(.promise, .promiseMade, .init(part: .responder, way: .kill)),
        FaultCase(.rewrite, .restoreApplied, .init(part: .responder, way: .kill)),
        FaultCase(.undo, .undoSaved, .init(part: .responder, way: .kill)),
        FaultCase(.refresh, .refreshSaved, .init(part: .responder, way: .kill)),
    ].filter { WorkKind.possible.contains($0.kind) }
}

extension EndToEndTests.FaultTests {
    struct KillTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        @Test(arguments: EndToEndTests.FaultTests.isWhole ? FaultCase.all : FaultCase.few)
        func partThatEnds_CostsNothing_AtAnyPoint(_ fault: FaultCase) throws {
            let books = try Books(stack)
            let work = try fault.kind.make(stack)
            try stack.arm(fault.point)
            defer { stack.disarm() }
            let request = try work.begin()
            try stack.awaitHeld(fault.point)
            try fault.blow.strike(stack) { stack.release(fault.point) }
            try expectRight(work, request, fault.blow, books)
        }

        /// The same at times that a seed decides.
        @Test(arguments: 1...max(EndToEndTests.FaultTests.rounds, 1))
        func partThatEnds_CostsNothing_AtAnyTime(_ round: Int) throws {
            var numbers = SeededNumbers(seed: EndToEndTests.FaultTests.seed &* 1000 &+ UInt64(round))
            let kind = try #require(WorkKind.possible.randomElement(using: &numbers))
            let blow = try #require(Blow.all.randomElement(using: &numbers))
            let milliseconds = Int32.random(in: 0...1200, using: &numbers)
            let books = try Books(stack)
            let work = try kind.make(stack)
            let request = try work.begin()
            poll(nil, 0, milliseconds)
            try blow.strike(stack) {}
            try expectRight(work, request, blow, books)
        }

        private func expectRight(_ work: any Work, _ request: Curl, _ blow: Blow, _ books: Books) throws {
            let answer = try request.answer()
            stack.disarm()
            try blow.mend(stack)
            try work.expectRight(answer)
            try books.expectClosed(work.tables)
        }
    }
}
