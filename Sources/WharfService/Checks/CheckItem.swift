/// One thing that was tried, and what to do where it is not as it should be.
struct CheckItem: Encodable, Sendable {
    enum State: String, Encodable, Sendable {
        case ok
        /// It works, but somebody should look.
        case warning
        case failed = "FAILED"
    }

    let name: String
    let state: State
    /// What was found.
    let finding: String
    /// What to do about it; null where nothing needs doing.
    let advice: String?

    static func ok(_ name: String, _ finding: String) -> CheckItem {
        CheckItem(name: name, state: .ok, finding: finding, advice: nil)
    }

    static func warning(_ name: String, _ finding: String, _ advice: String) -> CheckItem {
        CheckItem(name: name, state: .warning, finding: finding, advice: advice)
    }

    static func failed(_ name: String, _ finding: String, _ advice: String) -> CheckItem {
        CheckItem(name: name, state: .failed, finding: finding, advice: advice)
    }

    /// `FAILED   database   …: what to do`
    func line(nameWidth: Int) -> String {
        let state = state.rawValue + String(repeating: " ", count: 9 - self.state.rawValue.count)
        let name = name + String(repeating: " ", count: max(0, nameWidth - name.count) + 2)
        return state + name + finding + (advice.map { " -> \($0)" } ?? "")
    }
}
