import Foundation
import Testing

/// The files that the fuzzer begins with.
struct FuzzSeedTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fuzz/avro/seeds")

    /// A seed that is refused at its door would lead nowhere.
    @Test(arguments: ["flat-null", "flat-deflate", "flat-snappy", "nested-null", "empty"])
    func seed_IsRead(_ name: String) throws {
        let read = try ReadFile(Array(Data(contentsOf: Self.folder.appendingPathComponent("\(name).avro"))))
        #expect(read.error == nil && read.records.isEmpty == (name == "empty"))
    }
}
