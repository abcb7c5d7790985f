/// The parts of a receipt that `wharf_loads.details` keeps as JSON.
struct LoadDetails: Codable {
    var rejectsByCode: [String: Int] = [:]
    var rejectsByField: [String: Int] = [:]
    var dialect: DialectReport?
    var json: JSONReport?
    var options: LoadOptions.Record
    var seconds: [String: Double] = [:]
    var warnings: [String] = []
    var problem: Receipt.ProblemNote?
    var undoes: LoadIdentifier?

    private enum CodingKeys: String, CodingKey {
        case dialect, json, options, seconds, warnings, problem, undoes
        case rejectsByCode = "rejects_by_code"
        case rejectsByField = "rejects_by_field"
    }
}
