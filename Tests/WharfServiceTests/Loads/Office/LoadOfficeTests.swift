import Foundation
import MariaDB
import Synchronization
import Testing

@testable import WharfService

extension DatabaseTests {
    /// `wharf load` without its command line.
    struct LoadOfficeTests {
        private static let people = """
            1,Ada,2021-03-01T09:00:00Z,1,1
            2,,2021-03-01T09:00:00Z,1,1
            3,Max,2021-02-30T09:00:00Z,1,9
            1,Ada,2021-03-01T09:00:00Z,1,1

            """

        private let station: OfficeStation

        init() throws {
            station = try OfficeStation()
            try station.files.put("1,Sales\n2,Legal\n", into: "departments.csv")
            try station.files.put("1,Clerk\n", into: "jobs.csv")
            try station.files.put(Self.people, into: "hired_employees.csv")
        }

        /// The same files by both ways give the same answer, the same rows in `wharf_loads` and the same rejects.
        @Test func load_IsWhatUploadOfTheSameFilesIs() throws {
            let names = ["departments", "hired_employees", "jobs"]
            let report = try station.load(station.order(["."]))
            let other = try ScratchDatabase()
            let uploaded = try LoadStation(other).upload(
                names.map { UploadedFile($0, try station.files.contents(of: "\($0).csv")) })
            let requests = [station.database, other]
            let answer = LoadAnswer(uploaded.receipts)
            let plain = String(decoding: try Answer.encoded(answer), as: UTF8.self)
            var commanded = try #require(
                JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
            #expect((commanded.removeValue(forKey: "errors") as? [Any])?.count == 4)
            let withoutErrors = String(
                decoding: try JSONSerialization.data(withJSONObject: commanded), as: UTF8.self)
            #expect(try PlainDocument(withoutErrors).value == PlainDocument(plain).value)
            for sql in [
                "SELECT table_name, state, records_read, inserted, rejected, rows_before, rows_after, file_name, file_bytes, file_sha256, bytes_received, records_seen FROM wharf_loads ORDER BY table_name",
                "SELECT table_name, record, line, byte_offset, HEX(content), reasons FROM wharf_rejects JOIN wharf_loads ON id = load_id ORDER BY table_name, record",
                "SELECT * FROM hired_employees ORDER BY id",
            ] {
                let rows = try requests.map { try $0.rows(sql) }
                #expect(rows[0] == rows[1] && !rows[0].isEmpty)
            }
            #expect(
                try station.database.rows("SELECT DISTINCT source, requested_by FROM wharf_loads") == ["command|clerk"])
            #expect(report.exitStatus == 1)
            #expect(try station.counts() == [2, 1, 1])
        }

        @Test func report_IsForPeople() throws {
            let report = try station.load(station.order(["departments.csv", "jobs.csv", "hired_employees.csv"]))
            let id = try station.database.rows("SELECT id FROM wharf_loads WHERE table_name = 'hired_employees'")[0]
            let lines = report.lines.map { $0.split(separator: " ").joined(separator: " ") }
            #expect(lines.contains("hired_employees: done"))
            #expect(lines.contains("file hired_employees.csv, 121 bytes"))
            #expect(lines.contains("rejected 3") && lines.contains("missing 1") && lines.contains("not_a_date 1"))
            #expect(lines.contains("see them wharf rejects \(id)"))
            #expect(station.stages.prefix(1) == ["reading departments.csv"])
            #expect(station.stages.contains("checking jobs") && station.stages.contains("writing hired_employees"))
        }

        @Test func partsOfTheWrite_AreNotCountedTwice() {
            var receipt = Receipt(
                id: LoadIdentifier(), table: "jobs", state: .done, source: "command", options: LoadOptions().record,
                by: "clerk", startedAt: Timestamp.now())
            receipt.read = 30
            receipt.seconds = ["receive": 0.25, "check": 0.25, "write": 1, "fill": 0.5, "index": 0.25]
            #expect(receipt.lines.last?.hasSuffix(" 1.5, 20 rows/s") == true)
        }

