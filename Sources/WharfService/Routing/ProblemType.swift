/// The catalogue of problems, from which `GET /problems` and the README's table are made.
enum ProblemType: String, CaseIterable, Sendable {
    case malformedRequest = "malformed-request"
    case badDocument = "bad-document"
    case badOption = "bad-option"
    case incompleteBody = "incomplete-body"
    case emptyFile = "empty-file"
    case duplicatePart = "duplicate-part"
    case unauthorized = "unauthorized"
    case forbidden = "forbidden"
    case notFound = "not-found"
    case unknownTable = "unknown-table"
    case unknownLoad = "unknown-load"
    case unknownBackup = "unknown-backup"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case tableChanged = "table-changed"
    case requestRunning = "request-running"
    case interrupted = "interrupted"
    case cancelled = "cancelled"
    case loadEnded = "load-ended"
    case notUndoable = "not-undoable"
    case rowsChanged = "rows-changed"
    case restoreRunning = "restore-running"
    case tableExists = "table-exists"
    case tableDiffers = "table-differs"
    case parentsMissing = "parents-missing"
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case notCSV = "not-csv"
    case notJSON = "not-json"
    case notAvro = "not-avro"
    case ambiguousDialect = "ambiguous-dialect"
    case unclosedQuote = "unclosed-quote"
    case columnsDoNotMatch = "columns-do-not-match"
    case tableNotLoadable = "table-not-loadable"
    case nothingLoaded = "nothing-loaded"
    case keyReused = "key-reused"
    case tooManyRejects = "too-many-rejects"
    case backupDamaged = "backup-damaged"
    case valueNotKept = "value-not-kept"
    case tooManyLoads = "too-many-loads"
    case internalError = "internal-error"
    case databaseUnavailable = "database-unavailable"
    case bucketUnavailable = "bucket-unavailable"
    case busy = "busy"
    case spoolFull = "spool-full"
    case bucketFull = "bucket-full"

    /// The HTTP status.
    var status: Int { entry.status }
    /// What happened, the same for every occurrence.
    var title: String { entry.title }
    /// When it happens and what goes with it, in Markdown.
    var meaning: String { entry.meaning }
    /// When the client may try again, for `Retry-After`; nil where that alone would not help.
    var retryAfterSeconds: Int? {
        switch self {
        case .requestRunning: 1
        case .databaseUnavailable: 5
        case .tooManyLoads, .busy, .restoreRunning, .bucketUnavailable: 10
        default: nil
        }
    }
    /// The `type` of a problem document, and the address of its description.
    var uri: String { "/problems/" + rawValue }

    private typealias Entry = (status: Int, title: String, meaning: String)

