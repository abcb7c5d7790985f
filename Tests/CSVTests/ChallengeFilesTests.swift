import CSV
import Glibc
import Testing

@Suite(.enabled(if: ChallengeFiles.folder != nil, "the challenge's files are not here: set WHARF_CHALLENGE"))
struct ChallengeFilesTests {
    @Test(arguments: [("departments", 2, 12, false), ("jobs", 2, 183, false), ("hired_employees", 5, 1999, true)])
    func file_ParsesIntoItsRecords(_ name: String, _ width: Int, _ records: Int, _ endsLastLine: Bool) throws {
        let bytes = try ChallengeFiles.read("\(name).csv")
        let findings = try bytes.withUnsafeBytes {
            try CSVSniffer.sniff($0, isWhole: true, expectedFields: width...width)
        }
        #expect(findings.dialect == CSVDialect())
        #expect(findings.lineEnding == .crlf)
        #expect(findings.regularRecords == records)
        let said = Transcript(bytes, cutAt: [], dialect: findings.dialect, limits: CSVLimits())
        #expect(said.error == nil)
        #expect(said.records.count == records)
        #expect(said.records.allSatisfy { $0.fields.count == width && $0.defect == nil })
        #expect(said.records.last?.line == records)
        #expect(said.facts.hasFinalLineEnd == endsLastLine)
        #expect(
            Transcript(bytes, cutAt: Array(0...bytes.count), dialect: findings.dialect, limits: CSVLimits()) == said)
    }

    @Test func hires_MissFields_AsTheBriefSays() throws {
        let bytes = try ChallengeFiles.read("hired_employees.csv")
        let said = Transcript(bytes, cutAt: [], dialect: CSVDialect(), limits: CSVLimits())
        let missing = (0..<5).map { column in said.records.count { $0.fields[column].bytes.isEmpty } }
        #expect(missing == [0, 19, 14, 21, 16])
    }
}

/// The files of the public coding challenge. They are not part of the repository.
enum ChallengeFiles {
    struct NotFound: Error { var path: String }

    /// `WHARF_CHALLENGE`, else `../shared/challenge` seen from the package; nil where that does not exist.
    static let folder: String? = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = getenv("WHARF_CHALLENGE").map { String(cString: $0) } ?? "/\(package)/../shared/challenge"
        return access("\(path)/departments.csv", R_OK) == 0 ? path : nil
    }()

    static func read(_ name: String) throws -> [UInt8] {
        let path = "\(folder ?? "")/\(name)"
        guard let file = fopen(path, "rb") else { throw NotFound(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
        return bytes
    }
}
