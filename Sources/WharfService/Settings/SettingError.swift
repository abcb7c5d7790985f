/// A setting that is missing or wrong: one line that says which, where it came from and what it takes, and never what a
/// secret is.
public struct SettingError: Error, CustomStringConvertible {
    /// The setting's; nil where a file cannot be read at all.
    public let name: String?
    public let description: String

    /// A process that cannot start for its settings ends with this, `EX_CONFIG` of sysexits(3).
    public static let exitStatus: Int32 = 78

    init(name: String? = nil, _ description: String) {
        self.name = name
        self.description = description
    }

    /// - Parameter advice: goes on after the name.
    init(_ name: String, _ advice: String, _ origin: SettingOrigin? = nil) {
        let place = origin.map { " (\($0))" } ?? ""
        self.init(name: name, "\(name)\(place) \(advice)")
    }

    /// A value that is not what the setting takes.
    init(_ setting: Setting, _ given: GivenSettings.Value, _ error: any Error) {
        let found = setting.isSecret ? "something else" : "'\(given.text.forMessage)'"
        let detail = "\(error)"
        self.init(
            setting.name, "takes \(setting.plainTakes), not \(found)" + (detail.isEmpty ? "" : ": \(detail)"),
            given.origin)
    }
}
