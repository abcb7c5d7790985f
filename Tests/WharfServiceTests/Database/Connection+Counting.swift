import MariaDB

extension Connection {
    /// Runs `body` and tells how often the session did what, by the names of the server's counters; `Com_admin_commands`
    /// are signs of life.
    func countingStatements(_ body: () throws -> Void) throws -> [String: Int] {
        try counting({ $0.hasPrefix("Com_") || $0 == "Questions" }, body)
    }

    /// Runs `body` and tells how many bytes the server got from the session and sent to it.
    func countingBytes(_ body: () throws -> Void) throws -> (received: Int, sent: Int) {
        let growth = try counting({ $0.hasPrefix("Bytes_") }, body)
        return (growth["Bytes_received", default: 0], growth["Bytes_sent", default: 0])
    }

    private func counting(_ isCounted: (String) -> Bool, _ body: () throws -> Void) throws -> [String: Int] {
        let (first, before) = (try counters(isCounted), try counters(isCounted))
        try body()
        let after = try counters(isCounted)
        // Between the first two there was nothing but the reading itself.
        return after.merging(before) { $0 - $1 }.merging(before.merging(first) { $0 - $1 }) { $0 - $1 }
            .filter { $0.value != 0 }
    }

    private func counters(_ isCounted: (String) -> Bool) throws -> [String: Int] {
        var counters: [String: Int] = [:]
        for row in try query("SHOW SESSION STATUS") {
            guard let name = row[0].string, isCounted(name) else { continue }
            counters[name] = row[1].string.flatMap { Int($0) }
        }
        return counters
    }
}
