/// What a caller may ask of a load; the receipt repeats it.
///
/// Spelled as query parameters or form fields, one word per option. `delimiter`, `header`, `columns` and `encoding`
/// decide how a file is read, so as form fields they stand before the files.
public struct LoadOptions: Sendable, Hashable, Codable {
    public enum Duplicates: String, Sendable, Codable, CaseIterable {
        /// A record whose key is in the table becomes a reject.
        case reject
        /// A row equal to the record is `unchanged`; a row that differs stays and the record becomes a reject.
        case skip
        /// A row equal to the record is `unchanged`; a row that differs takes the record's values.
        case update
    }

    /// How many rejects a load may have and still be written.
    public enum RejectBudget: Sendable, Hashable, Codable {
        case unlimited
        /// None: `on_reject=abort`.
        case abort
        case records(Int)
        /// Of the records read, 0 to 100.
        case percent(Double)

        func allows(_ rejected: Int, of read: Int) -> Bool {
            switch self {
            case .unlimited: true
            case .abort: rejected == 0
            case .records(let most): rejected <= most
            case .percent(let most): Double(rejected) * 100 <= most * Double(read)
            }
        }
    }

    public var delimiter: UInt8?
    public var header: Bool?
    /// The file's columns in order; an empty name leaves a column of the file out.
    public var columns: [String]?
    public var encoding: FileEncoding = .utf8
    public var onDuplicate: Duplicates = .reject
    public var rejectBudget: RejectBudget = .unlimited
    public var isDryRun = false

    public init() {}

    /// Every option's name, in the order of the README.
    static let names = parameters.map(\.name)

    /// Options that say what becomes of the records.
    static let writingNames = writingParameters.map(\.name)

    /// Options that must be known before the first record is read.
    static let readingNames: Set<String> = ["delimiter", "header", "columns", "encoding"]

    /// Takes one option as the caller wrote it.
    ///
    /// - Throws: `Problem` of type `badOption` that lists what the option takes.
    mutating func set(_ name: String, to value: String) throws {
        switch name {
        case "delimiter": delimiter = try Self.delimiter(value)
        case "header": header = value.lowercased() == "auto" ? nil : try Self.flag(name, value)
        case "columns": columns = try Self.columns(value)
        case "encoding":
            guard let encoding = FileEncoding(name: value) else {
                throw Self.refuse(name, takes: "utf-8, iso-8859-1 or windows-1252")
            }
            self.encoding = encoding
        case "on_duplicate":
            guard let choice = Duplicates(rawValue: value.lowercased()) else {
                throw Self.refuse(name, takes: "reject, skip or update")
            }
            onDuplicate = choice
        case "on_reject": try setOnReject(value)
        case "max_rejects":
            guard rejectBudget != .abort else { throw Self.twoBudgets }
            rejectBudget = try Self.budget(value)
        case "dry_run": isDryRun = try Self.flag(name, value)
        default:
            throw Problem(
                .badOption, "There is no option '\(name.forMessage)'. Options: \(Self.names.joined(separator: ", ")).")
        }
    }

    private mutating func setOnReject(_ value: String) throws {
        switch value.lowercased() {
        case "abort":
            guard rejectBudget == .unlimited else { throw Self.twoBudgets }
            rejectBudget = .abort
        case "keep": break
        default: throw Self.refuse("on_reject", takes: "keep (the default) or abort")
        }
    }

    private static let twoBudgets = Problem(
        .badOption, "on_reject=abort and max_rejects contradict each other: abort allows no reject. Give one of them.")

    private static func delimiter(_ value: String) throws -> UInt8 {
        switch value.lowercased() {
        case ",", "comma": return UInt8(ascii: ",")
        case ";", "semicolon": return UInt8(ascii: ";")
        case "\t", "\\t", "tab": return UInt8(ascii: "\t")
        case "|", "pipe": return UInt8(ascii: "|")
        default: throw refuse("delimiter", takes: "comma, semicolon, tab or pipe, or the character itself")
        }
    }

    private static func columns(_ value: String) throws -> [String] {
        let names = value.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
        guard names.contains(where: { !$0.isEmpty }) else {
            throw refuse("columns", takes: "column names in the file's order, with commas between them")
        }
        return names
    }

    static let affirmations = ["true", "yes", "1", "on"]
    static let denials = ["false", "no", "0", "off"]

    private static func flag(_ name: String, _ value: String) throws -> Bool {
        switch value.lowercased() {
        case let word where affirmations.contains(word): return true
        case let word where denials.contains(word): return false
        default: throw refuse(name, takes: name == "header" ? "yes, no or auto" : "true or false")
        }
    }

    private static func budget(_ value: String) throws -> RejectBudget {
        if value.hasSuffix("%"), let percent = Double(value.dropLast()), (0...100).contains(percent) {
            return .percent(percent)
        }
        if let records = Int(value), records >= 0 { return .records(records) }
        throw refuse("max_rejects", takes: "a number of records (100) or a share of them (0.5%)")
    }

    private static func refuse(_ name: String, takes: String) -> Problem {
        Problem(.badOption, "Option '\(name)' takes \(takes).")
    }
}

extension LoadOptions {
    /// The options as a receipt shows them.
    public struct Record: Sendable, Codable {
        public var delimiter: String?
        public var header: Bool?
        public var columns: [String]?
        public var encoding: String
        public var onDuplicate: Duplicates
        public var maxRejects: String?
        public var dryRun: Bool

        private enum CodingKeys: String, CodingKey {
            case delimiter, header, columns, encoding
            case onDuplicate = "on_duplicate"
            case maxRejects = "max_rejects"
            case dryRun = "dry_run"
        }
    }

    var record: Record {
        let most: String? =
            switch rejectBudget {
            case .unlimited: nil
            case .abort: "0"
            case .records(let most): String(most)
            case .percent(let most): "\(most)%"
            }
        return Record(
            delimiter: delimiter.map { String(decoding: [$0], as: UTF8.self) }, header: header, columns: columns,
            encoding: encoding.rawValue, onDuplicate: onDuplicate, maxRejects: most, dryRun: isDryRun)
    }
}
