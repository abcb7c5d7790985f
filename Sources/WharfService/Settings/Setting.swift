/// One thing that can be set: its name and all that is said of it. Reading, errors, `wharf config` and the README's table
/// come from the list of these.
struct Setting: Sendable {
    /// Who reads it.
    enum Use: Sendable {
        /// Wharf: `set` puts the text among its settings, `copy` takes the value over from other settings.
        case value(
            set: @Sendable (String, inout ServiceSettings) throws -> Void,
            copy: @Sendable (ServiceSettings, inout ServiceSettings) -> Void)
        /// Wharf: the file that holds the secret of that name.
        case secretFile(of: String)
        /// Wharf, before all others; only from the environment.
        case settingsFile
        /// A program beside it.
        case others
    }

    /// What holds where nobody sets it.
    enum Standard: Sendable {
        case nothing
        /// Read like a value that was given.
        case text(String)
        /// Words for people, and the value once all others are known.
        case derived(String, @Sendable (ServiceSettings) -> String)
        /// It must be set.
        case required
    }

    /// When another value comes into force.
    enum Change: Sendable {
        /// At `systemctl reload`, and for commands at once.
        case reload
        case restart
    }

    let name: String
    let takes: String
    let standard: Standard
    let change: Change
    let meaning: String
    let isSecret: Bool
    let use: Use

    init<Value>(
        _ name: String, _ form: SettingForm<Value>, _ path: WritableKeyPath<ServiceSettings, Value> & Sendable,
        standard: Standard = .nothing, change: Change = .restart, isSecret: Bool = false, _ meaning: String
    ) {
        self.init(
            name, takes: form.takes, standard: standard, change: change, isSecret: isSecret,
            use: .value(
                set: { text, settings in settings[keyPath: path] = try form.read(text) },
                copy: { from, settings in settings[keyPath: path] = from[keyPath: path] }), meaning)
    }

    init(
        _ name: String, takes: String, standard: Standard = .nothing, change: Change = .restart,
        isSecret: Bool = false, use: Use, _ meaning: String
    ) {
        self.name = name
        self.takes = takes
        self.standard = standard
        self.change = change
        self.isSecret = isSecret
        self.use = use
        self.meaning = meaning
    }

    /// What it takes, without marks of Markdown.
    var plainTakes: String { takes.filter { $0 != "`" } }

    /// The default as it is written down.
    var standardText: String {
        switch standard {
        case .nothing: ""
        case .text(let text), .derived(let text, _): text
        case .required: "must be set"
        }
    }

    /// Of its credential (systemd.exec(5), `LoadCredential=`), where it is a secret of Wharf's own.
    var credential: String { name.lowercased() }
}
