import Glibc
import MariaDB
import Testing

/// What must hold whatever has died, asked of the database itself and of the disks.
struct Books {
    private let stack: Stack
    private let newest: String?

    /// Receipts count from here on; the tables are empty.
    init(_ stack: Stack) throws {
        self.stack = stack
        newest = try stack.newestLoad()
    }

    /// Receipts close, each table is the sum of its receipts, and nothing is left of what was under way.
    ///
    /// - Parameter tables: those that nothing but loads wrote to.
    func expectClosed(_ tables: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        try expectNothingUnderWay(sourceLocation)
        try expectReceiptsClose(sourceLocation)
        for table in tables { try expectSum(of: table, sourceLocation) }
    }

    /// Loads end by themselves, in whatever way, as soon as the service is back.
    private func expectNothingUnderWay(_ location: SourceLocation) throws {
        let running = "('receiving', 'checked', 'writing')"
        let leftovers = [
            "a load": "SELECT 1 FROM `wharf_loads` WHERE `state` IN \(running)",
            // Of a load that has ended it is forgotten within half a minute.
            "a promise": """
            SELECT 1
              FROM `wharf_promises` p
              LEFT JOIN `wharf_loads` l
                ON l.`id` = p.`load_id`
             WHERE COALESCE(l.`state`, 'none') IN ('none', 'receiving', 'checked', 'writing')
            """,
            "a call": "SELECT 1 FROM `wharf_calls` WHERE `finished_at` IS NULL",
            "a restore": "SELECT 1 FROM `wharf_restores` WHERE `state` = 'running'",
        ]
        for (what, sql) in leftovers {
            try eventually("\(what) is under way", withinSeconds: 40, everyMilliseconds: 50, sourceLocation: location) {
                try stack.query(sql).isEmpty
            }
        }
        try eventually("no twin", withinSeconds: 40, everyMilliseconds: 50, sourceLocation: location) {
            try stack.scratchTables().isEmpty
        }
        // One that could not begin leaves its row, which counts for nothing after a minute; those that are there beat each
        // second.
        let seen = "SELECT 1 FROM `wharf_instances` WHERE `seen_at` > UTC_TIMESTAMP(6) - INTERVAL 5 SECOND"
        try eventually("one instance", withinSeconds: 15, everyMilliseconds: 50, sourceLocation: location) {
            try stack.query(seen).count == 1 && namesIn("\(stack.path)/spool").count == 2
        }
        try eventually("no file without a manifest", withinSeconds: 20, sourceLocation: location) {
            let names = Set(namesIn(stack.bucket))
            return names.allSatisfy { !$0.hasSuffix(".avro") || names.contains($0 + ".json") }
        }
    }

    private func expectReceiptsClose(_ location: SourceLocation) throws {
        let open = try stack.query(
            """
            SELECT l.`id`, l.`state`, l.`records_read`, l.`rejected`, COUNT(r.`load_id`) AS `kept`
              FROM `wharf_loads` l
              LEFT JOIN `wharf_rejects` r
                ON r.`load_id` = l.`id`
             WHERE l.`id` > ?
             GROUP BY l.`id`, l.`state`, l.`records_read`, l.`rejected`, l.`inserted`, l.`updated`, l.`unchanged`,
                      l.`finished_at`
            HAVING l.`records_read` <> l.`inserted` + l.`updated` + l.`unchanged` + l.`rejected`
                OR l.`finished_at` IS NULL
                OR (l.`state` = 'done' AND `kept` <> l.`rejected`)
                OR (l.`state` <> 'done' AND l.`inserted` + l.`updated` + l.`unchanged` > 0)
                OR `kept` > l.`rejected`
            """, [.text(newest ?? "")])
        #expect(open.isEmpty, "\(open.map { $0.values.map(\.string) })", sourceLocation: location)
    }

    private func expectSum(of table: String, _ location: SourceLocation) throws {
        let rows = try stack.count(table)
        let sum = try stack.query(
            """
            SELECT CAST(COALESCE(SUM(`inserted`), 0) AS SIGNED) - CAST(COALESCE(SUM(`deleted`), 0) AS SIGNED)
              FROM `wharf_loads`
             WHERE `id` > ?
               AND `table_name` = ?
               AND `state` = 'done'
               AND JSON_UNQUOTE(JSON_EXTRACT(`details`, '$.options.dry_run')) = 'false'
            """, [.text(newest ?? ""), .text(table)]
        ).first?[0].int
        #expect(sum.map(Int.init) == rows, "\(table)", sourceLocation: location)
        Tally.count(.rows, rows)
    }
}
