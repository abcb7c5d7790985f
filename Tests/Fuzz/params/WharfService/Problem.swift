/// Stands in for the service's, without the receipts and keys that it may carry and that nothing here makes.
struct Problem: Error {
    let type: ProblemType
    let detail: String

    init(_ type: ProblemType, _ detail: String) { (self.type, self.detail) = (type, detail) }
}
