import Foundation
import Testing

@testable import WharfService

struct SpoolRootTests {
    /// What an instance leaves that was killed: its folder with a load's files, and a lock that nobody holds.
    private static func leaveBehind(_ instance: LoadIdentifier, in path: String) throws {
        let folder = "\(path)/\(instance)/\(LoadIdentifier())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("rows".utf8).write(to: URL(fileURLWithPath: "\(folder)/1"))
        try Data().write(to: URL(fileURLWithPath: "\(path)/\(instance).lock"))
    }

    @Test func sweep_RemovesTheDead_AndLeavesTheLiving() throws {
        let directory = try SampleScratch()
        let living = try SpoolRoot(path: directory.path, limitBytes: 1 << 20)
        let folder = living.makeFolder(LoadIdentifier())
        let file = folder.makeFile()
        try file.append([UInt8](repeating: 1, count: 300_000))
        let dead = [LoadIdentifier(), LoadIdentifier()]
        for instance in dead { try Self.leaveBehind(instance, in: directory.path) }
        try directory.put("", into: "junk.lock")
        try directory.put("", into: "README")
        let own = try SpoolRoot(path: directory.path, limitBytes: 1 << 20)
        let found = try own.sweep()
        #expect(Set(found.map(\.instance)) == Set(dead))
        // Nobody else finds them meanwhile.
        #expect(try living.sweep().isEmpty)
        found.forEach(own.forget)
        #expect(
            try directory.names()
                == [
                    "\(living.instance)", "\(living.instance).lock", "\(own.instance)", "\(own.instance).lock",
                    "README", "junk.lock",
                ]
                .sorted())
        #expect(try file.bytes(at: 299_999, length: 1) == [1])
        #expect(try own.sweep().isEmpty)
    }

    @Test func sweep_FindsAnInstanceDead_WhenItsFolderIsGone() throws {
        let directory = try SampleScratch()
        let dead = LoadIdentifier()
        try directory.put("", into: "\(dead).lock")
        let own = try SpoolRoot(path: directory.path, limitBytes: 1)
        let found = try own.sweep()
        #expect(found.map(\.instance) == [dead])
        found.forEach(own.forget)
        #expect(try directory.names() == ["\(own.instance)", "\(own.instance).lock"])
    }

    @Test func root_LeavesNothing_WhenItEnds() throws {
        let directory = try SampleScratch()
        do {
            let root = try SpoolRoot(path: directory.path, limitBytes: 1 << 20)
            let file = root.makeFolder(LoadIdentifier()).makeFile()
            try file.append([UInt8](repeating: 1, count: 300_000))
            #expect(try directory.names().count == 2)
        }
        #expect(try directory.names() == [])
    }

    @Test func identifiers_SortByTime_AndAreReadInAnyCase() throws {
        let first = LoadIdentifier()
        let later = LoadIdentifier()
        #expect(first != later && first.description.count == 26)
        #expect(first.description.prefix(9) <= later.description.prefix(9))
        #expect(LoadIdentifier(first.description.lowercased()) == first)
        for text in ["", "x", first.description + "0", String(first.description.dropLast()) + "U"] {
            #expect(LoadIdentifier(text) == nil)
        }
    }
}
