/// A bulk request as it came, and what it says but for the values of its rows.
struct BulkDocument {
    /// The document itself.
    let bytes: [UInt8]
    /// What the caller calls the table.
    let table: String
    let options: LoadOptions
    let rows: JSONReport.Rows
    /// The names of members that any row has, in the order in which they come first, and the number of that row.
    let names: [(name: String, row: Int)]

    static let mostRows = 1000
    static let rowsName = "data"
}

/// What is wrong with the document of a request, in one place: stable, as reject codes are.
enum DocumentFault: String, CaseIterable {
    case missing
    case unknownMember = "unknown_member"
    case wrongType = "wrong_type"
    case tooFewRows = "too_few_rows"
    case tooManyRows = "too_many_rows"
    case mixedRows = "mixed_rows"
    case otherMembers = "other_members"
    case badOption = "bad_option"
}

extension Problem {
    /// A problem of one place in the document.
    ///
    /// - Parameter path: the names and numbers that lead to the place, for its JSON pointer.
    init(_ type: ProblemType, _ fault: DocumentFault, at path: [String], _ detail: String) {
        self.init(type, detail)
        errors = [RejectError(fault, at: path, detail)]
    }
}
