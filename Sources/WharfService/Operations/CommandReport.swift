/// What a command has to say.
public struct CommandReport: Sendable {
    /// As the service answers.
    public let json: String
    /// For people, line by line.
    public let lines: [String]
    /// Whether all that was looked at was good.
    public let isGood: Bool

    init(_ value: some Encodable, _ lines: [String], isGood: Bool = true) throws {
        json = String(decoding: try Answer.encoded(value), as: UTF8.self)
        self.lines = lines
        self.isGood = isGood
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
}
