import MariaDB

/// Spares the server checks that this load has made already, for the length of one transaction.
///
/// `foreign_key_checks = 0`: the parents of all rows are known. They are locked first (`LOCK IN SHARE MODE`), so none can
/// go before the transaction ends, and counted, so that none has gone before. A refused row may cost the whole
/// transaction, so it is written again without relief then.
///
/// `unique_checks` stays on: without it MariaDB fills an empty table in bulk, and then (10.11.19, seen) its insert and a
/// reader of the same table wait for each other's latches for ever; only killing the server ends that.
struct CheckRelief {
    /// Below this many rows relief costs more than it saves.
    static let fewestRows = 10_000

    let connection: Connection
    let load: CheckedLoad

    /// Whether every rule that the server would skip was judged by the check.
    static func isPossible(_ load: CheckedLoad) -> Bool {
        load.insertCount >= fewestRows && !load.isDecidedByDatabase
    }

    /// Locks the parents and turns the checks off; false where a parent has gone since the check, or a lock is not enough:
    /// in a cluster another node may take a parent away, and only rows that the server has checked tell it of their parents.
    ///
    /// First thing in the transaction. `end` must follow, whatever happens.
    func begin() throws -> Bool {
        let proof = ParentProof(connection: connection, columns: load.columns)
        guard try !connection.isInCluster, try load.parents.allSatisfy(proof.areThere) else { return false }
        try connection.execute("SET SESSION foreign_key_checks = 0")
        return true
    }

    /// Turns the checks on again. A connection that is broken has taken its session with it.
    static func end(_ connection: Connection) throws {
        try connection.execute("SET SESSION foreign_key_checks = 1")
    }
}

/// A row was refused while the server's checks were off: the load is written again with them on.
struct ReliefRefused: Error {}
