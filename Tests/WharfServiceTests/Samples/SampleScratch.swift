import Foundation
import WharfService

/// A directory of a test's own, removed with everything in it when the test ends.
final class SampleScratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The names in the directory, sorted.
    func names() throws -> [String] {
        try Self.names(at: path)
    }

    static func names(at path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func contents(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    func put(_ text: String, into name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// FNV-1a, 64 bits, over the three files in the order of the migration.
    func digest() throws -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for name in ["departments.csv", "jobs.csv", "hired_employees.csv"] {
            for byte in try contents(of: name) {
                digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        return digest
    }
}

extension SampleOptions {
    /// Writes the sample into a scratch directory.
    func written() throws -> (scratch: SampleScratch, summary: SampleSummary) {
        let scratch = try SampleScratch()
        return (scratch, try SampleGenerator(self).write(to: scratch.path))
    }
}
