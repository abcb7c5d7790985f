/// What went wrong in a call of libmariadb, or on the server.
///
/// `description` is fit for a log: it has no value of a row and no password. `message` is not: the server quotes values
/// (`Duplicate entry '5' for key 'x'`).
public struct MariaDBError: Error, Sendable, Hashable {
    /// The C function that failed.
    public var operation: StaticString
    public var code: MariaDBErrorCode
    /// The server's or libmariadb's own sentence. May contain values; see `publicMessage`.
    public var message: String
    /// The statement's text, cut to `sqlLimitBytes`: placeholders, not values, unless the caller wrote values into it.
    public var sql: String?

    /// Whether MariaDB said it: the servers word the same number differently.
    public var isFromMariaDB: Bool

    /// How much of a statement's text an error keeps, in bytes of UTF-8.
    public static let sqlLimitBytes = 1024

    public init(
        operation: StaticString, code: MariaDBErrorCode, message: String, sql: String? = nil,
        isFromMariaDB: Bool = false
    ) {
        self.operation = operation
        self.code = code
        self.message = message
        self.sql = sql.map(Self.cut)
        self.isFromMariaDB = isFromMariaDB
    }

    private static func cut(_ sql: String) -> String {
        guard sql.utf8.count > sqlLimitBytes else { return sql }
        return String(decoding: sql.utf8.prefix(sqlLimitBytes), as: UTF8.self) + "…"
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.message == right.message && left.sql == right.sql
            && left.operation.description == right.operation.description
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(message)
        hasher.combine(sql)
    }
}

extension MariaDBError {
    /// The whole transaction may be run again, after `ROLLBACK`.
    public var isRetriable: Bool { Self.retriable.contains(code) }

    /// The connection is of no more use until `Connection.reconnect()`. Also true for `.commitOutcomeUnknown`.
    public var isConnectionLost: Bool { Self.connectionLost.contains(code) }

    /// The connection broke during `COMMIT`: look up whether the transaction is there before doing it again.
    public var isCommitOutcomeUnknown: Bool { code == .commitOutcomeUnknown }

    /// A row of the statement breaks a rule of the table; other rows may be good.
    public var isRowFault: Bool { Self.rowFault.contains(code) }

    /// The table, or a column of it, is not there any more.
    public var isTableChanged: Bool { code == .unknownTable || code == .unknownColumn }

    /// The server or its user has too many connections or queries; wait before the next attempt.
    public var isBackOff: Bool { Self.backOff.contains(code) }

    /// The server has no room left: a table, tablespace, temporary file or the disk is full.
    public var isDiskFull: Bool {
        if Self.diskFull.contains(code) { return true }
        // `ENOSPC`, wrapped: "Got error 28 from storage engine", "Error writing file '…' (errno: 28 …)"
        guard code == .storageEngineError || code == .errorWritingFile else { return false }
        return message.contains("error 28 ") || message.contains("errno: 28 ") || message.contains("rrcode: 28 ")
    }

    /// The statement was cancelled or ran longer than the server lets it.
    public var isCancelled: Bool { Self.cancelled.contains(code) }

    /// After this error a `COMMIT` would save half a transaction, or nothing.
    var endsTransaction: Bool { isRetriable || isConnectionLost || isDiskFull || isCancelled }

    private static let retriable: Set<MariaDBErrorCode> = [
        .deadlock, .lockWaitTimeout, .tableDefinitionChanged, .recordChanged, .lockNotAvailable, .nodeNotReady,
        .serverReadOnly,
    ]
    private static let connectionLost: Set<MariaDBErrorCode> = [
        .serverGone, .serverLost, .cannotConnectToSocket, .cannotConnectToHost, .serverLostExtended, .statementClosed,
        .serverShutdown, .connectionKilled, .clientInactive, .commitOutcomeUnknown,
    ]
    private static let rowFault: Set<MariaDBErrorCode> = [
        .duplicateEntry, .duplicateEntryWithKeyName, .rowIsReferenced, .noReferencedRow, .rowIsReferencedUnnamed,
        .noReferencedRowUnnamed, .dataTooLong, .outOfRange, .dataTruncated, .truncatedWrongValue, .incorrectValue,
        .columnCannotBeNull, .noDefaultForField, .checkConstraintViolated, .constraintFailed, .invalidJSON, .signal,
    ]
    private static let backOff: Set<MariaDBErrorCode> = [
        .tooManyConnections, .userLimitReached, .tooManyUserConnections,
    ]
    private static let diskFull: Set<MariaDBErrorCode> = [.tableFull, .tablespaceFull, .diskFull]
    private static let cancelled: Set<MariaDBErrorCode> = [.queryInterrupted, .queryTimeout, .statementTimeout]
}

extension MariaDBError: CustomStringConvertible {
    /// Function, number, `publicMessage` and the statement's text: no value of a row, unless the caller wrote it into
    /// the text.
    public var description: String {
        let head = "\(operation): \(code): \(publicMessage)"
        guard let sql else { return head }
        return "\(head) [\(sql)]"
    }
}
