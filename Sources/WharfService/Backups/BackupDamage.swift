/// A backup that is not to be trusted, and why.
struct BackupDamage: Error, Sendable, Hashable {
    enum Reason: Error, Sendable, Hashable {
        case tooLarge
        /// Cut, or changed since it was written.
        case notWhole
        /// Written by a later Wharf.
        case unknownFormat(Int)
        /// Whole, but not what its kind of document has.
        case otherContent
        /// It is that of another file.
        case otherName
        /// There is a manifest, and no file.
        case noFile
        /// The bucket's own words.
        case unreadable(String)
    }

    let name: BackupName
    let reason: Reason
}

extension BackupDamage: CustomStringConvertible {
    var description: String { "Backup \(name.id) (\(name.file)): \(reason)" }
}

extension BackupDamage.Reason: CustomStringConvertible {
    var description: String {
        switch self {
        case .tooLarge: "its manifest is larger than \(SealedDocument.limitBytes >> 20) MiB"
        case .notWhole: "its manifest is cut or was changed"
        case .unknownFormat(let format): "its manifest has format \(format), which this Wharf does not know"
        case .otherContent: "its manifest lacks what a manifest has"
        case .otherName: "its manifest is that of another backup"
        case .noFile: "its file is not in the bucket"
        case .unreadable(let reason): "its manifest cannot be read: \(reason)"
        }
    }
}
