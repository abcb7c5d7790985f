internal import Glibc

/// The directory that the sample files appear in, all at the end and under their own names, or not at all.
///
/// Each file is written as `NAME.part` and renamed by `publish()`. A folder that goes away before that removes the
/// parts, and the directories that it made. A process that is killed leaves its parts; the next run overwrites them.
/// One thread.
final class SampleFolder {
    private let path: String
    private var madeDirectories: [String] = []
    private var files: [SampleFile] = []

    /// Makes the directory and its parents where they are missing. When it throws, `deinit` runs and removes those it
    /// made.
    init(_ path: String) throws(SampleError) {
        self.path = path
        try makeDirectories()
    }

    deinit {
        for file in files {
            file.abandon()
        }
        for directory in madeDirectories.reversed() {
            rmdir(directory)
        }
    }

    /// Begins the file `name`; the folder keeps it until it is published.
    func makeFile(_ name: String) throws(SampleError) -> SampleFile {
        let file = try SampleFile(path: "\(path)/\(name)")
        files.append(file)
        return file
    }

    /// Closes every file, then renames every file. Only the renaming can leave some files new and others old.
    func publish() throws(SampleError) {
        for file in files {
            try file.close()
        }
        for file in files {
            try file.rename()
        }
        files = []
        madeDirectories = []
    }

    private func makeDirectories() throws(SampleError) {
        for end in path.indices.dropFirst() where path[end] == "/" {
            try makeDirectory(String(path[..<end]))
        }
        try makeDirectory(path)
    }

    private func makeDirectory(_ directory: String) throws(SampleError) {
        if mkdir(directory, 0o755) == 0 {
            madeDirectories.append(directory)
        } else if errno != EEXIST {
            throw SampleError(errnoAfter: "mkdir", path: directory)
        }
    }
}
