import Glibc

/// The files of the brief, which are not ours to copy: `../shared/challenge`, or where `WHARF_CHALLENGE` says.
enum ChallengeFiles {
    static let folder: String? = [environment("WHARF_CHALLENGE"), Stack.root + "/../shared/challenge"]
        .compactMap { $0 }.first { access("\($0)/hired_employees.csv", R_OK) == 0 }

    static let tables = ["departments", "jobs", "hired_employees"]

    static func bytes(_ table: String) throws -> [UInt8] { try readFile("\(folder ?? "")/\(table).csv") }

    /// The records of a file, without line ends; they hold no quotes.
    static func lines(_ table: String) throws -> [String] {
        String(decoding: try bytes(table), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    static func records(_ table: String) throws -> [[String]] {
        try lines(table).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    static func parts(_ tables: [String] = tables) throws -> [Part] { try tables.map { .file($0, try bytes($0)) } }
}
