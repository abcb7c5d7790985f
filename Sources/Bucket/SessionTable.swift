internal import Synchronization

/// The sessions whose threads run, hanging ones included.
final class SessionTable: Sendable {
    private struct Entry {
        let session: any Overdue
        let isProbe: Bool
    }

    private struct Table {
        var entries: [Int: Entry] = [:]
        var lastNumber = 0
    }

    private let table = Mutex(Table())

    func insert(_ session: some Overdue, isProbe: Bool) -> Int {
        table.withLock { table in
            table.lastNumber += 1
            table.entries[table.lastNumber] = Entry(session: session, isProbe: isProbe)
            return table.lastNumber
        }
    }

    func remove(_ number: Int) {
        _ = table.withLock { $0.entries.removeValue(forKey: number) }
    }

    var count: Int { table.withLock { $0.entries.count } }

    /// How many have a call that has had its time.
    func overdueCount(ofProbes isProbe: Bool) -> Int {
        table.withLock { table in
            table.entries.values.count { $0.isProbe == isProbe && $0.session.isOverdue }
        }
    }
}
