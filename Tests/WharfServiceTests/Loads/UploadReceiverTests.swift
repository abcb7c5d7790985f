import Multipart
import Testing

@testable import WharfService

extension DatabaseTests {
    /// The parts of a multipart request: options and files, in any order that makes sense.
    struct UploadReceiverTests {
        /// One part: a file where `file` is set.
        struct Part: Sendable {
            let name: String
            let content: String
            var file: String?

            init(_ name: String, _ content: String, file: String? = nil) {
                (self.name, self.content, self.file) = (name, content, file)
            }
        }

        private func receive(_ parts: [Part], _ station: LoadStation, pieceBytes: Int = .max) throws -> UploadReceiver {
            let body =
                parts.map { part in
                    let file = part.file.map { "; filename=\"\($0)\"" } ?? ""
                    return
                        "--x\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file)\r\n\r\n\(part.content)\r\n"
                }.joined() + "--x--\r\n"
            let receiver = try UploadReceiver(context: station.context, options: LoadOptions())
            let parser = try MultipartParser(boundary: "x")
            do {
                try Array(body.utf8).withUnsafeBytes { bytes in
                    for start in stride(from: 0, to: bytes.count, by: min(pieceBytes, bytes.count)) {
                        let piece = bytes[start..<min(bytes.count, start + min(pieceBytes, bytes.count))]
                        try parser.feed(UnsafeRawBufferPointer(rebasing: piece)) { try receiver.take($0) }
                    }
                }
                try parser.finish()
            } catch {
                throw LoadRequest.close(receiver.loads, error)
            }
            return receiver
        }

        @Test(arguments: [1, 7, Int.max])
        func parts_BecomeLoads_WithTheirOptions(pieceBytes: Int) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let parts = [
                Part("delimiter", " semicolon\r\n"), Part("job", "1;a\r\n1;a\r\n", file: "a.csv"),
                Part("departments", "1;Sales"), Part("on_duplicate", "skip"), Part("dry_run", "no"),
            ]
            let receiver = try receive(parts, station, pieceBytes: pieceBytes)
            #expect(receiver.loads.map(\.receipt.table) == ["jobs", "departments"])
            #expect(receiver.loads.map(\.receipt.file.name) == ["a.csv", nil])
            _ = try LoadRequest(loads: receiver.loads).run()
            #expect(receiver.loads.map(\.receipt.sums) == ["2/1/0/0/1", "1/1/0/0/0"])
            for load in receiver.loads {
                #expect(load.receipt.options.onDuplicate == .skip && load.receipt.options.delimiter == ";")
                try expectClosed(load.receipt, in: database)
            }
        }

        @Test(
            arguments: [
                (
                    [Part("jobs", "1,a\n", file: "a.csv"), Part("delimiter", ";")], ProblemType.badOption,
                    "before the first file"
                ),
                ([Part("jobs", "1,a\n", file: "a.csv"), Part("speed", "9")], .badOption, "There is no option 'speed'"),
                ([Part("jobs", "1,a\n", file: "a.csv"), Part("max_rejects", "x")], .badOption, "max_rejects"),
                (
                    [Part("jobs", "1,a\n", file: "a.csv"), Part("people", "1,a\n", file: "b.csv")], .unknownTable,
                    "people"
                ),
                ([Part("jobs", "1,a\n", file: "a.csv"), Part("Job", "2,b\n")], .duplicatePart, "jobs"),
                ([Part("on_reject", String(repeating: "x", count: 70_000))], .badOption, "too long"),
            ])
        func part_IsRefused_AndEverythingWithIt(_ parts: [Part], _ type: ProblemType, _ said: String) throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            let problem = try #require(throws: Problem.self) { _ = try receive(parts, station) }
            #expect(problem.type == type && problem.detail.contains(said))
            for receipt in problem.loads {
                #expect(receipt.state == .failed)
                try expectClosed(receipt, in: database)
            }
            #expect(try database.count("jobs") == 0)
            #expect(try station.spool.leftovers() == [])
        }

        @Test func bodyThatEndsEarly_InterruptsWhatItBegan() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            do {
                let receiver = try UploadReceiver(context: station.context, options: LoadOptions())
                let parser = try MultipartParser(boundary: "x")
                let body = "--x\r\nContent-Disposition: form-data; name=\"jobs\"\r\n\r\n1,a\r\n2,b\r\n"
                try Array(body.utf8).withUnsafeBytes { try parser.feed($0) { try receiver.take($0) } }
                let error = try #require(throws: MultipartError.self) { try parser.finish() }
                let problem = LoadRequest.close(receiver.loads, Problem(error)) as? Problem
                #expect(problem?.type == .incompleteBody)
                #expect(problem?.loads.map(\.state) == [.interrupted])
                try expectClosed(try #require(receiver.loads.first).receipt, in: database)
            }
            #expect(try database.count("jobs") == 0)
            #expect(try station.spool.leftovers() == [])
        }
    }
}
