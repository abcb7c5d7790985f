import Foundation

/// The files of the public coding challenge. They are not part of the repository.
enum ChallengeFiles {
    /// `WHARF_CHALLENGE`, else `../shared/challenge` seen from the package; nil where that does not exist.
    static let folder: String? = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let given = ProcessInfo.processInfo.environment["WHARF_CHALLENGE"]
        let path = given ?? "/\(package)/../shared/challenge"
        return FileManager.default.isReadableFile(atPath: "\(path)/hired_employees.csv") ? path : nil
    }()

    static func read(_ table: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder ?? "")/\(table).csv")))
    }

    /// The records of a file as texts, without their line ends: no field of these files is quoted.
    static func lines(_ table: String) throws -> [String] {
        String(decoding: try read(table), as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n").map(
            String.init)
    }
}
