import MariaDB

/// Requests with a key in `wharf_calls`.
struct CallStore {
    private static let attempts = 5

    let connection: Connection
    let instance: LoadIdentifier

    /// An answer as it was given, without the headers that every answer gets anew.
    struct StoredAnswer: Sendable {
        let status: Int
        let contentType: String
        let body: [UInt8]
    }

    enum Claim {
        /// The key is the caller's own from now on.
        case mine
        case running
        case finished(StoredAnswer, fingerprint: String)
    }

    /// Takes the key, or says who has it.
    func claim(_ call: Call) throws -> Claim {
        for _ in 0..<Self.attempts {
            if try insert(call) { return .mine }
            let rows = try connection.query(
                """
                SELECT `status`, `content_type`, `body`, `fingerprint`, `finished_at` IS NOT NULL
                  FROM `wharf_calls`
                 WHERE `caller` = ?
                   AND `call_key` = ?
                """, [.text(call.caller), .text(call.key.text)])
            // None: it has just been given back.
            guard let row = rows.first else { continue }
            guard row[4].integer == 1 else { return .running }
            let answer = StoredAnswer(
                status: row[0].integer ?? 500, contentType: row[1].string ?? "", body: row[2].bytes ?? [])
            return .finished(answer, fingerprint: row[3].string ?? "")
        }
        return .running
    }

    private func insert(_ call: Call) throws -> Bool {
        do {
            try connection.execute(
                """
                INSERT INTO `wharf_calls` (`id`, `caller`, `call_key`, `route`, `instance_id`, `started_at`)
                VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))
                """,
                [
                    .text(call.id.description), .text(call.caller), .text(call.key.text), .text(call.route),
                    .text(instance.description),
                ])
            return true
        } catch {
            guard error.code == .duplicateEntry else { throw error }
            return false
        }
    }

    /// - Throws: `LoadTakenAway` where the call is not this instance's any more.
    func note(_ fingerprint: String, of id: LoadIdentifier) throws {
        let changed = try connection.execute(
            "UPDATE `wharf_calls` SET `fingerprint` = ? WHERE `id` = ? AND `finished_at` IS NULL",
            [.text(fingerprint), .text(id.description)])
        if changed == 0 { throw LoadTakenAway() }
    }

    /// Keeps the answer for whoever repeats the request; one that was kept already stays.
    func finish(_ id: LoadIdentifier, _ answer: StoredAnswer) throws {
        try connection.execute(
            """
            UPDATE `wharf_calls`
               SET `finished_at` = UTC_TIMESTAMP(6), `status` = ?, `content_type` = ?, `body` = ?
             WHERE `id` = ?
               AND `finished_at` IS NULL
            """, [SQLValue(answer.status), .text(answer.contentType), .bytes(answer.body), .text(id.description)])
    }

    /// Forgets answers that were given so long ago.
    func expire(afterHours hours: Int) throws {
        try connection.execute(
            "DELETE FROM `wharf_calls` WHERE `finished_at` < UTC_TIMESTAMP(6) - INTERVAL ? HOUR LIMIT 1000",
            [SQLValue(hours)])
    }

    /// Ends the calls that a dead instance was working on, whose loads have been ended before: one that brought rows into a
    /// table gets the answer that its client never saw; of one that did not the key is given back.
    func settle(callsOf dead: LoadIdentifier) throws {
        let rows = try connection.query(
            "SELECT `id` FROM `wharf_calls` WHERE `instance_id` = ? AND `finished_at` IS NULL",
            [.text(dead.description)])
        for id in rows.compactMap({ $0[0].string.flatMap(LoadIdentifier.init) }) { try settle(id) }
    }

    /// Ends a call that has failed, by what became of its loads: where one brought rows into a table, or was promised and goes
    /// on, the call gets the answer that says so; else the key is given back.
    ///
    /// A last COMMIT may still be under way in the database. A load that it brings holds the call's row, by its foreign key,
    /// until it is there or gone: only who has the row for himself knows all loads of the call.
    func settle(_ id: LoadIdentifier) throws {
        try connection.transaction { connection in
            let rows = try connection.query(
                "SELECT `route` FROM `wharf_calls` WHERE `id` = ? FOR UPDATE", [.text(id.description)])
            let receipts = try loads(of: id)
            if receipts.contains(where: { $0.hasEffect || !$0.state.isFinal }) {
                try finish(id, CallStore.answer(receipts, route: rows.first?[0].string ?? ""))
            } else {
                try connection.execute("DELETE FROM `wharf_calls` WHERE `id` = ?", [.text(id.description)])
            }
        }
    }

    private func loads(of call: LoadIdentifier) throws -> [Receipt] {
        let store = LoadStore(connection: connection)
        return try connection.query(
            "SELECT `load_id` FROM `wharf_call_loads` WHERE `call_id` = ? ORDER BY `load_id`",
            [.text(call.description)]
        ).compactMap { row in try row[0].string.flatMap(LoadIdentifier.init).flatMap(store.find) }
    }

    /// What would have been answered.
    private static func answer(_ receipts: [Receipt], route: String) throws -> StoredAnswer {
        if receipts.contains(where: { !$0.state.isFinal }) {
            return try StoredAnswer(.json(LoadAnswer(receipts, status: "ACCEPTED"), status: 202))
        }
        if receipts.allSatisfy({ $0.state == .done }) {
            return try StoredAnswer(.json(LoadAnswer(receipts, isSingle: route != "POST /upload")))
        }
        var problem = Problem(
            .interrupted,
            "The request came to its end before all of it was done. What is done the receipts say; send the rest again, with "
                + "another key.")
        problem.loads = receipts
        return try StoredAnswer(ProblemDocument.answer(problem, requestID: receipts.first?.requestID ?? ""))
    }
}

extension CallStore.StoredAnswer {
    init(_ answer: Answer) {
        if case .followed(let answer, _) = answer {
            self.init(answer)
            return
        }
        guard case .whole(let status, let headers, let body) = answer else {
            preconditionFailure("a request with a key is answered in one piece")
        }
        self.init(status: status, contentType: headers.first { $0.0 == "Content-Type" }?.1 ?? "", body: body)
    }

    /// As it is given again.
    var replay: Answer {
        .whole(
            status: status,
            headers: [("Content-Type", contentType), ("Cache-Control", "no-store"), ("Idempotent-Replayed", "true")],
            body: body)
    }
}

extension Receipt {
    /// Whether a record of the load is in the table because of it, or was there already as it should be.
    var hasEffect: Bool { state == .done && inserted + updated + unchanged + deleted > 0 }
}
