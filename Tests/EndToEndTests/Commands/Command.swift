import FoundationEssentials
import Glibc
import Testing

/// The program at the command line, running.
final class Command {
    let child: ChildProcess
    private let output: String
    private let errors: String
    /// Where its standard input comes from; -1 where that is a file.
    private var input: Int32 = -1

    /// What it has come to.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(output.utf8))
        }
    }

    /// - Parameters:
    ///   - input: a file for standard input.
    ///   - isFed: whether standard input is a pipe that `feed` writes to, and that stays open.
    init(
        _ stack: Stack, _ arguments: [String], input: String = "/dev/null", isFed: Bool = false,
        _ settings: [String: String] = [:]
    ) throws {
        output = stack.scratchPath("output")
        errors = stack.scratchPath("errors")
        var ends: [Int32] = [-1, -1]
        if isFed { try #require(pipe(&ends) == 0) }
        defer { if isFed { close(ends[0]) } }
        child = try ChildProcess(
            [Stack.program ?? ""] + arguments, environment: stack.programEnvironment.merging(settings) { $1 },
            input: input, inputDescriptor: isFed ? ends[0] : nil, output: output, errors: errors)
        self.input = ends[1]
    }

    deinit { endInput() }

    func feed(_ text: String) throws {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            try #require(count > 0)
            done += count
        }
    }

    func endInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    func outcome() throws -> Outcome {
        let status = child.wait()
        return Outcome(
            status: status, output: String(decoding: try readFile(output), as: UTF8.self),
            errors: String(decoding: try readFile(errors), as: UTF8.self))
    }

    /// The most memory that it ever had resident, watched until its end.
    func peakBytes() throws -> Int {
        var peak = 0
        try eventually("the command's end", withinSeconds: 280) {
            if let status = try? String(decoding: readFile("/proc/\(child.pid)/status"), as: UTF8.self),
                let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
            {
                peak = max(peak, (Int(line.filter(\.isNumber)) ?? 0) * 1024)
            }
            return !child.isRunning
        }
        return peak
    }
}

extension Stack {
    /// Runs the program to its end.
    func command(_ arguments: String..., input: String = "/dev/null") throws -> Command.Outcome {
        try Command(self, arguments, input: input).outcome()
    }

    /// A file of this very name, alone in a folder of its own.
    func named(_ name: String, _ bytes: [UInt8]) throws -> String {
        let folder = scratchPath("folder")
        try #require(mkdir(folder, 0o700) == 0)
        try writeFile("\(folder)/\(name)", bytes)
        return "\(folder)/\(name)"
    }

    func named(_ name: String, _ text: String) throws -> String { try named(name, Array(text.utf8)) }
}
