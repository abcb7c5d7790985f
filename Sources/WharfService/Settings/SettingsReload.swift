/// Reads the settings again while the service runs: `systemctl reload`.
///
/// Belongs to the thread that waits for signals.
public struct SettingsReload {
    /// What another reading has brought.
    public struct Outcome: Sendable {
        public let settings: ServiceSettings
        /// Names of settings that have another value from now on.
        public let changed: [String]
        /// Names of settings whose new value waits for a restart.
        public let waiting: [String]
    }

    private let sources: SettingSources
    /// Those that the process was started with.
    private let first: GivenSettings
    private var last: GivenSettings

    public init(_ sources: SettingSources, _ given: GivenSettings) {
        self.sources = sources.following(given)
        first = given
        last = given
    }

    /// - Throws: `SettingError`; then all stays as it is.
    public mutating func run() throws(SettingError) -> Outcome {
        let given = try sources.read()
        let settings = try ServiceSettings(given)
        let values = Setting.all.filter { if case .value = $0.use { true } else { false } }
        let changed = values.filter { $0.change == .reload && !given.isSame($0, as: last) }
        let waiting = values.filter { $0.change == .restart && !given.isSame($0, as: first) }
        last = given
        return Outcome(settings: settings, changed: changed.map(\.name), waiting: waiting.map(\.name))
    }
}