    private var entry: Entry {
        switch self {
        case .malformedRequest:
            (400, "The request cannot be read", "broken multipart, JSON, query string, header, gzip or length")
        case .badDocument:
            (
                400, "The document has not the form that the call takes",
                "a document with unknown, missing or wrong members; a bulk document of not 1 to 1000 rows"
            )
        case .badOption:
            (
                400, "An option is unknown or has a wrong value",
                "unknown or wrong option or parameter, or one that comes too late"
            )
        case .incompleteBody:
            (400, "The body ended early", "the body ended early, or nothing came for `WHARF_BODY_TIMEOUT`")
        case .emptyFile: (400, "The file is empty", "no record in the file, or no file in the request")
        case .duplicatePart: (400, "A table occurs twice in one request", "a table occurs twice in one request")
        case .unauthorized:
            (
                401, "The request needs a token that is in force",
                "no token where one is needed; one that is unknown, expired or revoked; with `WWW-Authenticate`"
            )
        case .forbidden:
            (403, "The token does not allow this", "the token lacks a scope, which `WWW-Authenticate` names")
        case .notFound: (404, "There is nothing at this address", "no such address")
        case .unknownTable: (404, "There is no such table", "no such table; the detail lists those there are")
        case .unknownLoad: (404, "There is no such load", "no such load")
        case .unknownBackup:
            (404, "There is no such backup", "no such backup, none of the table, or no such file in `incoming/`")
        case .methodNotAllowed: (405, "The method does not apply here", "another method than those in `Allow`")
        case .notAcceptable:
            (406, "The answer has no media type that the client accepts", "`Accept` leaves out all that the call gives")
        case .tableChanged:
            (
                409, "The table changed during the load",
                "the table was dropped, or altered again and again, during the load"
            )
        case .requestRunning:
            (
                409, "The request is being worked on",
                "a request with the same `Idempotency-Key` has not ended; with `Retry-After`"
            )
        case .interrupted:
            (
                409, "The service ended while it worked on the request",
                "repeated with its `Idempotency-Key`: part of it is done; carries the receipts"
            )
        case .cancelled:
            (
                409, "The load was ended from outside",
                "`DELETE /loads/{id}`, an interrupted command, or another instance that took this one for dead; nothing of it was kept"
            )
        case .loadEnded:
            (
                409, "The load cannot be cancelled any more", "the load has ended, or its rows are just being published"
            )
        case .notUndoable:
            (
                409, "The load cannot be taken back",
                "it has not gone in, is taken back already, or what that needs is not kept: see `WHARF_UNDO_DAYS`"
            )
        case .rowsChanged:
            (
                409, "The load's rows were changed after it",
                "a later load, or somebody else, changed or deleted rows that the load wrote; the detail says where, and which loads"
            )
        case .restoreRunning:
            (409, "The table is being restored", "another restore of the table has not ended; with `Retry-After`")
        case .tableExists:
            (409, "The table is there already", "a restore `as` another table makes one; it replaces none")
        case .tableDiffers:
            (
                409, "The backup does not fit the table as it is now",
                "values of the backup would be lost or changed; the detail names the columns"
            )
        case .parentsMissing:
            (
                409, "Rows would lose the rows that they refer to",
                "a restore, or taking a load back, would break foreign keys; a restore's answer carries them in `foreign_keys`"
            )
        case .tooLarge: (413, "The request is too large", "more than `WHARF_UPLOAD_LIMIT` or `WHARF_BULK_LIMIT`")
        case .unsupportedMediaType:
            (
                415, "The body has the wrong media type",
                "a body of another type than those in `Accept-Post`, or coded otherwise than by gzip"
            )
        case .notCSV: (415, "The file is not a CSV file", "a spreadsheet, an archive, UTF-16, JSON and others")
        case .notJSON: (415, "The file is not newline-delimited JSON", "the first line is not JSON")
        case .notAvro:
            (415, "The file is no Avro file that can be read", "a file in `incoming/` that is damaged, or no Avro file")
        case .ambiguousDialect:
            (422, "The file can be read in more than one way", "what the delimiter or the header is stays open")
        case .unclosedQuote: (422, "A quote is never closed", "the file cannot be read to its end")
        case .columnsDoNotMatch:
            (422, "The file's columns are not the table's", "the detail lists both sides")
        case .tableNotLoadable:
            (422, "The table cannot be loaded", "no primary key, another engine, a type like `POINT`")
        case .nothingLoaded: (422, "No record went in", "no record went in; carries the receipts")
        case .keyReused:
            (
                422, "The key was used for another request",
                "an `Idempotency-Key` that the caller used with another address or body"
            )
        case .tooManyRejects:
            (422, "The load has more rejects than it may have", "more than `max_rejects`; carries the receipts")
        case .backupDamaged:
            (
                422, "The backup is damaged",
                "the file or its manifest is not what was written; nothing is restored from it"
            )
        case .valueNotKept:
            (
                422, "A value cannot be backed up",
                "a value like `0000-00-00`, which would not come back the same; the detail says where it is"
            )
        case .tooManyLoads:
            (
                429, "Too many loads into one table are running",
                "`WHARF_TABLE_LOADS` loads into the table are running; with `Retry-After`"
            )
        case .internalError:
            (
                500, "Something went wrong inside the service",
                "the service's log has the cause under the request id"
            )
        case .databaseUnavailable: (503, "The database cannot be used now", "no database; with `Retry-After`")
        case .bucketUnavailable:
            (
                503, "The bucket cannot be used now",
                "no bucket, one that fails, hangs or cannot be written; with `Retry-After`"
            )
        case .busy:
            (
                503, "The service has no room for another request like this now",
                "three quarters of the workers hold uploads, an eighth waits for the bucket, or refreshes of a report last; with "
                    + "`Retry-After`"
            )
        case .spoolFull: (507, "The disk for spools is full", "`WHARF_SPOOL_LIMIT` or a disk is full")
        case .bucketFull: (507, "The bucket is full", "the bucket has no room for the backup; nothing of it was kept")
        }
    }
}
