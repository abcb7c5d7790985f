internal import Glibc

/// The folder of one load's spool files, below the instance's own folder.
///
/// The folder goes after its last file; what a crash leaves is swept by `SpoolRoot` at the next start.
final class SpoolFolder {
    let path: String
    let budget: SpoolBudget
    private var fileCount = 0

    init(path: String, budget: SpoolBudget) throws(SpoolError) {
        self.path = path
        self.budget = budget
        _ = try SpoolError.check("mkdir", path, mkdir(path, 0o700))
    }

    deinit { rmdir(path) }

    /// A new file; it touches the disk when its buffer first overflows.
    func makeFile() -> SpoolFile {
        fileCount += 1
        return SpoolFile(path: "\(path)/\(fileCount)", folder: self)
    }
}
