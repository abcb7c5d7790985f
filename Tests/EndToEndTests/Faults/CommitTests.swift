import Glibc
import Testing
import WharfService

extension EndToEndTests.FaultTests {
    /// A connection is cut while the database commits: what became of it is looked up, never guessed.
    struct CommitTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// The last point before a COMMIT.
        private static let points: [(WorkKind, FaultPoint)] = [
            (.upload, .loadSaved), (.bulk, .loadSaved), (.twin, .twinProven), (.promise, .promiseKept),
            (.promise, .loadSaved), (.rewrite, .restoreApplied), (.undo, .undoSaved), (.refresh, .refreshSaved),
        ].filter { WorkKind.possible.contains($0.0) }
        private static let few: [(WorkKind, FaultPoint)] = [(.bulk, .loadSaved)]

        private static let cuts: [DatabaseProxy.Cut] = [.order, .answer, .late, .lost]

        /// The database can be asked at once: the caller does not hear of it.
        @Test(arguments: EndToEndTests.FaultTests.isWhole ? points : few, cuts)
        func cutCommit_IsLookedUp(_ work: (kind: WorkKind, point: FaultPoint), _ cut: DatabaseProxy.Cut) throws {
            try stack.withDatabaseProxy { proxy in
                let books = try Books(stack)
                let answer = try answer(work.kind, work.point, proxy, cut, closesDoor: false, books) {}
                let isMade = work.kind == .promise && work.point == .promiseKept
                // What was not saved may also be said to the caller, where the service does not do it anew itself: a refresh, a
                // restore, a promise.
                if [.refresh, .rewrite].contains(work.kind) || isMade {
                    let isSaved = work.kind == .rewrite && [.answer, .late].contains(cut)
                    #expect((isSaved ? [200] : [200, 202, 503]).contains(answer.status), "\(answer.text)")
                } else {
                    #expect(answer.status == (work.kind == .promise ? 202 : 200), "\(answer.text)")
                }
            }
        }

        /// Nobody can be asked for a while: no caller is told what nobody knows.
        @Test(arguments: EndToEndTests.FaultTests.isWhole ? points : few, [DatabaseProxy.Cut.order, .answer])
        func cutCommit_IsLookedUpLater_WhereNobodyCanBeAsked(
            _ work: (kind: WorkKind, point: FaultPoint), _ cut: DatabaseProxy.Cut
        ) throws {
            try stack.withDatabaseProxy { proxy in
                let books = try Books(stack)
                let answer = try answer(work.kind, work.point, proxy, cut, closesDoor: true, books) {
                    poll(nil, 0, 1500)
                    proxy.openDoor()
                }
                if answer.status == 503, work.kind != .refresh {
                    #expect(!answer.text.contains("othing was changed"), "\(answer.text)")
                }
            }
        }

        /// Also for everybody else who is on the connection, it is but a broken one.
        @Test(
            arguments: EndToEndTests.FaultTests.isWhole
                ? [WorkKind.upload, .bulk, .twin, .swap, .rewrite, .undo].filter(WorkKind.possible.contains) : [.upload]
        )
        func connectionCutInTheMiddleOfAStatement_IsNoLoss(_ kind: WorkKind) throws {
            try stack.withDatabaseProxy { proxy in
                let books = try Books(stack)
                let work = try kind.make(stack)
                proxy.arm(.statement)
                let request = try work.begin()
                try expectRight(work, request.answer(), books)
            }
        }

        private func answer(
            _ kind: WorkKind, _ point: FaultPoint, _ proxy: DatabaseProxy, _ cut: DatabaseProxy.Cut, closesDoor: Bool,
            _ books: Books, _ meanwhile: () -> Void
        ) throws -> Answer {
            let work = try kind.make(stack)
            let cuts = proxy.cuts
            let request = try stack.holding(point, work.begin) { proxy.arm(cut, closesDoor: closesDoor) }
            try eventually("the cut") { proxy.cuts > cuts }
            meanwhile()
            let answer = try request.answer()
            try expectRight(work, answer, books)
            return answer
        }

        private func expectRight(_ work: any Work, _ answer: Answer, _ books: Books) throws {
            try eventually("an answer", withinSeconds: 10) { try stack.get("/readyz").status == 200 }
            try work.expectRight(answer)
            try books.expectClosed(work.tables)
        }
    }
}
