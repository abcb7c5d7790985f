/// Where settings come from, the later ones winning: the defaults, a file, the environment; and a secret from a file of
/// its own.
public struct SettingSources: Sendable {
    static let standardFile = "/etc/wharf/wharf.env"
    private static let fileLimitBytes = 1 << 20
    private static let secretLimitBytes = 64 << 10

    private var environment: [String: String]
    private let path: String
    /// Whether somebody named it: then it must be there.
    private let isFileNamed: Bool

    /// - Parameters:
    ///   - environment: `CREDENTIALS_DIRECTORY` is where systemd puts credentials.
    ///   - file: wins over `WHARF_ENV_FILE`.
    public init(environment: [String: String], file: String? = nil) {
        self.environment = environment
        let named = file ?? environment["WHARF_ENV_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        isFileNamed = named != nil
        path = named ?? Self.standardFile
    }

    /// Reads all sources.
    ///
    /// - Throws: `SettingError` where a file cannot be read, a line of it is none or names a setting that there is not, or a
    ///   secret is given in two ways.
    public func read() throws(SettingError) -> GivenSettings {
        let lines = try readFile()
        var given = GivenSettings(environment: environment, file: lines == nil ? nil : path)
        for line in lines ?? [] { given.set(line.name, line.value, .file(path, line: line.number)) }
        for setting in Setting.all {
            guard let text = environment[setting.name], text != given.values[setting.name]?.text else { continue }
            given.set(setting.name, text, .environment)
        }
        for setting in Setting.all where setting.isSecret { try readSecret(setting, &given) }
        return given
    }

    /// The same sources without the variables that only say what the file says: systemd's `EnvironmentFile=` put them
    /// there, and when the file is read again they are out of date.
    func following(_ given: GivenSettings) -> SettingSources {
        var next = self
        for (name, value) in given.values {
            if case .file = value.origin, environment[name] == value.text { next.environment[name] = nil }
        }
        return next
    }

    private func readFile() throws(SettingError) -> [EnvironmentFile.Line]? {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try SmallFile.read(path, limitBytes: Self.fileLimitBytes)
        } catch {
            if error.isMissing && !isFileNamed { return nil }
            throw SettingError("the file of settings, \(path), cannot be read: \(error)")
        }
        do throws(EnvironmentFileError) {
            let lines = try EnvironmentFile(bytes).lines
            for line in lines { try check(line) }
            return lines
        } catch {
            throw SettingError("\(path), line \(error.line): \(error.reason)")
        }
    }

    private func check(_ line: EnvironmentFile.Line) throws(EnvironmentFileError) {
        if Setting.isMisspelled(line.name) {
            throw EnvironmentFileError(
                line: line.number, reason: "there is no setting \(line.name); 'wharf config' lists them")
        }
        if case .settingsFile = Setting.named(line.name)?.use {
            throw EnvironmentFileError(
                line: line.number, reason: "\(line.name) names this file, and is read from the environment only")
        }
    }

    /// A secret in the file or environment, in a file that another setting names, or a credential: one of them.
    private func readSecret(_ setting: Setting, _ given: inout GivenSettings) throws(SettingError) {
        guard case .value = setting.use else { return }
        var files: [(path: String, origin: SettingOrigin)] = []
        for other in Setting.all {
            guard case .secretFile(of: setting.name) = other.use, let named = given.values[other.name] else { continue }
            files.append((named.text, .secretFile(named.text, setting: other.name)))
        }
        if let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty {
            let path = "\(folder)/\(setting.credential)"
            if SmallFile.exists(path), !files.contains(where: { $0.path == path }) {
                files.append((path, .credential(path)))
            }
        }
        let ways = (given.values[setting.name].map { [$0.origin] } ?? []) + files.map(\.origin)
        guard ways.count < 2 else {
            throw SettingError(
                setting.name,
                "is given in two ways: \(ways[0]), and \(ways[1]); leave one of them, or set it to nothing")
        }
        if let file = files.first { given.set(setting.name, try secret(setting, file.path, file.origin), file.origin) }
    }

    private func secret(
        _ setting: Setting, _ path: String, _ origin: SettingOrigin
    ) throws(SettingError) -> String {
        var bytes: [UInt8]
        do throws(SystemError) {
            bytes = try SmallFile.read(path, limitBytes: Self.secretLimitBytes)
        } catch {
            throw SettingError(setting.name, "cannot be read: \(error)", origin)
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty, !bytes.contains(0) else {
            throw SettingError(setting.name, bytes.isEmpty ? "is empty" : "is not text in UTF-8", origin)
        }
        return text
    }
}