        @Test func folder_LoadsWhatNamesATable_AndTellsOfTheRest() throws {
            try station.files.put("x", into: "README.md")
            try station.files.put("1,x\n", into: "pets.csv")
            try station.files.put("1,x\n", into: ".jobs.csv")
            try station.files.put("1,x\n", into: "jobs.csv.bak")
            let report = try station.load(station.order(["."]))
            #expect(
                report.notes == [
                    "skipped: \(station.files.path)/README.md is neither CSV nor NDJSON by its name",
                    "skipped: \(station.files.path)/jobs.csv.bak is neither CSV nor NDJSON by its name",
                    "skipped: \(station.files.path)/pets.csv names no table",
                ])
            #expect(try station.counts() == [2, 1, 1])
        }

        @Test func onlyGoodRecords_EndWithZero() throws {
            #expect(try station.load(station.order(["departments.csv"])).exitStatus == 0)
            let again = try station.load(station.order(["departments.csv"], [("on_duplicate", "skip")]))
            #expect(again.exitStatus == 0 && again.lines.contains { $0.hasSuffix("unchanged               2") })
        }

        @Test func dryRun_WritesNoRow() throws {
            let report = try station.load(station.order(["."], [("dry_run", "true")]))
            #expect(report.exitStatus == 1 && report.lines.contains("departments: done (dry run)"))
            #expect(try station.counts() == [0, 0, 0])
            #expect(try station.database.count("wharf_rejects") == 3)
        }

        @Test func lines_AreKnownByTheirName() throws {
            try station.files.put("{\"id\": 1, \"department\": \"A\"}\n", into: "department.jsonl")
            #expect(try station.load(station.order(["department.jsonl"])).json.contains("\"rows\" : \"objects\""))
            #expect(try station.database.rows("SELECT * FROM departments") == ["1|A"])
        }

        @Test func updates_AreInTheAudit() throws {
            _ = try station.load(station.order(["departments.csv"]))
            try station.files.put("1,Marketing\n", into: "departments.csv")
            _ = try station.load(station.order(["departments.csv"], [("on_duplicate", "update")]))
            let audit = "SELECT who, act, target, detail LIKE 'load % 1 updated of 1' FROM wharf_audit"
            #expect(try station.database.rows(audit) == ["command:clerk|update rows|departments|1"])
        }

        // MARK: Refusals

        private func expectRefused(
            _ order: LoadOrder, _ status: Int32, _ words: String, loads: Int = 0,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let error = try station.refuse(order, sourceLocation: sourceLocation)
            #expect(error.exitStatus == status, "\(error)", sourceLocation: sourceLocation)
            #expect(error.description.contains(words), "\(error)", sourceLocation: sourceLocation)
            #expect(try station.counts() == [0, 0, 0], sourceLocation: sourceLocation)
            #expect(try station.database.count("wharf_loads") == loads, sourceLocation: sourceLocation)
        }

        @Test func wrongOrders_BeginNothing() throws {
            try station.files.put("1,x\n", into: "april.csv")
            try station.files.put("1,x\n", into: "Job.csv")
            try station.files.put("{}\n", into: "jobs.ndjson")
            try expectRefused(station.order(["nope.csv"]), 66, "No such file")
            try expectRefused(station.order(["april.csv"]), 66, "'april.csv' names no table; say with --table which")
            try expectRefused(station.order(["april.csv"], table: "pets"), 66, "There is no table 'pets'")
            try expectRefused(station.order(["jobs.csv", "Job.csv"]), 64, "are for table jobs")
            try expectRefused(station.order(["jobs.csv", "departments.csv"], table: "jobs"), 64, "one file")
            try expectRefused(station.order(["."], table: "jobs"), 64, "one file")
            try expectRefused(
                station.order(["jobs.csv"], [("on_duplicate", "maybe")]), 64, "reject, skip or update")
            try expectRefused(station.order(["jobs.ndjson"], [("delimiter", "tab")]), 64, "how CSV is read")
            var order = station.order(["jobs.csv"])
            order.format = "xml"
            try expectRefused(order, 64, "csv or ndjson")
            order = LoadOrder(files: ["-"])
            try expectRefused(order, 64, "--table")
        }

        @Test func folderWithoutTables_IsRefused() throws {
            for name in try station.files.names() {
                try FileManager.default.moveItem(
                    atPath: "\(station.files.path)/\(name)", toPath: "\(station.files.path)/x-\(name)")
            }
            try expectRefused(station.order(["."]), 66, "No file there names a table.")
        }

        /// One bad file refuses them all; what was begun has a receipt that says so.
        @Test func refusedFile_LeavesNothingOfTheOthers() throws {
            try station.files.put("1,\"Clerk\n", into: "jobs.csv")
            try expectRefused(station.order(["departments.csv", "jobs.csv"]), 65, "quote", loads: 2)
            #expect(try station.database.rows("SELECT DISTINCT state FROM wharf_loads") == ["failed"])
        }

        @Test func tooManyRejects_LeaveNothing() throws {
            let order = station.order(["."], [("on_reject", "abort")])
            let error = try station.refuse(order)
            #expect(error.exitStatus == 65)
            #expect(try station.counts() == [0, 0, 0])
            let report = try #require(error.report)
            #expect(report.json.contains("\"type\" : \"/problems/too-many-rejects\""))
            #expect(report.lines.contains { $0.hasPrefix("hired_employees: failed, ") })
        }

        @Test func nothingIn_IsAFailure_WithTheReceipts() throws {
            try station.files.put("1,\n2,\n", into: "jobs.csv")
            let error = try station.refuse(station.order(["jobs.csv"]))
            #expect(error.exitStatus == 65 && error.report?.lines.contains("jobs: done") == true)
            #expect(try station.counts() == [0, 0, 0])
        }

        @Test func gzip_IsKnownByItsBytes_AndRefusedWhereItIsCut() throws {
            let packed = try #require(Data(base64Encoded: Self.packedJobs))
            for name in ["jobs.csv", "jobs.csv.gz"] {
                try packed.write(to: URL(fileURLWithPath: "\(station.files.path)/\(name)"))
            }
            let cut = URL(fileURLWithPath: "\(station.files.path)/jobs.csv")
            try packed.dropLast(9).write(to: cut)
            try expectRefused(station.order(["jobs.csv"]), 65, "ends early", loads: 1)
            #expect(try station.database.rows("SELECT state FROM wharf_loads") == ["interrupted"])
            #expect(try station.load(station.order(["jobs.csv.gz"])).exitStatus == 0)
            #expect(try station.database.rows("SELECT * FROM jobs") == ["1|Clerk", "2|Driver"])
        }

        /// `1,Clerk`, `2,Driver`, each with a line end.
        private static let packedJobs = "H4sIAAAAAAAAAzPUcc5JLcrmMtJxKcosSy3iAgBvsnQ0EQAAAA=="

        // MARK: Interruption

        @Test func interruptedLoad_LeavesNothing() throws {
            station.signal.hasCome.withLock { $0 = true }
            let error = try station.refuse(station.order(["."]))
            #expect(error.exitStatus == 130 && error.description.contains("interrupted"))
            #expect(try station.counts() == [0, 0, 0])
            #expect(
                try station.database.rows("SELECT table_name, state FROM wharf_loads") == ["departments|interrupted"])
        }

        @Test func absentDatabase_IsTold() throws {
            var settings = try station.settings
            settings.database.socket = "/nonexistent"
            let office = LoadOffice(settings, clerk: "clerk") { _ in }
            let order = station.order(["jobs.csv"])
            #expect(try #require(throws: CommandError.self) { try office.load(order) { false } }.exitStatus == 69)
            #expect(try #require(throws: CommandError.self) { try office.receipt("x") }.exitStatus == 69)
            #expect(try station.spool.names() == [])
        }

        @Test func spoolThatCannotBeUsed_IsTold() throws {
            var settings = try station.settings
            settings.spoolPath = "\(station.files.path)/jobs.csv"
            let office = LoadOffice(settings, clerk: "clerk") { _ in }
            let order = station.order(["departments.csv"])
            let error = try #require(throws: CommandError.self) { try office.load(order) { false } }
            #expect(
                error.exitStatus == 69 && error.description.contains("WHARF_SPOOL")
                    && error.cause?.contains("jobs.csv") == true)
            #expect(try station.counts() == [0, 0, 0])
        }

        /// A command sweeps what dead ones left, but the files of promised loads wait for a service.
        @Test func load_SweepsTheDead_AndLeavesPromisesAlone() throws {
            let (dead, promising) = (LoadIdentifier(), LoadIdentifier())
            for instance in [dead, promising] {
                try station.spool.put("", into: "\(instance).lock")
                try FileManager.default.createDirectory(
                    atPath: "\(station.spool.path)/\(instance)", withIntermediateDirectories: false)
            }
            let promised = LoadIdentifier()
            try FileManager.default.createDirectory(
                atPath: "\(station.spool.path)/\(promising)/\(promised)", withIntermediateDirectories: false)
            let receipt = Receipt(
                id: promised, table: "jobs", state: .checked, source: "upload", options: LoadOptions().record,
                by: "clerk", startedAt: Timestamp.now())
            try LoadStore(connection: station.database.connection).insert(receipt, instance: promising)
            let terms = PromiseStore.Terms(isCSV: true, options: LoadOptions())
            try PromiseStore(connection: station.database.connection).insert(
                .init(load: promised, request: promised, terms: terms), instance: promising)
            _ = try station.office.load(station.order(["departments.csv"])) { false }
            #expect(try station.spool.names() == ["\(promising)", "\(promising).lock"])
        }
    }
}
