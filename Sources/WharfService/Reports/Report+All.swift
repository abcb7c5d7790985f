extension Report {
    /// Every report. A new one is a file in `Declared`, a text in `SQL`, and a name here.
    static let all: [Report] = [.hiresByQuarter, .hiresByDepartment, .rejectsByCode, .loadsByDay]

    static func named(_ name: String) -> Report? { all.first { $0.name == name } }
}
