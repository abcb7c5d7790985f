internal import Glibc
public import Logging
internal import Synchronization

/// Where the lines of the log go, and from which level on; for all loggers of the process.
public final class LogOutput: Sendable {
    private let isJSON: Bool
    private let descriptor: Int32
    /// The level's rank: each line asks for it, so it must not be what threads wait for.
    private let lowest: Atomic<Int>

    /// Standard error.
    public convenience init(_ settings: ServiceSettings) {
        self.init(settings.logForm, from: settings.logLevel, descriptor: STDERR_FILENO)
    }

    init(_ form: LogForm, from level: Logger.Level, descriptor: Int32) {
        isJSON = form == .json || (form == .auto && isatty(descriptor) != 1)
        self.descriptor = descriptor
        lowest = Atomic(level.rank)
    }

    /// The level of lines that are written; those below are not.
    public var level: Logger.Level {
        get { Logger.Level.ranked[lowest.load(ordering: .relaxed)] }
        set { lowest.store(newValue.rank, ordering: .relaxed) }
    }

    public func makeHandler() -> some LogHandler { LineLogHandler(output: self) }

    /// One write(2) for a line, so that lines of several threads and processes do not mix. Where nobody takes it there is
    /// nobody to tell.
    func write(_ line: LogLine) {
        let bytes = line.bytes(asJSON: isJSON)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            done += count
        }
    }
}

extension Logger.Level {
    fileprivate static let ranked = allCases

    fileprivate var rank: Int { Self.ranked.firstIndex(of: self)! }
}

/// A logger's own facts, and the output that it shares.
struct LineLogHandler: LogHandler {
    let output: LogOutput
    var metadata: Logger.Metadata = [:]
    private var ownLevel: Logger.Level?

    init(output: LogOutput) { self.output = output }

    var logLevel: Logger.Level {
        get { ownLevel ?? output.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var facts = event.metadata ?? [:]
        if !metadata.isEmpty { facts.merge(metadata) { given, _ in given } }
        if let error = event.error { facts["cause"] = .chain(of: error) }
        output.write(
            LogLine(time: Timestamp.now(), level: event.level, message: event.message.description, metadata: facts))
    }
}
