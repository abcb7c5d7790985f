internal import Glibc

/// The folder of one load's spool files, below the instance's own folder.
///
/// It is made with the first file that needs the disk, and goes after the last; what a crash leaves is swept by `SpoolRoot`
/// at the next start.
final class SpoolFolder {
    let path: String
    let budget: SpoolBudget
    private var fileCount = 0
    private var isMade = false

    init(path: String, budget: SpoolBudget) {
        self.path = path
        self.budget = budget
    }

    /// The folder of an earlier process's load.
    ///
    /// - Parameter fileCount: files with numbers up to this are left alone.
    init(reopening path: String, budget: SpoolBudget, fileCount: Int) {
        self.path = path
        self.budget = budget
        self.fileCount = fileCount
        isMade = true
    }

    deinit { if isMade { rmdir(path) } }

    /// Makes the directory unless it is there.
    func make() throws(SpoolError) {
        guard !isMade else { return }
        _ = try SpoolError.check("mkdir", path, mkdir(path, 0o700))
        isMade = true
    }

    /// The first file that was made in the folder.
    func reopenFirstFile() throws(SpoolError) -> SpoolFile { try SpoolFile(reopening: "\(path)/1", folder: self) }

    /// A new file; it touches the disk when its buffer first overflows.
    func makeFile() -> SpoolFile {
        fileCount += 1
        return SpoolFile(path: "\(path)/\(fileCount)", folder: self)
    }
}
