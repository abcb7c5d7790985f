/// What a setting takes, and how its text is read.
struct SettingForm<Value: Sendable>: Sendable {
    /// For people; what can follow "takes". Examples in backticks.
    let takes: String
    /// - Throws: anything; a `SettingDetail`, `ScopeError` or `RetentionError` has something to say.
    let read: @Sendable (String) throws -> Value
}

/// Why a text is not what a setting takes.
struct SettingDetail: Error, CustomStringConvertible {
    let description: String
}

extension SettingForm<String> {
    static let name = SettingForm(takes: "a name") { $0 }
    /// Whatever there is; it is not for `wharf config` to show it.
    static let secret = SettingForm(takes: "a password") { $0 }
    static let path = SettingForm(takes: "a path that begins with `/`") { text in
        guard text.hasPrefix("/") else { throw SettingDetail(description: "") }
        return text
    }

    static func choice(_ choices: String...) -> SettingForm {
        SettingForm(takes: choices.dropLast().map { "`\($0)`" }.joined(separator: ", ") + " or `\(choices.last ?? "")`")
        { text in
            guard choices.contains(text) else { throw SettingDetail(description: "") }
            return text
        }
    }
}

extension SettingForm<String?> {
    static let optionalPath = SettingForm(takes: SettingForm<String>.path.takes) {
        try SettingForm<String>.path.read($0)
    }
    static let optionalName = SettingForm(takes: SettingForm<String>.name.takes) { $0 }

    static func optionalChoice(_ choice: SettingForm<String>) -> SettingForm {
        SettingForm(takes: choice.takes) { try choice.read($0) }
    }
}

extension SettingForm<Int> {
    /// - Parameter unit: what is counted, in the plural.
    static func number(_ range: ClosedRange<Int>, _ unit: String) -> SettingForm {
        SettingForm(takes: "\(unit), \(range.lowerBound) to \(range.upperBound)") { text in
            guard let number = Int(text), range.contains(number) else { throw SettingDetail(description: "") }
            return number
        }
    }

    /// With `K`, `M`, `G` or `T` for powers of 1024.
    static let bytes = SettingForm(takes: "bytes, such as `500M` or `64G`") { text in
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let shift = text.last.flatMap { units[Character($0.uppercased())] }
        let digits = shift == nil ? Substring(text) : text.dropLast()
        guard let number = Int(digits), number > 0, number <= Int.max >> 41 else {
            throw SettingDetail(description: "")
        }
        return number << (shift ?? 0)
    }
}

extension SettingForm<UInt16> {
    static let port = SettingForm(takes: "a port, 1 to 65535") { text in
        guard let port = UInt16(text), port > 0 else { throw SettingDetail(description: "") }
        return port
    }
}

extension SettingForm<Bool> {
    static let flag = SettingForm(takes: "`yes` or `no`") { text in
        switch text.lowercased() {
        case "yes", "true", "1": true
        case "no", "false", "0": false
        default: throw SettingDetail(description: "")
        }
    }
}

extension SettingForm where Value: CaseIterable & RawRepresentable<String> {
    /// One of the type's cases, by name.
    static func member() -> SettingForm {
        let names = Value.allCases.map { "`\($0.rawValue)`" }
        return SettingForm(takes: names.dropLast().joined(separator: ", ") + " or \(names.last ?? "")") { text in
            guard let value = Value(rawValue: text) else { throw SettingDetail(description: "") }
            return value
        }
    }
}

extension SettingForm<ScopeSet> {
    static let scopes = SettingForm(takes: "scopes with blanks between") { try ScopeSet($0) }
}

extension SettingForm<RetentionRules> {
    static let retention = SettingForm(takes: "rules such as `*:last=7,days=30,monthly=12;jobs:last=3`") {
        try RetentionRules($0)
    }
}
