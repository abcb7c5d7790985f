import Avro
import Bucket
import MariaDB
import Testing

@testable import WharfService

/// A schema and a bucket of a test's own, with all that backs up and restores between them.
struct BackupStation {
    let database: ScratchDatabase
    let bucket: ScratchBucket
    private let instance = LoadIdentifier()

    init(_ statements: String...) throws {
        database = try ScratchDatabase()
        bucket = try ScratchBucket()
        // Values that only a lax server takes are to be there, too.
        try database.connection.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
        for statement in statements { try database.connection.execute(statement) }
    }

    var catalogue: BackupCatalogue { bucket.catalogue }
    private var agent: RestoreAgent { RestoreAgent(instance: instance, name: "test", requestID: "") }

    func execute(_ statements: String...) throws {
        for statement in statements { try database.connection.execute(statement) }
    }

    @discardableResult
    func backUp(_ table: String, _ codec: AvroCodec = .usual) throws -> BackupManifest {
        let run = BackupRun(
            bucket: bucket.bucket, settings: database.settings, instance: instance, codec: codec, look: { _, _, _ in })
        return try #require(try run.run(table).manifests.first)
    }

    @discardableResult
    func restore(_ order: RestoreOrder) throws -> RestoredTable {
        let restored = try Self.restore(order, bucket.bucket, database.settings, agent).restores
        #expect(try remains == [])
        return try #require(restored.first)
    }

    @discardableResult
    func restore(_ table: String) throws -> RestoredTable { try restore(RestoreOrder(table: table)) }

    /// As the service does it, in any thread.
    static func restore(
        _ order: RestoreOrder, _ bucket: Bucket, _ settings: ConnectionSettings,
        _ agent: RestoreAgent = RestoreAgent(instance: LoadIdentifier(), name: "test", requestID: "")
    ) throws -> RestoreAnswer {
        do {
            return try RestoreRun(bucket: bucket, settings: settings, agent: agent, look: { _, _, _ in }).run(order)
        } catch {
            throw Problem.ofBackups(error)
        }
    }

    /// Expects that an order is refused, and that nothing is left of it.
    func expectRefusal(
        _ order: RestoreOrder, _ type: ProblemType, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let problem = #expect(throws: Problem.self, sourceLocation: sourceLocation) { try restore(order) }
        #expect(problem?.type == type, "\(problem?.detail ?? "")", sourceLocation: sourceLocation)
        #expect(try remains == [], sourceLocation: sourceLocation)
    }

    /// - Parameter look: called while the drill's table is filled, each 4096 rows.
    func expectDrill(
        _ manifest: BackupManifest, look: @escaping (Int) throws -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = ProofRun(bucket: bucket.bucket, settings: database.settings, agent: agent, look: look)
        let proof = try run.run(manifest, .drill)
        #expect(proof.passed, "\(proof.detail)", sourceLocation: sourceLocation)
        #expect(try remains == [], sourceLocation: sourceLocation)
    }

    /// Tables of restores, of which none may be left.
    var remains: [String] {
        get throws {
            try database.rows("SHOW TABLES").filter { $0.hasPrefix("wharf_twin_") || $0.hasPrefix("wharf_old_") }
        }
    }

    func path(of manifest: BackupManifest) -> String { "\(bucket.path)/\(manifest.file)" }
}
