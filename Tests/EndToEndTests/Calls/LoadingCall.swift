import MariaDB
import Testing

/// An `Idempotency-Key` that no other test has.
struct CallKey {
    let text = "test-\(UInt64.random(in: 0...UInt64.max))"

    var arguments: [String] { ["-H", "Idempotency-Key: \(text)"] }
}

/// The calls that load, each with a file or document of departments.
enum LoadingCall: String, CaseIterable {
    case upload, bulk

    var path: String { "/\(rawValue)" }

    /// - Parameter arguments: for curl, such as those of a key.
    func begin(
        _ stack: Stack, _ ids: some Sequence<Int>, _ arguments: [String], query: String = "",
        as caller: Caller = .developer
    ) throws -> Curl {
        try Curl(stack, path + query, arguments + bodyArguments(stack, ids), as: caller)
    }

    func send(
        _ stack: Stack, _ ids: some Sequence<Int>, _ arguments: [String], query: String = "",
        as caller: Caller = .developer
    ) throws -> Answer {
        try begin(stack, ids, arguments, query: query, as: caller).answer()
    }

    private func bodyArguments(_ stack: Stack, _ ids: some Sequence<Int>) throws -> [String] {
        switch self {
        case .upload: return try stack.formArguments([.file("departments", Text.named(ids))])
        case .bulk:
            let rows = ids.map { "[\($0),\"Number \($0)\"]" }.joined(separator: ",")
            let path = try stack.scratch("body", Array("{\"table\":\"departments\",\"data\":[\(rows)]}".utf8))
            return ["-H", "Content-Type: application/json", "--data-binary", "@\(path)"]
        }
    }

    /// The receipt of a success.
    func receipt(_ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) throws -> Receipt {
        try #require(answer.status == 200, "\(answer.status) \(answer.text)", sourceLocation: sourceLocation)
        switch self {
        case .upload: return try #require(answer.json(UploadAnswer.self).loads.first, sourceLocation: sourceLocation)
        case .bulk: return try answer.json(BulkAnswer.self).load
        }
    }
}

extension Stack {
    /// Identifiers of the loads that began after `load`, and their states.
    func loads(after load: String?) throws -> [(id: String, state: String)] {
        try query("SELECT `id`, `state` FROM `wharf_loads` WHERE `id` > ? ORDER BY `id`", [.text(load ?? "")]).map {
            ($0[0].string ?? "", $0[1].string ?? "")
        }
    }

    func isKept(_ key: CallKey) throws -> Bool {
        try !query("SELECT `id` FROM `wharf_calls` WHERE `call_key` = ?", [.text(key.text)]).isEmpty
    }

    /// The stored answer, byte for byte.
    func expectReplay(_ answer: Answer, of first: Answer, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(first["idempotent-replayed"] == nil, sourceLocation: sourceLocation)
        #expect(answer["idempotent-replayed"] == "true", "\(answer.text)", sourceLocation: sourceLocation)
        #expect(answer.status == first.status && answer.body == first.body, sourceLocation: sourceLocation)
        #expect(answer["content-type"] == first["content-type"], sourceLocation: sourceLocation)
    }

    /// Waits for a statement that waits for a lock.
    ///
    /// - Parameter pattern: of `LIKE`.
    /// - Returns: the session that runs it.
    @discardableResult
    func awaitLockWait(_ pattern: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int64 {
        // The server looks again only when nobody has asked for a tenth of a second.
        try eventually("a lock wait of \(pattern)", everyMilliseconds: 150, sourceLocation: sourceLocation) {
            try asAdministrator { connection in
                try connection.query(
                    """
                    SELECT trx_mysql_thread_id
                      FROM information_schema.INNODB_TRX
                     WHERE trx_state = 'LOCK WAIT'
                       AND trx_query LIKE ?
                    """, [.text(pattern)]
                ).first?[0].int
            }
        }
    }

    /// Ends a session of the database, and waits until its transaction is undone.
    func endSession(_ id: Int64, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try asAdministrator { connection in
            try connection.execute("KILL \(id)")
            try eventually("the end of session \(id)", everyMilliseconds: 150, sourceLocation: sourceLocation) {
                let open = "SELECT 1 FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = \(id)"
                return try connection.query(open).isEmpty
            }
        }
    }
}
