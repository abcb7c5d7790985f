/// Where a setting's value came from.
public enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
    case standard
    case file(String, line: Int)
    case environment
    /// A secret's file, and the name of the setting that names it.
    case secretFile(String, setting: String)
    /// A systemd credential.
    case credential(String)

    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): "\(path), line \(line)"
        case .environment: "environment"
        case .secretFile(let path, let setting): "\(path), the file of \(setting)"
        case .credential(let path): "\(path), a systemd credential"
        }
    }
}
