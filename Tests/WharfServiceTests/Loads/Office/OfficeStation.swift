import Foundation
import MariaDB
import Synchronization
import Testing

@testable import WharfService

/// A folder of files, a database and a spool: runs `wharf load` as the command does, and looks at what it leaves.
final class OfficeStation {
    let database: ScratchDatabase
    let files: SampleScratch
    let spool: SampleScratch
    let signal = Signal()
    private(set) var stages: [String] = []

    /// What ends a load.
    final class Signal: Sendable {
        let hasCome = Mutex(false)
    }

    init() throws {
        database = try ScratchDatabase(hasReports: true)
        files = try SampleScratch()
        spool = try SampleScratch()
    }

    var settings: ServiceSettings {
        get throws {
            var settings = try database.serviceSettings
            settings.spoolPath = spool.path
            return settings
        }
    }

    var office: LoadOffice {
        get throws {
            LoadOffice(try settings, clerk: "clerk") { [self] progress in
                if stages.last != progress.what { stages.append(progress.what) }
            }
        }
    }

    /// - Parameter names: of files in the folder; `.` for the folder.
    func order(_ names: [String], table: String? = nil, _ options: [(name: String, value: String)] = []) -> LoadOrder {
        var order = LoadOrder(files: names.map { $0 == "." ? files.path : "\(files.path)/\($0)" })
        order.table = table
        order.options = options
        return order
    }

    /// Loads, and expects that nothing is left but what the receipts say.
    func load(_ order: LoadOrder, sourceLocation: SourceLocation = #_sourceLocation) throws -> CommandReport {
        let result = Result { [signal] in try office.load(order) { signal.hasCome.withLock { $0 } } }
        #expect(try spool.names() == [], "the spool is empty", sourceLocation: sourceLocation)
        #expect(try database.count("wharf_instances") == 0, "no instance is left", sourceLocation: sourceLocation)
        #expect(
            try database.rows("SELECT id FROM wharf_loads WHERE state IN ('receiving', 'checked', 'writing')").isEmpty,
            "no load pretends to run", sourceLocation: sourceLocation)
        return try result.get()
    }

    /// Loads what is refused.
    func refuse(_ order: LoadOrder, sourceLocation: SourceLocation = #_sourceLocation) throws -> CommandError {
        try #require(throws: CommandError.self, sourceLocation: sourceLocation) {
            try self.load(order, sourceLocation: sourceLocation)
        }
    }

    /// Rows of the three tables.
    func counts() throws -> [Int] { try ["departments", "jobs", "hired_employees"].map(database.count) }
}

/// A document, less what differs from one run of a load to the next.
struct PlainDocument {
    private static let changing: Set<String> = [
        "id", "source", "by", "started_at", "finished_at", "seconds", "request_id", "rejects_url", "load",
    ]

    let value: NSObject

    init(_ json: String) throws {
        value = Self.plain(try JSONSerialization.jsonObject(with: Data(json.utf8)))
    }

    private static func plain(_ value: Any) -> NSObject {
        switch value {
        case let members as [String: Any]:
            members.filter { !changing.contains($0.key) }.mapValues(plain) as NSDictionary
        case let elements as [Any]: elements.map(plain) as NSArray
        case let other as NSObject: other
        default: NSNull()
        }
    }
}
