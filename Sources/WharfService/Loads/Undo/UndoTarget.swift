import MariaDB

/// A load that can be taken back, and its table.
struct UndoTarget {
    let load: Receipt
    let table: Table
    let terms: UndoTerms
    /// In the order of the terms.
    let columns: [Column]

    /// - Throws: `Problem` of type `unknownLoad` or `notUndoable`.
    init(_ spoken: String, _ connection: Connection) throws {
        load = try LoadStore(connection: connection).receipt(spoken)
        if let reason = Self.obstacle(load) { throw Problem(.notUndoable, reason) }
        guard let terms = try UndoStore(connection: connection).terms(of: load.id) else {
            throw Problem(
                .notUndoable,
                "What takes load \(load.id) back is not kept: it is older than WHARF_UNDO_DAYS, was loaded without, or a "
                    + "trigger gave its rows other keys.")
        }
        guard let table = try DictionaryReader(connection: connection).table(named: load.table), table.isLoadable,
            let columns = terms.columns(of: table)
        else {
            throw Problem(
                .notUndoable, "Table \(load.table) has other columns or another key than when it was loaded into.")
        }
        self.terms = terms
        self.table = table
        self.columns = columns
    }

    private static func obstacle(_ load: Receipt) -> String? {
        if let undo = load.undoneBy { return "Load \(load.id) was taken back by load \(undo)." }
        if load.undoes != nil { return "Load \(load.id) took another one back; load the file again instead." }
        if load.state != .done { return "Load \(load.id) is \(load.state.rawValue): nothing of it is in the table." }
        if load.options.dryRun { return "Load \(load.id) was a dry run: nothing of it is in the table." }
        if load.inserted + load.updated == 0 { return "Load \(load.id) changed nothing in the table." }
        return nil
    }

    /// Keeps every other undo of the load away until the transaction ends.
    ///
    /// - Throws: `Problem` where one was faster.
    func claim(_ connection: Connection) throws {
        if let undo = try LoadStore(connection: connection).lockUndoneBy(load.id) {
            throw Problem(.notUndoable, "Load \(load.id) was taken back by load \(undo).")
        }
    }

    /// Why the load could not be taken back.
    func problem(_ error: any Error, _ context: LoadContext) -> Problem {
        switch error {
        case let touched as RowsTouched:
            Problem(.rowsChanged, touched.sentence(self) + laterLoads(context) + " Nothing was changed.")
        case let error as MariaDBError where error.code == .rowIsReferenced || error.code == .rowIsReferencedUnnamed:
            parentsMissing(error.constraintName, cause: error)
        case let broken as ChildrenWouldGo: parentsMissing(broken.constraint, cause: nil)
        case let error as MariaDBError where error.isRowFault:
            Problem(
                .rowsChanged,
                "Table \(table.name) no longer takes a row as it was before the load.\(laterLoads(context)) Nothing was changed.",
                cause: error)
        case is ClientGone where context.source == .command:
            Problem(.cancelled, "The command was interrupted; nothing was taken back.")
        case is ClientGone: Problem(.incompleteBody, "The client went away; nothing was taken back.")
        case is LoadTakenAway:
            Problem(
                .cancelled,
                "The undo was cancelled, or another instance took this one for dead; nothing was taken back."
            )
        default: Problem.describing(error)
        }
    }

    private func parentsMissing(_ constraint: String?, cause: (any Error)?) -> Problem {
        Problem(
            .parentsMissing,
            "Other rows refer to rows of load \(load.id)\(constraint.map { ", by foreign key \($0)" } ?? ""). Take back the "
                + "loads that brought them first. Nothing was changed.", cause: cause)
    }

    /// A sentence about loads that may have been it.
    private func laterLoads(_ context: LoadContext) -> String {
        guard let connection = try? context.database.connection(),
            let later = try? LoadStore(connection: connection).changes(of: table.name, after: load.id), !later.isEmpty
        else { return "" }
        return " Later loads that changed rows of the table: \(later.map(\.description).joined(separator: ", "))."
    }
}

/// Rows of a load are no longer as it left them.
struct RowsTouched: Error {
    let rowCount: Int
    let gone: Int
    /// Keys of the first and the last of them, in wire form.
    let first: ArraySlice<UInt8>
    let last: ArraySlice<UInt8>

    fileprivate func sentence(_ target: UndoTarget) -> String {
        let names = target.terms.key.joined(separator: ", ")
        let place = "with \(names) from \(Self.text(first)) to \(Self.text(last))"
        let state = gone == 0 ? "at least one has changed since" : "\(gone) are gone and others may have changed"
        return "Of the \(rowCount) rows \(place) that the load wrote into \(target.table.name), \(state)."
    }

    private static func text(_ key: ArraySlice<UInt8>) -> String {
        key.withUnsafeBytes { bytes in
            (0..<WireRow.starts(bytes).count - 1).map { position in
                String(decoding: WireRow.text(bytes, position: position, isBinary: false), as: UTF8.self).forMessage
            }.joined(separator: ", ")
        }
    }
}

/// Rows elsewhere would go, or change, with those that an undo deletes.
struct ChildrenWouldGo: Error {
    let constraint: String
}
