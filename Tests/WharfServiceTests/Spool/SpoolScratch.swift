@testable import WharfService

/// A spool of a test's own, in a directory that goes with it.
final class SpoolScratch {
    let directory: SampleScratch
    let root: SpoolRoot

    init(limitBytes: Int = 1 << 30) throws {
        directory = try SampleScratch()
        root = try SpoolRoot(path: "\(directory.path)/spool", limitBytes: limitBytes)
    }

    func makeFolder() -> SpoolFolder { root.makeFolder(LoadIdentifier()) }

    /// What lies in the instance's folder: one entry per load that is not over.
    func leftovers() throws -> [String] { try directory.names(in: "spool/\(root.instance)") }
}

extension SampleScratch {
    /// The names in a folder of the directory, sorted.
    func names(in folder: String) throws -> [String] {
        try SampleScratch.names(at: "\(path)/\(folder)")
    }
}

extension SpoolFile {
    func append(_ bytes: [UInt8]) throws(SpoolError) {
        var failure: SpoolError?
        bytes.withUnsafeBytes { bytes in
            do throws(SpoolError) { try append(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
