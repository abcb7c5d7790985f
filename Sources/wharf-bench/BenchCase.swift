/// One thing to measure.
protocol BenchCase: Sendable {
    /// As `--only` takes it.
    var name: String { get }

    /// One line for `--help`.
    var summary: String { get }

    /// Measures, as often as the plan says. Finds `hired_employees` as another case left it, and leaves it as it likes.
    ///
    /// - Throws: `BenchError` when a run did not do what it should; then no figure of it counts.
    func run(on bench: Workbench) throws -> [Finding]
}

/// All cases, in the order in which they run: those of the large scale share the rows that the first of them loads.
enum BenchCatalogue {
    static let all: [any BenchCase] = [
        CSVParserCase(), JSONParserCase(), AvroCase(), HealthCase(), UploadEmptyCase(), UploadDryRunCase(),
        UploadUnchangedCase(), BackupCase(scale: .usual), BulkCase(), BulkClientsCase(), UploadLargeCase(),
        BackupCase(scale: .large), MetricsCase(), UploadFullCase(), MemoryCase(),
    ]

    static var names: [String] { all.map(\.name) }

    static var list: String {
        all.map { "  " + $0.name.padded(to: 18) + $0.summary }.joined(separator: "\n")
    }
}

/// A run that failed, or that did not do what it should.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
