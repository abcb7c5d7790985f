extension ProblemType {
    /// What the detail of such a problem can say.
    var example: String {
        switch self {
        case .malformedRequest: "The query string has a broken % escape."
        case .badDocument: "The document has no member 'table'."
        case .badOption: "Option 'on_duplicate' takes reject, skip or update."
        case .incompleteBody: "The body ended before it was complete; nothing was written."
        case .emptyFile:
            "The request has no file. Name each file's part after its table: -F departments=@departments.csv"
        case .duplicatePart: "Table jobs occurs twice in this request. Send one file per table and request."
        case .unauthorized: "There is no such token."
        case .forbidden: "The token lacks the scope 'load'."
        case .notFound: "There is nothing at this address. GET / lists what there is."
        case .unknownTable: "There is no table 'job'. Tables: departments, hired_employees."
        case .unknownLoad: "There is no load '01K8Z5T2Q9WJ4M7N3P6R8S0V1X'."
        case .unknownBackup: "There is no backup '01K8Z5T2Q9WJ4M7N3P6R8S0V1X'."
        case .methodNotAllowed: "Here you can use GET, HEAD, OPTIONS."
        case .notAcceptable: "The answer can be application/json, text/csv."
        case .tableChanged: "Table jobs was dropped or altered during the load; nothing was written."
        case .requestRunning: "A request with this Idempotency-Key is being worked on."
        case .interrupted: "The service ended while it worked on the request; the receipts say what was done."
        case .cancelled: "The load was ended from outside; nothing of it was kept."
        case .loadEnded: "The load has ended, or its rows are just being published."
        case .notUndoable: "Load 01K8Z5T2Q9WJ4M7N3P6R8S0V1X was taken back by load 01K8Z6A0B1C2D3E4F5G6H7J8K9."
        case .rowsChanged:
            "Of the 1000 rows with id from 1 to 1000 that the load wrote into jobs, 3 are gone and others may have changed."
        case .restoreRunning: "Another restore of table jobs is running."
        case .tableExists: "There is a table jobs_2026 already; nothing was changed."
        case .tableDiffers: "Column jobs.title of the backup is not in the table; nothing was changed."
        case .parentsMissing: "183 rows of hired_employees would lose their parent in jobs; nothing was changed."
        case .tooLarge:
            "One upload may have 17179869184 bytes, uncompressed. Send it in parts, or raise WHARF_UPLOAD_LIMIT."
        case .unsupportedMediaType: "Content-Encoding may be gzip, or be left out."
        case .notCSV: "The file is an XLSX workbook. Save it as CSV."
        case .notJSON: "The first line is not JSON."
        case .notAvro: "The file cannot be read: no Avro magic at byte 0. Nothing was written."
        case .ambiguousDialect: "Both ',' and ';' could be the delimiter. Say which by the option delimiter."
        case .unclosedQuote: "A quote that begins on line 7 is never closed."
        case .columnsDoNotMatch: "The file has the columns id, title; the table has id, job."
        case .tableNotLoadable: "Table notes cannot be loaded: it has no primary key."
        case .nothingLoaded: "No record went in: each one was rejected, or there was none."
        case .keyReused:
            "The Idempotency-Key was used for a request with another address or body. Use a new one."
        case .tooManyRejects:
            "The load of jobs has 12 rejects, more than its options allow; nothing of it was written."
        case .backupDamaged: "The backup is not to be trusted: the file's SHA-256 is not the manifest's."
        case .valueNotKept:
            "Row 7 of table events by primary key has the value '0000-00-00' in column day, which no Avro file can hold so "
                + "that it comes back the same. Nothing was kept of the backup."
        case .tooManyLoads: "8 loads into table jobs are running, as many as may. Try again soon."
        case .internalError: "The service failed; its log has the cause under this request id."
        case .databaseUnavailable:
            "The database cannot be reached or refuses the service. Nothing was changed; try again."
        case .bucketUnavailable:
            "The bucket cannot be used now: write did not end within 30 s. Nothing was changed; try again."
        case .busy: "12 uploads are running, as many as may. Try again soon."
        case .spoolFull:
            "The disk for spools is full, or its limit is reached; nothing was written. Free space or raise WHARF_SPOOL_LIMIT."
        case .bucketFull: "The bucket is full; nothing of the backup was kept."
        }
    }
}
