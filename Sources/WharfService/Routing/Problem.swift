/// Why a request was refused: what becomes an RFC 9457 problem document at the router's edge.
struct Problem: Error {
    let type: ProblemType
    /// What happened and what to do about it, for the person at the other end. Never a value, SQL or a path.
    let detail: String
    /// Receipts of the request's loads, where some had begun.
    var loads: [Receipt] = []
    /// The rows or places at fault, at most `RejectError.answerLimit`.
    var errors: [RejectError] = []
    /// More headers for the answer, such as `Allow`.
    var headers: [(String, String)] = []
    /// What went wrong underneath, for the log alone.
    var cause: (any Error)?

    init(_ type: ProblemType, _ detail: String, cause: (any Error)? = nil) {
        self.type = type
        self.detail = detail
        self.cause = cause
    }
}

/// The catalogue of problems: the last part of `type`, the HTTP status and the title of each.
enum ProblemType: String, CaseIterable, Sendable {
    case malformedRequest = "malformed-request"
    case badDocument = "bad-document"
    case badOption = "bad-option"
    case incompleteBody = "incomplete-body"
    case emptyFile = "empty-file"
    case duplicatePart = "duplicate-part"
    case notFound = "not-found"
    case unknownTable = "unknown-table"
    case unknownLoad = "unknown-load"
    case methodNotAllowed = "method-not-allowed"
    case tableChanged = "table-changed"
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case notCSV = "not-csv"
    case notJSON = "not-json"
    case ambiguousDialect = "ambiguous-dialect"
    case unclosedQuote = "unclosed-quote"
    case columnsDoNotMatch = "columns-do-not-match"
    case tableNotLoadable = "table-not-loadable"
    case nothingLoaded = "nothing-loaded"
    case tooManyRejects = "too-many-rejects"
    case internalError = "internal-error"
    case databaseUnavailable = "database-unavailable"
    case busy = "busy"
    case spoolFull = "spool-full"

    var status: Int {
        switch self {
        case .malformedRequest, .badDocument, .badOption, .incompleteBody, .emptyFile, .duplicatePart: 400
        case .notFound, .unknownTable, .unknownLoad: 404
        case .methodNotAllowed: 405
        case .tableChanged: 409
        case .tooLarge: 413
        case .unsupportedMediaType, .notCSV, .notJSON: 415
        case .ambiguousDialect, .unclosedQuote, .columnsDoNotMatch, .tableNotLoadable, .nothingLoaded,
            .tooManyRejects:
            422
        case .internalError: 500
        case .databaseUnavailable, .busy: 503
        case .spoolFull: 507
        }
    }

    var title: String {
        switch self {
        case .malformedRequest: "The request cannot be read"
        case .badDocument: "The document has not the form that the call takes"
        case .badOption: "An option is unknown or has a wrong value"
        case .incompleteBody: "The body ended early"
        case .emptyFile: "The file is empty"
        case .duplicatePart: "A table occurs twice in one request"
        case .notFound: "There is nothing at this address"
        case .unknownTable: "There is no such table"
        case .unknownLoad: "There is no such load"
        case .methodNotAllowed: "The method does not apply here"
        case .tableChanged: "The table changed during the load"
        case .tooLarge: "The request is too large"
        case .unsupportedMediaType: "The body has the wrong media type"
        case .notCSV: "The file is not a CSV file"
        case .notJSON: "The file is not newline-delimited JSON"
        case .ambiguousDialect: "The file can be read in more than one way"
        case .unclosedQuote: "A quote is never closed"
        case .columnsDoNotMatch: "The file's columns are not the table's"
        case .tableNotLoadable: "The table cannot be loaded"
        case .nothingLoaded: "No record went in"
        case .tooManyRejects: "The load has more rejects than it may have"
        case .internalError: "Something went wrong inside the service"
        case .databaseUnavailable: "The database cannot be used now"
        case .busy: "The service has no room for another load now"
        case .spoolFull: "The disk for spools is full"
        }
    }
}
