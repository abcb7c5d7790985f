import Foundation
import Testing
import WharfService

/// What is left when writing fails: what was there before.
struct SampleFailureTests {
    private let generator = SampleGenerator(SampleOptions(rows: 20_000))

    @Test func files_KeepTheirOldContents_WhenTheDiskIsFull() throws {
        let scratch = try SampleScratch()
        try scratch.put("old", into: "hired_employees.csv")
        let part = "\(scratch.path)/hired_employees.csv.part"
        try FileManager.default.createSymbolicLink(atPath: part, withDestinationPath: "/dev/full")
        let error = try #require(throws: SampleError.self) { try generator.write(to: scratch.path) }
        #expect(error.operation == "write" && error.code == ENOSPC && error.path == part)
        #expect(error.description == "write \(part): No space left on device")
        #expect(try scratch.names() == ["hired_employees.csv"])
        #expect(try scratch.contents(of: "hired_employees.csv") == Array("old".utf8))
    }

    @Test func nothing_IsLeft_WhenAFileCannotBeOpened() throws {
        let scratch = try SampleScratch()
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/jobs.csv.part", withIntermediateDirectories: false)
        let error = try #require(throws: SampleError.self) { try generator.write(to: scratch.path) }
        #expect(error.operation == "open" && error.code == EISDIR)
        #expect(try scratch.names() == ["jobs.csv.part"])
    }

    @Test func nothing_IsLeft_WhenAFileCannotTakeItsName() throws {
        let scratch = try SampleScratch()
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/departments.csv", withIntermediateDirectories: false)
        let error = try #require(throws: SampleError.self) { try generator.write(to: scratch.path) }
        #expect(error.operation == "rename" && error.code == EISDIR)
        #expect(try scratch.names() == ["departments.csv"])
    }

    @Test func directories_AreMade_AndRemovedAgainOnFailure() throws {
        let scratch = try SampleScratch()
        _ = try generator.write(to: "\(scratch.path)/a/b/")
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/a/b/jobs.csv"))
        let name = String(repeating: "x", count: 300)
        let error = try #require(throws: SampleError.self) { try generator.write(to: "\(scratch.path)/c/d/\(name)") }
        #expect(error.operation == "mkdir" && error.code == ENAMETOOLONG)
        #expect(try scratch.names() == ["a"])
    }

    @Test func path_IsNamed_WhenAParentIsAFile() throws {
        let scratch = try SampleScratch()
        try scratch.put("", into: "file")
        let error = try #require(throws: SampleError.self) { try generator.write(to: "\(scratch.path)/file/sub") }
        #expect(error.operation == "mkdir" && error.code == ENOTDIR && error.path == "\(scratch.path)/file/sub")
        #expect(try scratch.names() == ["file"])
    }

    @Test func part_OfAKilledRun_IsOverwritten() throws {
        let scratch = try SampleScratch()
        try scratch.put(String(repeating: "x", count: 100_000), into: "jobs.csv.part")
        _ = try generator.write(to: scratch.path)
        #expect(try scratch.names() == ["departments.csv", "hired_employees.csv", "jobs.csv"])
        let (undisturbed, _) = try SampleOptions(rows: 0).written()
        #expect(try scratch.contents(of: "jobs.csv") == undisturbed.contents(of: "jobs.csv"))
    }
}
