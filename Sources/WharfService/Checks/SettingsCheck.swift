internal import Glibc

/// Whether settings are misspelled, or secrets lie open.
struct SettingsCheck {
    let given: GivenSettings
    let settings: ServiceSettings

    func items() -> [CheckItem] {
        let source = given.file.map { "\($0) and the environment" } ?? "the environment; there is no file"
        var items = [CheckItem.ok("settings", "from \(source)")]
        for name in given.unknownVariables {
            items.append(
                .warning(
                    "settings", "there is no setting \(name), which the environment has",
                    "correct its name or remove it; 'wharf config' lists all settings"))
        }
        for path in openSecrets {
            items.append(
                .warning(
                    "settings", "every user of this machine can read \(path), which holds a secret",
                    "chmod o= \(path)"))
        }
        if getuid() == 0 {
            items.append(
                .warning(
                    "user", "this runs as root, who may read and write everywhere",
                    "run it as the service runs: runuser -u wharf -- wharf check"))
        }
        return items
    }

    private var openSecrets: [String] {
        let paths = Setting.all.filter(\.isSecret).compactMap { setting -> String? in
            switch given.values[setting.name]?.origin {
            case .file(let path, _), .secretFile(let path, _): path
            default: nil
            }
        }
        return Set(paths).sorted().filter { (SmallFile.mode($0) ?? 0) & 0o004 != 0 }
    }
}
