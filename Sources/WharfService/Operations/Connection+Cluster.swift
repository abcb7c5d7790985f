import MariaDB

extension Connection {
    /// Whether the server is a node of a Galera cluster: a lock, of a row, of a table or of a name, holds on one node only
    /// then, DDL ends the transactions of all nodes on its tables, and of two transactions that change the same row on two
    /// nodes the second to commit is undone (1213).
    var isInCluster: Bool {
        get throws(MariaDBError) { try query("SHOW VARIABLES LIKE 'wsrep_on'").first?[1].string == "ON" }
    }
}
