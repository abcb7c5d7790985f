/// What somebody set, by name, before anybody looks whether it makes sense.
public struct GivenSettings: Sendable {
    struct Value: Sendable, Equatable {
        let text: String
        let origin: SettingOrigin
    }

    private(set) var values: [String: Value] = [:]
    /// Variables that are spelled like settings and are none.
    let unknownVariables: [String]
    /// The file of settings that was read; nil where there is none.
    let file: String?

    /// - Parameter environment: variables that are no settings are passed over.
    init(environment: [String: String], file: String? = nil) {
        unknownVariables = environment.keys.filter(Setting.isMisspelled).sorted()
        self.file = file
    }

    /// A later value wins; an empty one is as good as none, and takes away what was set before.
    mutating func set(_ name: String, _ text: String, _ origin: SettingOrigin) {
        values[name] = text.isEmpty ? nil : Value(text: text, origin: origin)
    }

    /// Whether a setting was given the same value, or none, in both.
    func isSame(_ setting: Setting, as other: GivenSettings) -> Bool {
        values[setting.name]?.text == other.values[setting.name]?.text
    }
}
