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
        var arguments: [String] = []
        for (table, path) in files.sorted(by: { $0.key < $1.key }) { arguments += ["--form", "\(table)=@\(path)"] }
        let (text, seconds) = try curl(arguments, "/upload\(query.isEmpty ? "" : "?" + query)")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
        return Upload(loads: answer.loads, seconds: seconds)
    }

    /// Sends a small JSON document.
    ///
    /// - Throws: `BenchError` when the answer is not 200.
    func post(_ path: String, _ document: String) throws -> Posted {
        let (text, seconds) = try curl(["--header", "Content-Type: application/json", "--data-binary", document], path)
        return Posted(text: text, seconds: seconds)
    }

    /// - Throws: `BenchError` when the answer is not 200.
    func get(_ path: String) throws -> Posted {
        let (text, seconds) = try curl([], path)
        return Posted(text: text, seconds: seconds)
    }

    private func curl(_ arguments: [String], _ path: String) throws -> (text: String, seconds: Double) {
        var whole = ["curl", "-q", "--silent", "--show-error", "--noproxy", "*", "--write-out", "\n%{http_code}"]
        if let token { whole += ["--config", try tokenFile(token)] }
        let outcome = try ChildProcess(arguments: whole + arguments + [url + path]).run()
        guard outcome.output.hasSuffix("\n200") else {
            throw BenchError("\(path) was answered \(outcome.output.suffix(3)): \(outcome.output.prefix(500))")
        }
        return (String(outcome.output.dropLast(4)), outcome.seconds)
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

/// What was answered to a small document, or to none.
struct Posted {
    let text: String
    /// From before curl was started until it had ended.
    let seconds: Double

    /// The first member of this name that is a number.
    func number(_ name: String) throws -> Int {
        guard let start = text.firstRange(of: "\"\(name)\" : ")?.upperBound,
            let number = Int(text[start...].prefix { $0.isNumber })
        else { throw BenchError("the answer has no number '\(name)'") }
        return number
    }
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
        func expect(inserted: Int = 0, unchanged: Int = 0, rejected: Int = 0) throws {
            guard self.inserted == inserted, self.unchanged == unchanged, self.rejected == rejected else {
                throw BenchError(
                    "of \(read.grouped) rows \(self.inserted.grouped) were inserted, \(self.unchanged.grouped) unchanged, "
                        + "\(self.rejected.grouped) rejected; expected \(inserted.grouped), \(unchanged.grouped) and "
                        + rejected.grouped)
            }
        }
    }
}
