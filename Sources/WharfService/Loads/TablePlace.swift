/// A load's place in its table, given back when nobody holds it any more.
final class TablePlace {
    private let registry: LoadRegistry
    private let table: String

    /// - Throws: `Problem` where there is none.
    init(_ registry: LoadRegistry, table: String) throws {
        // Before there is an object, whose end would give back what it has not had.
        guard registry.enter(table: table) else {
            throw Problem(
                .tooManyLoads,
                "\(registry.tableLimit) loads into table \(table) are running, as many as may. Try again soon.")
        }
        self.registry = registry
        self.table = table
    }

    deinit { registry.leave(table: table) }
}
