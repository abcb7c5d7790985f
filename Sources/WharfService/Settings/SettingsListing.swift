/// What is in force, with where it came from: `wharf config`. Of secrets only whether they are set.
public struct SettingsListing {
    struct Entry: Encodable {
        let name: String
        /// `(set)` for a secret; null where there is none.
        let value: String?
        let origin: String
        let isSecret: Bool
        let takes: String
        let `default`: String
        /// Whether `systemctl reload` is enough for another value.
        let reloads: Bool

        private enum CodingKeys: String, CodingKey {
            case name, value, origin, takes, `default`, reloads
            case isSecret = "secret"
        }
    }

    private struct Document: Encodable {
        let file: String?
        let settings: [Entry]
        let unknown: [String]
    }

    private let given: GivenSettings
    private let settings: ServiceSettings

    /// - Throws: `SettingError` where they could not be in force.
    public init(_ given: GivenSettings) throws(SettingError) {
        self.given = given
        settings = try ServiceSettings(given)
    }

    public func report() throws -> CommandReport {
        let entries = Setting.all.map(entry)
        return try CommandReport(
            Document(file: given.file, settings: entries, unknown: given.unknownVariables), lines(entries))
    }

    func entry(_ setting: Setting) -> Entry {
        let value = given.values[setting.name]
        return Entry(
            name: setting.name, value: shown(setting, value?.text), origin: "\(value?.origin ?? .standard)",
            isSecret: setting.isSecret, takes: setting.plainTakes, default: setting.standardText,
            reloads: setting.change == .reload)
    }

    private func shown(_ setting: Setting, _ text: String?) -> String? {
        if let text { return setting.isSecret ? "(set)" : text }
        switch setting.standard {
        case .text(let text): return text
        case .derived(_, let value):
            let text = value(settings)
            return text.isEmpty ? nil : text
        case .nothing, .required: return nil
        }
    }

    private func lines(_ entries: [Entry]) -> [String] {
        let names = (entries.map(\.name.count).max() ?? 0) + 2
        let values = min(40, entries.map { ($0.value ?? "-").count }.max() ?? 0) + 2
        let rows = entries.map { entry in
            Self.padded(entry.name, names) + Self.padded((entry.value ?? "-").forMessage, values) + entry.origin
        }
        let unknown = given.unknownVariables.map { "there is no setting \($0): the variable does nothing" }
        return rows + unknown
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
