/// What a command has to say.
public struct CommandReport: Sendable {
    /// As the service answers.
    public let json: String
    /// For people, line by line.
    public let lines: [String]
    /// For people, beside what was asked for, in whatever form that is given.
    public let notes: [String]
    /// For the process, see `CommandError`; 0 where all that was looked at was good.
    public let exitStatus: Int32

    /// Something that was looked at is not good, or some records were rejected.
    static let notAllGood: Int32 = 1

    public var isGood: Bool { exitStatus == 0 }

    init(_ value: some Encodable, _ lines: [String], notes: [String] = [], exitStatus: Int32 = 0) throws {
        json = String(decoding: try Answer.encoded(value), as: UTF8.self)
        self.lines = lines
        self.notes = notes
        self.exitStatus = exitStatus
    }
}

/// How far a command is.
public struct CommandProgress: Sendable {
    public let what: String
    public let done: Int
    /// How much it will be, as far as that is known.
    public let expected: Int
    /// `rows`, `bytes` or `years`.
    public let unit: String
    /// What else there is to tell, such as `3 rejects`.
    public var facts: [String] = []
}
