import Foundation
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// `wharf loads` and `wharf rejects` without their command line.
    struct LoadReadingTests {
        private let station: OfficeStation

        init() throws {
            station = try OfficeStation()
            try station.files.put("1,A\n2,\n3,B\n", into: "departments.csv")
            try station.files.put("{\"id\": 1, \"job\": \"A\"}\n{\"id\": \"x\", \"job\": \"B\"}\n", into: "jobs.ndjson")
            _ = try station.load(station.order(["."]))
        }

        private func id(_ table: String) throws -> String {
            try station.database.rows("SELECT id FROM wharf_loads WHERE table_name = '\(table)'")[0]
        }

        private func rejects(of table: String, _ form: LoadOffice.RejectForm) throws -> String {
            var bytes: [UInt8] = []
            try station.office.rejects(of: id(table), as: form) { bytes += $0 }
            return String(decoding: bytes, as: UTF8.self)
        }

        @Test func loads_AreListed_NewestFirst() throws {
            let office = try station.office
            let all = try office.loads(into: nil, state: nil, limit: 10)
            #expect(try all.lines.count == 2 && all.lines[1].hasPrefix(id("departments")))
            #expect(try office.loads(into: "Department", state: "DONE", limit: 10).lines.count == 1)
            #expect(try office.loads(into: nil, state: "failed", limit: 10).lines.isEmpty)
            #expect(try office.loads(into: nil, state: nil, limit: 1).lines == [all.lines[0]])
            #expect(throws: CommandError.self) { try office.loads(into: nil, state: "lost", limit: 1) }
            let receipt = try office.receipt(id("departments").lowercased())
            #expect(receipt.lines[0] == "departments: done" && receipt.json.contains("\"rejected\" : 1"))
            #expect(try #require(throws: CommandError.self) { try office.receipt("nope") }.exitStatus == 66)
        }

        @Test func rejects_ComeInEveryForm() throws {
            #expect(
                try rejects(of: "departments", .lines) == "line 2: department: A required field is empty.\n    2,\n")
            let csv = try rejects(of: "departments", .csv)
            #expect(
                csv == "wharf_line,wharf_codes,wharf_reasons,id,department\r\n"
                    + "2,missing,department: A required field is empty.,2,\r\n")
            let line = try rejects(of: "jobs", .ndjson)
            #expect(line.hasPrefix("{\"wharf_line\":2,") && line.hasSuffix("\"id\":\"x\",\"job\":\"B\"}\n"))
            for (table, count) in [("departments", 1), ("jobs", 1)] {
                let document = try JSONSerialization.jsonObject(with: Data(rejects(of: table, .json).utf8))
                let members = try #require(document as? [String: Any])
                #expect(members["load"] as? String == (try id(table)))
                #expect((members["rejects"] as? [Any])?.count == count)
            }
        }

        @Test func rejectsOfCSV_AreNoLinesOfJSON() throws {
            let error = try #require(throws: CommandError.self) { try rejects(of: "departments", .ndjson) }
            #expect(error.exitStatus == 64)
        }

        @Test func reader_ThatHasSeenEnough_EndsIt() throws {
            struct Enough: Error {}
            let id = try id("departments")
            let office = try station.office
            #expect(throws: Enough.self) { try office.rejects(of: id, as: .csv) { _ in throw Enough() } }
        }

        /// Many pages, in the order of the file, and each reject once.
        @Test func manyRejects_AreAllThere() throws {
            try station.files.put((1...1200).map { "\($0),\n" }.joined() + "5000,Z\n", into: "departments.csv")
            let report = try station.load(station.order(["departments.csv"]))
            let id = try #require(report.lines.first { $0.contains("see them") }?.suffix(26))
            var text = ""
            try station.office.rejects(of: String(id), as: .lines) { text += String(decoding: $0, as: UTF8.self) }
            let places = text.split(separator: "\n").filter { $0.hasPrefix("line ") }.map { $0.prefix { $0 != ":" } }
            #expect(places == (1...1200).map { "line \($0)" })
        }
    }
}
