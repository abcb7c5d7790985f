internal import FoundationEssentials
import MariaDB

/// Promised loads in `wharf_promises`.
struct PromiseStore {
    let connection: Connection

    /// What a load must know to go on with nothing but its file.
    struct Terms: Codable {
        let isCSV: Bool
        let options: LoadOptions

        var format: RowFormat { isCSV ? .csv : .lines }
    }

    struct Promise {
        let load: LoadIdentifier
        let request: LoadIdentifier
        let terms: Terms
    }

    func insert(_ promise: Promise, instance: LoadIdentifier) throws {
        try connection.execute(
            "INSERT INTO `wharf_promises` (`load_id`, `request_load_id`, `instance_id`, `terms`) VALUES (?, ?, ?, ?)",
            [
                .text(promise.load.description), .text(promise.request.description), .text(instance.description),
                .text(String(decoding: try JSONEncoder().encode(promise.terms), as: UTF8.self)),
            ])
    }

    /// The promises of an instance, those of one request next to each other.
    func promises(of instance: LoadIdentifier) throws -> [Promise] {
        try connection.query(
            """
            SELECT `load_id`, `request_load_id`, `terms`
              FROM `wharf_promises`
             WHERE `instance_id` = ?
             ORDER BY `request_load_id`, `load_id`
            """, [.text(instance.description)]
        ).map { row in
            guard let load = row[0].string.flatMap(LoadIdentifier.init),
                let request = row[1].string.flatMap(LoadIdentifier.init)
            else { preconditionFailure("wharf_promises holds a row that this version did not write") }
            let terms = try JSONDecoder().decode(Terms.self, from: Data((row[2].string ?? "").utf8))
            return Promise(load: load, request: request, terms: terms)
        }
    }

    /// Those of the loads that were promised, by whichever instance: one that died may have taken over a file, and not yet
    /// its promise.
    func promised(among loads: [LoadIdentifier]) throws -> [LoadIdentifier] {
        try loads.filter { load in
            try !connection.query("SELECT 1 FROM `wharf_promises` WHERE `load_id` = ?", [.text(load.description)])
                .isEmpty
        }
    }

    /// Makes promises those of `instance`, which has their files now.
    func adopt(_ loads: [LoadIdentifier], instance: LoadIdentifier) throws {
        try connection.transaction { connection in
            for load in loads {
                for table in ["wharf_promises", "wharf_loads"] {
                    try connection.execute(
                        "UPDATE `\(table)` SET `instance_id` = ? WHERE `\(table == "wharf_loads" ? "id" : "load_id")` = ?",
                        [.text(instance.description), .text(load.description)])
                }
            }
        }
    }

    /// Takes a promise back, whose file is lost.
    func delete(_ load: LoadIdentifier) throws {
        try connection.execute("DELETE FROM `wharf_promises` WHERE `load_id` = ?", [.text(load.description)])
    }

    /// Forgets the promises of loads that have ended.
    func sweep() throws {
        try connection.execute(
            """
            DELETE FROM `wharf_promises`
             WHERE `load_id` IN (SELECT `id` FROM `wharf_loads` WHERE `state` IN ('done', 'failed', 'interrupted'))
            """)
    }
}
