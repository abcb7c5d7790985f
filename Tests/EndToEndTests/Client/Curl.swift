import Glibc
import Testing

/// A request that curl makes, in a process of its own.
final class Curl {
    let child: ChildProcess
    private let head: String
    private let body: String

    /// - Parameters:
    ///   - input: a file for `-T -` and the like.
    ///   - caller: who asks.
    init(
        _ stack: Stack, _ path: String, _ arguments: [String], input: String = "/dev/null",
        as caller: Caller = .developer
    ) throws {
        head = stack.scratchPath("head")
        body = stack.scratchPath("body")
        var command = ["curl", "-q", "--silent", "--show-error", "--noproxy", "*", "--max-time", "170"]
        command += try caller.arguments(stack)
        command += ["--dump-header", head, "--output", body] + arguments + [stack.url + path]
        child = try ChildProcess(command, input: input, output: stack.scratchPath("curl"))
        Tally.count(.requests)
    }

    func answer() throws -> Answer {
        var answer = Answer(curlStatus: child.wait())
        if let text = try? readFile(head) { answer.readHead(String(decoding: text, as: UTF8.self)) }
        if let bytes = try? readFile(body) { answer.body = bytes }
        return answer
    }

    /// Goes away without a word.
    func disappear() {
        child.send(SIGKILL)
        child.wait()
    }
}

/// Who asks.
enum Caller {
    /// Who has the token that the stack made for itself.
    case developer
    case nobody
    case holder(of: String)

    /// The header stands in a file: every user of the machine can read command lines.
    func arguments(_ stack: Stack) throws -> [String] {
        switch self {
        case .developer: try Caller.holder(of: stack.token).arguments(stack)
        case .nobody: []
        case .holder(let token):
            try ["--config", stack.scratch("caller", Array("header = \"Authorization: Bearer \(token)\"\n".utf8))]
        }
    }
}

/// One part of a multipart upload: a file, or an option without file name.
struct Part {
    let name: String
    let content: [UInt8]
    let isFile: Bool

    static func file(_ name: String, _ text: String) -> Part {
        .init(name: name, content: Array(text.utf8), isFile: true)
    }
    static func file(_ name: String, _ bytes: [UInt8]) -> Part { .init(name: name, content: bytes, isFile: true) }
    static func field(_ name: String, _ value: String) -> Part {
        .init(name: name, content: Array(value.utf8), isFile: false)
    }
}

extension Stack {
    func curl(
        _ path: String, _ arguments: [String] = [], input: String = "/dev/null", as caller: Caller = .developer
    ) throws -> Answer {
        try Curl(self, path, arguments, input: input, as: caller).answer()
    }

    /// Begins requests at once and gives their answers in the same order.
    func answers(_ requests: [Curl]) throws -> [Answer] { try requests.map { try $0.answer() } }

    func get(_ path: String, _ arguments: String..., as caller: Caller = .developer) throws -> Answer {
        try curl(path, arguments, as: caller)
    }

    /// The arguments that make curl send these parts.
    func formArguments(_ parts: [Part]) throws -> [String] {
        try parts.flatMap { part in
            let path = try scratch(part.name, part.content)
            return ["-F", part.isFile ? "\(part.name)=@\(path);filename=\(part.name).csv" : "\(part.name)=<\(path)"]
        }
    }

    /// `POST /upload` as multipart/form-data.
    @discardableResult
    func upload(
        _ parts: [Part], _ query: String = "", _ arguments: [String] = [], as caller: Caller = .developer
    ) throws -> Answer {
        try curl("/upload" + query, arguments + formArguments(parts), as: caller)
    }

    func beginUpload(_ parts: [Part], _ query: String = "", _ arguments: [String] = []) throws -> Curl {
        try Curl(self, "/upload" + query, arguments + formArguments(parts))
    }

    /// `POST /upload` of a bare CSV body.
    func uploadBare(_ bytes: [UInt8], _ query: String, _ arguments: [String] = []) throws -> Answer {
        let path = try scratch("body", bytes)
        return try curl(
            "/upload" + query, ["-H", "Content-Type: text/csv", "--data-binary", "@\(path)"] + arguments)
    }
}
