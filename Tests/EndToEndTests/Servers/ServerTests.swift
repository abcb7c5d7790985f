import MariaDB
import Testing

extension EndToEndTests {
    /// The whole way of a company's data, on servers that are set up otherwise than ours. The service's user has what
    /// `wharf grant` prints, and no more.
    @Suite(.enabled(if: !Stack.isCluster, "the options are those of one server"))
    struct ServerTests {
        /// So many that a large load into an empty table goes by a twin.
        private static let people = 50_000

        @Test(arguments: ServerCase.all)
        func company_MovesIn_AndBack(_ server: ServerCase) throws {
            try Stack.withOwn(options: server.options) { stack in
                try set(server.globals, stack)
                try expectWell(stack, warning: server.warning)
                try load(stack)
                try restore(stack)
                try report(stack)
                try expectSums(stack)
                stack.expectNothingLeft(#_sourceLocation)
            }
        }

        private func set(_ globals: [String: String], _ stack: Stack) throws {
            guard !globals.isEmpty else { return }
            try stack.asAdministrator { connection in
                for (name, value) in globals { try connection.execute("SET GLOBAL \(name) = \(value)") }
            }
            try stack.restartResponder()
        }

        private func expectWell(_ stack: Stack, warning: String?) throws {
            let (status, output) = try stack.wharf("check", "--socket", "\(stack.path)/run/wharf.sock")
            #expect(status == 0 && !output.contains("FAILED"), "\(output)")
            #expect(output.contains("max_allowed_packet is") == (warning != nil), "\(output)")
            if let warning { #expect(output.contains(warning), "\(output)") }
        }

        private func load(_ stack: Stack) throws {
            let people = (1...Self.people).map { id in
                "\(id),Zoë \(id),2021-0\(id % 9 + 1)-03T04:05:06.5Z,\(id % 3 + 1),1\n"
            }
            let receipts = try stack.expectSuccess(
                stack.upload([
                    .file("hired_employees", people.joined() + "x,y,2021-01-01T00:00:00Z,1,1\n"),
                    .file("departments", "1,Straße\n2,\u{1F6A2}\n3,\"back\\slash \"\"quote\"\n4,\n"),
                    .file("jobs", "1,A B\n"),
                ]))
            let sums = Dictionary(uniqueKeysWithValues: receipts.map { ($0.table, $0.sum) })
            #expect(sums["departments"] == [4, 3, 0, 0, 1] && sums["jobs"] == [1, 1, 0, 0, 0])
            #expect(sums["hired_employees"] == [Self.people + 1, Self.people, 0, 0, 1])
            let hired = receipts.first { $0.table == "hired_employees" }
            #expect(hired?.seconds["index"] != nil, "no twin: \(hired?.seconds ?? [:])")
            let bulk = #"{"table":"jobs","data":[[2,"C' \\ D"],[3,"é"],[1,"other"]]}"#
            #expect(try stack.expectBulk(stack.bulk(bulk)).load.sum == [3, 2, 0, 0, 1])
            let update = try stack.upload([.file("departments", "1,Straße 2\n2,\u{1F6A2}\n")], "?on_duplicate=update")
            #expect(try stack.expectSuccess(update).map(\.sum) == [[2, 0, 1, 1, 0]])
        }

        private func restore(_ stack: Stack) throws {
            let tables = ["departments", "hired_employees", "jobs"]
            let before = try tables.map(stack.content)
            let backups = try stack.backUp("*").backups
            #expect(backups.map(\.rows).sorted() == [3, 3, Self.people])
            try stack.execute("UPDATE `departments` SET `department` = 'x'", "DELETE FROM `hired_employees`")
            for table in ["departments", "hired_employees"] { try stack.restore(#"{"table": "\#(table)"}"#) }
            #expect(try tables.map(stack.content) == before)
            for backup in backups {
                #expect(try stack.verify(backup.id, "drill").json(VerifyAnswer.self).backup.proof?.passed == true)
            }
            #expect(try stack.scratchTables() == [])
        }

        private func report(_ stack: Stack) throws {
            let hires = try stack.report("/hires_q?year=2021")
            #expect(hires.rule.hires == Self.people && hires.rows?.map(\.department).first == "back\\slash \"quote")
            let above = try stack.report("/hires_depa?year=2021")
            #expect(above.rule.departments == 3 && above.rule.mean == 16666.6667)
        }

        /// Each table has what the loads that are done say that they have brought.
        private func expectSums(_ stack: Stack) throws {
            let sums = try stack.query(
                """
                SELECT `table_name`, SUM(`inserted`), SUM(`records_read` - `inserted` - `updated` - `unchanged` - `rejected`)
                  FROM `wharf_loads`
                 WHERE `state` = 'done'
                 GROUP BY `table_name`
                """)
            #expect(sums.count == 3)
            for row in sums {
                #expect(try row[1].string == "\(stack.count(row[0].string ?? ""))" && row[2].string == "0")
            }
        }
    }

    /// Users who come by TCP to a server that asks for more than a password.
    @Suite(.enabled(if: Stack.authority != nil && !Stack.isCluster, "WHARF_TEST_TLS_CA names no CA of one server"))
    struct TransportTests {
        /// Runs `body` with the settings of a user of a server that listens by TCP and has a certificate.
        private func withServer(_ options: [String], _ body: (Stack, [String: String]) throws -> Void) throws {
            let authority = try #require(Stack.authority)
            let folder = authority.dropLast("/ca.pem".count)
            let port = try Stack.freePort()
            let listening = [
                "--skip-networking=0", "--bind-address=127.0.0.1", "--port=\(port)", "--ssl-ca=\(authority)",
                "--ssl-cert=\(folder)/cert.pem", "--ssl-key=\(folder)/key.pem",
            ]
            try Stack.withOwn(options: listening + options) { stack in
                for host in ["127.0.0.1", "localhost"] {
                    try stack.asAdministrator { server in
                        try server.execute("CREATE USER 'far'@'\(host)' IDENTIFIED BY 'secret'")
                        try server.execute("GRANT ALL ON `wharf`.* TO 'far'@'\(host)'")
                        try server.execute("GRANT ALL ON `wharf\\_reporting`.* TO 'far'@'\(host)'")
                    }
                }
                try body(
                    stack,
                    [
                        "DB_SOCKET": "", "DB_HOST": "127.0.0.1", "DB_PORT": "\(port)", "DB_USER": "far",
                        "DB_PASS": "secret",
                    ])
            }
        }

        private func run(
            _ stack: Stack, _ arguments: [String], _ settings: [String: String]
        ) throws -> Command.Outcome {
            try Command(stack, arguments, settings).outcome()
        }

        @Test func requiredTLS_IsAskedFor_AndIsEnough() throws {
            try withServer(["--require-secure-transport=ON"]) { stack, plain in
                let refused = try run(stack, ["check"], plain)
                #expect(refused.status == 1 && refused.output.contains("DB_TLS"), "\(refused.output)")
                let secure = plain.merging(["DB_TLS": "ca", "DB_TLS_CA": Stack.authority ?? ""]) { $1 }
                try expectWork(stack, secure)
            }
        }

        /// A server that has just begun, or flushed its privileges, has no password in its cache: then the client sends it,
        /// enciphered by the server's key where there is no TLS.
        @Test(.enabled(if: Stack.server == "mysql", "MariaDB has no caching_sha2_password"), arguments: ["off", "ca"])
        func coldCache_LetsTheUserIn(_ tls: String) throws {
            try withServer([]) { stack, plain in
                let secure = ["DB_TLS": tls, "DB_TLS_CA": Stack.authority ?? ""]
                let settings = tls == "off" ? plain : plain.merging(secure) { $1 }
                for _ in 0..<3 {
                    _ = try stack.asAdministrator { try $0.execute("FLUSH PRIVILEGES") }
                    let outcome = try run(stack, ["token", "list"], settings)
                    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                }
                try expectWork(stack, settings)
                // The service's own user, over its socket.
                _ = try stack.asAdministrator { try $0.execute("FLUSH PRIVILEGES") }
                try stack.restartResponder()
                #expect(try stack.get("/readyz").status == 200)
            }
        }

        private func expectWork(_ stack: Stack, _ settings: [String: String]) throws {
            let file = try stack.named("departments.csv", "1,A\n2,B\n")
            for arguments in [["check"], ["migrate"], ["load", file], ["report", "refresh", "--all-years"]] {
                let outcome = try run(stack, arguments, settings)
                #expect(outcome.status == 0, "\(arguments) \(outcome.output)\(outcome.errors)")
            }
            #expect(try stack.count("departments") == 2)
        }
    }
}
