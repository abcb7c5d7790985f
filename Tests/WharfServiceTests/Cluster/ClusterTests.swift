import Bucket
import Glibc
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// Two instances over two nodes of a Galera cluster, where locks of one are none on the other.
    @Suite(.enabled(if: TestServer.isCluster, "the server is no cluster: `make test-galera` starts one"))
    struct ClusterTests {
        @Test func committedRow_IsSeenAtOnce_OnTheOtherNode() throws {
            let database = try ScratchDatabase("CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` INT NOT NULL)")
            let nodes = try database.settingsOnNodes().map { try Connection($0) }
            let (one, other) = (nodes[0], nodes[1])
            for id in 1...300 {
                try one.execute("INSERT INTO `t` VALUES (\(id), 0)")
                #expect(try other.query("SELECT `v` FROM `t` WHERE `id` = \(id)").count == 1)
                #expect(try other.execute("UPDATE `t` SET `v` = 1 WHERE `id` = \(id)") == 1)
                let seen = try one.transaction { try $0.query("SELECT `v` FROM `t` WHERE `id` = \(id)")[0][0].integer }
                #expect(seen == 1)
            }
        }

        /// The server answers the rollback of such a transaction by a deadlock.
        @Test func transactionThatTheOtherNodeEnds_LeavesItsConnection() throws {
            struct Stop: Error {}
            let database = try ScratchDatabase(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` INT NOT NULL)", "INSERT INTO `t` VALUES (1, 0)")
            let nodes = try database.settingsOnNodes().map { try Connection($0) }
            for round in 1...20 {
                #expect(throws: Stop.self) {
                    try nodes[0].transaction { connection in
                        try connection.execute("UPDATE `t` SET `v` = -1")
                        try nodes[1].execute("UPDATE `t` SET `v` = \(round)")
                        // The first node has it by now, too.
                        #expect(try database.rows("SELECT `v` FROM `t`") == ["\(round)"])
                        throw Stop()
                    }
                }
                #expect(try nodes[0].query("SELECT `v` FROM `t`")[0][0].integer == round)
            }
        }

        /// Each of two backups has rows of its own, so that a mixture of both would be seen.
        @Test func restores_OfTwoBackups_LeaveOneOfThem_WhenBothNodesRestore() throws {
            let station = try BackupStation(
                "CREATE TABLE `t` (`id` INT PRIMARY KEY, `v` INT NOT NULL)",
                "INSERT INTO `t` SELECT `n`, 0 FROM \(numbers(to: 4000))")
            var orders: [RestoreOrder] = []
            for backup in 1...2 {
                let rows = "`id` % 2 = \(backup % 2)"
                try station.execute("UPDATE `t` SET `v` = \(backup) WHERE \(rows)")
                orders.append(RestoreOrder(table: "t", backup: try station.backUp("t").id))
                try station.execute("UPDATE `t` SET `v` = 0 WHERE \(rows)")
            }
            let (settings, bucket) = (try station.database.settingsOnNodes(), station.bucket.bucket)
            for _ in 0..<5 {
                try station.execute("UPDATE `t` SET `v` = 0")
                _ = try ParallelRun.results(threads: 2) { [orders] run, index in
                    try run.meet(at: "start")
                    return try BackupStation.restore(orders[index], bucket, settings[index]).restores.count
                }
                let values = try station.database.rows("SELECT DISTINCT `v` FROM `t` ORDER BY `v`")
                #expect(values == ["0", "1"] || values == ["0", "2"])
            }
            #expect(try station.remains == [])
            #expect(try station.database.rows("SELECT `name` FROM `wharf_locks` WHERE LENGTH(`name`) = 60") == [])
        }

        /// So large that the server's own checks would be spared on a single server.
        @Test func load_LeavesNoOrphan_WhenTheOtherNodeTakesParentsAway() throws {
            let database = try ScratchDatabase()
            let settings = try database.settingsOnNodes()
            let (load, other) = (settings[0], settings[1])
            let rows = CheckRelief.fewestRows + 2000
            for round: Int32 in 0..<10 {
                try database.connection.execute("DELETE FROM `hired_employees`")
                try database.connection.execute("REPLACE INTO `jobs` VALUES (1, 'a')")
                try database.connection.execute("REPLACE INTO `departments` VALUES (1, 'a'), (2, 'b'), (3, 'c')")
                let text = (1...rows).map { id in
                    "\(id),n,2021-01-01T00:00:00Z,\(id % 500 == 0 ? 3 : id % 2 + 1),1\n"
                }.joined()
                let sums = try ParallelRun.results(threads: 2) { run, index -> [String] in
                    if index == 1 {
                        let connection = try Connection(other)
                        try run.meet(at: "checked")
                        // Before, during and after the write; refused where its children are there.
                        poll(nil, 0, round * 50)
                        _ = try? connection.execute("DELETE FROM `departments` WHERE `id` = 3")
                        return []
                    }
                    let station = try LoadStation(load)
                    station.isAlone = false
                    station.beforeWrite = { try run.meet(at: "checked") }
                    return try station.load(UploadedFile("hired_employees", text)).sums
                }
                #expect(sums[0].count == 1)
                let orphans = """
                    SELECT COUNT(*)
                      FROM `hired_employees`
                      LEFT JOIN `departments` ON `departments`.`id` = `department_id`
                     WHERE `departments`.`id` IS NULL
                    """
                #expect(try database.rows(orphans) == ["0"], "\(sums)")
            }
        }

        /// Large statements that are refused for one row each.
        @Test func refusedRows_AreOnNoNode() throws {
            let database = try ScratchDatabase()
            try database.connection.execute("INSERT INTO `jobs` VALUES (1, 'a')")
            try database.connection.execute("INSERT INTO `departments` VALUES (1, 'a'), (2, 'b')")
            let station = try LoadStation(database)
            station.isAlone = false
            station.beforeWrite = { try database.connection.execute("DELETE FROM `departments` WHERE `id` = 2") }
            let people = (1...5000).map { "\($0),name \($0),2021-01-01T00:00:00Z,\($0 % 1000 == 0 ? 2 : 1),1\n" }
            #expect(try station.load(UploadedFile("hired_employees", people.joined())).sums == ["5000/4995/0/0/5"])
            for settings in try database.settingsOnNodes() {
                #expect(try Connection(settings).texts("SELECT COUNT(*) FROM `hired_employees`") == ["4995"])
                #expect(
                    try Connection(settings).texts("SHOW STATUS LIKE 'wsrep_cluster_size'") == ["wsrep_cluster_size|3"])
            }
        }

        @Test func refreshes_AllSucceed_WhenBothNodesRefresh() throws {
            let station = try ReportStation()
            try station.name(departments: 3, jobs: 4)
            try station.hire([("2021-02-03", 1, 1), ("2021-05-06", 2, 3)])
            let (settings, reporting) = (try station.database.settingsOnNodes(8), station.database.reporting)
            let numbers = try ParallelRun.results(threads: 8) { run, index in
                let connection = try Connection(settings[index])
                let year = try #require(ReportYear(2021))
                try run.meet(at: "start")
                return try RefreshRun(
                    report: .hiresByQuarter, year: year, connection: connection, reporting: reporting
                ).run().refresh.number
            }
            #expect(numbers.allSatisfy { (1...8).contains($0) })
            #expect(
                try station.stored("COUNT(*), COUNT(DISTINCT refreshed_at), SUM(q1 + q2)", "hires_by_q") == ["2|1|2"])
        }

        /// Halves of the keys in both; what one node has, the other one rejects, whoever commits first.
        @Test func loads_AccountForEachRowOnce_WhenBothNodesLoad() throws {
            let database = try ScratchDatabase()
            let settings = try database.settingsOnNodes()
            let ranges = [1...3000, 1501...4500]
            let results = try ParallelRun.results(threads: 2) { run, index in
                let station = try LoadStation(settings[index])
                station.isAlone = false
                station.beforeWrite = { try run.meet(at: "checked") }
                return try station.load(UploadedFile("jobs", ranges[index].map { "\($0),of \(index)\n" }.joined()))
            }
            let receipts = results.flatMap(\.receipts)
            #expect(receipts.map(\.inserted).reduce(0, +) == 4500)
            #expect(receipts.map(\.rejected).reduce(0, +) == 1500)
            #expect(try database.count("jobs") == 4500)
        }
    }
}
