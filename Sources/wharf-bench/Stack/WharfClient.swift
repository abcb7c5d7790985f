import FoundationEssentials
import Glibc

/// Uploads as users do it: curl, through nginx.
struct WharfClient {
    let url: String
    let token: String?
    /// Where the token's file goes.
    let folder: String

    /// Uploads files, each as the part named after its table.
    ///
    /// - Parameters:
    ///   - files: paths by table.
    ///   - query: without the question mark.
    /// - Throws: `BenchError` when the answer is not 200.
    func upload(_ files: [String: String], query: String = "") throws -> Upload {
        var arguments = ["curl", "-q", "--silent", "--show-error", "--noproxy", "*", "--write-out", "\n%{http_code}"]
        if let token { arguments += ["--config", try tokenFile(token)] }
        for (table, path) in files.sorted(by: { $0.key < $1.key }) { arguments += ["--form", "\(table)=@\(path)"] }
        let outcome = try ChildProcess(arguments: arguments + ["\(url)/upload\(query.isEmpty ? "" : "?" + query)"])
            .run()
        guard outcome.output.hasSuffix("\n200") else {
            throw BenchError("the upload was answered \(outcome.output.suffix(3)): \(outcome.output.prefix(500))")
        }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.dropLast(4).utf8))
        return Upload(loads: answer.loads, seconds: outcome.seconds)
    }

    /// The token must not stand on a command line.
    private func tokenFile(_ token: String) throws -> String {
        let path = "\(folder)/curl.conf"
        umask(0o077)
        guard let file = fopen(path, "w") else { throw BenchError("cannot write \(path): errno \(errno)") }
        fputs("header = \"Authorization: Bearer \(token)\"\n", file)
        guard fclose(file) == 0 else { throw BenchError("cannot write \(path): errno \(errno)") }
        return path
    }

    private struct Answer: Decodable { let loads: [Upload.Load] }
}

/// One upload that was answered.
struct Upload {
    let loads: [Load]
    /// From before curl was started until it had ended.
    let seconds: Double

    /// The one load of an upload of one file.
    var load: Load {
        precondition(loads.count == 1, "one file was uploaded")
        return loads[0]
    }

    /// What the bench reads of a receipt.
    struct Load: Decodable {
        let read: Int
        let inserted: Int
        let unchanged: Int
        let rejected: Int
        /// By stage.
        let seconds: [String: Double]

        /// - Throws: `BenchError` unless every row went the way it should.
        func expect(inserted: Int = 0, unchanged: Int = 0) throws {
            guard self.inserted == inserted, self.unchanged == unchanged, rejected == 0 else {
                throw BenchError(
                    "of \(read.grouped) rows \(self.inserted.grouped) were inserted, \(self.unchanged.grouped) unchanged, "
                        + "\(rejected.grouped) rejected; expected \(inserted.grouped) and \(unchanged.grouped)")
            }
        }
    }
}
