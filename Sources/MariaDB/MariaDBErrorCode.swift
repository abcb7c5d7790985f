/// The number of an error of the server (1000 and above, 3000 and above) or of libmariadb (2000 to 2999, 5000 and above).
///
/// Decisions are made by this number, never by SQLSTATE: several of the errors below share a state with harmless ones.
/// Numbers without a name are kept as they are. See <https://mariadb.com/kb/en/mariadb-error-code-reference/> and
/// <https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html>.
public struct MariaDBErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public var rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public var description: String { String(rawValue) }
}

/// Of this module.
extension MariaDBErrorCode {
    /// The connection broke while `COMMIT` was under way: the transaction is either wholly there or not at all. The
    /// only negative number; no server sends it.
    public static let commitOutcomeUnknown = Self(rawValue: -1)
}

/// Retry the whole transaction.
extension MariaDBErrorCode {
    public static let deadlock = Self(rawValue: 1213)
    /// The server rolled back the statement only: the transaction and its locks live on until `ROLLBACK`.
    public static let lockWaitTimeout = Self(rawValue: 1205)
    public static let tableDefinitionChanged = Self(rawValue: 1412)
    public static let recordChanged = Self(rawValue: 1020)
    public static let lockNotAvailable = Self(rawValue: 3572)
    /// `ER_UNKNOWN_COM_ERROR`: what a Galera node outside the primary component answers.
    public static let nodeNotReady = Self(rawValue: 1047)
    /// The server is `read_only`: after a failover, the old primary.
    public static let serverReadOnly = Self(rawValue: 1290)
}

/// The connection is gone; reconnect.
extension MariaDBErrorCode {
    public static let serverGone = Self(rawValue: 2006)
    public static let serverLost = Self(rawValue: 2013)
    public static let cannotConnectToSocket = Self(rawValue: 2002)
    public static let cannotConnectToHost = Self(rawValue: 2003)
    public static let serverLostExtended = Self(rawValue: 2055)
    public static let statementClosed = Self(rawValue: 2056)
    public static let serverShutdown = Self(rawValue: 1053)
    public static let connectionKilled = Self(rawValue: 1927)
    public static let clientInactive = Self(rawValue: 4031)
}

/// Too much at once; back off.
extension MariaDBErrorCode {
    public static let tooManyConnections = Self(rawValue: 1040)
    public static let userLimitReached = Self(rawValue: 1226)
    public static let tooManyUserConnections = Self(rawValue: 1203)
}

/// The row's fault.
extension MariaDBErrorCode {
    public static let duplicateEntry = Self(rawValue: 1062)
    /// The same, from a statement that builds a key.
    public static let duplicateEntryWithKeyName = Self(rawValue: 1586)
    public static let rowIsReferenced = Self(rawValue: 1451)
    public static let noReferencedRow = Self(rawValue: 1452)
    /// 1451 and 1452 as told to a user who may not see the other table: without the constraint's name.
    public static let rowIsReferencedUnnamed = Self(rawValue: 1217)
    public static let noReferencedRowUnnamed = Self(rawValue: 1216)
    public static let dataTooLong = Self(rawValue: 1406)
    public static let outOfRange = Self(rawValue: 1264)
    public static let dataTruncated = Self(rawValue: 1265)
    public static let truncatedWrongValue = Self(rawValue: 1292)
    public static let incorrectValue = Self(rawValue: 1366)
    public static let columnCannotBeNull = Self(rawValue: 1048)
    public static let noDefaultForField = Self(rawValue: 1364)
    /// MySQL's number for a failed `CHECK`.
    public static let checkConstraintViolated = Self(rawValue: 3819)
    /// MariaDB's number for a failed `CHECK`.
    public static let constraintFailed = Self(rawValue: 4025)
    public static let invalidJSON = Self(rawValue: 3140)
    /// `SIGNAL` in a trigger or routine.
    public static let signal = Self(rawValue: 1644)
}

/// Full disks.
extension MariaDBErrorCode {
    public static let tableFull = Self(rawValue: 1114)
    public static let tablespaceFull = Self(rawValue: 3675)
    public static let diskFull = Self(rawValue: 1021)
    public static let errorWritingFile = Self(rawValue: 1026)
    public static let storageEngineError = Self(rawValue: 1030)
}

/// Of what the server tells about itself.
extension MariaDBErrorCode {
    /// MySQL's `ER_CANNOT_CONVERT_STRING`: octets that are no text in the character set that was asked for.
    public static let notConvertible = Self(rawValue: 3854)
}

/// Cancelled or too long.
extension MariaDBErrorCode {
    public static let noSuchThread = Self(rawValue: 1094)
    public static let queryInterrupted = Self(rawValue: 1317)
    /// MySQL's `max_execution_time`.
    public static let queryTimeout = Self(rawValue: 3024)
    /// MariaDB's `max_statement_time`.
    public static let statementTimeout = Self(rawValue: 1969)
}

/// Set-up.
extension MariaDBErrorCode {
    public static let accessDenied = Self(rawValue: 1045)
    public static let databaseAccessDenied = Self(rawValue: 1044)
    public static let unknownDatabase = Self(rawValue: 1049)
    public static let tableAccessDenied = Self(rawValue: 1142)
    public static let columnAccessDenied = Self(rawValue: 1143)
    public static let specificAccessDenied = Self(rawValue: 1227)
    public static let pluginNotLoaded = Self(rawValue: 1156)
    public static let pluginUnknown = Self(rawValue: 1524)
    public static let secureTransportRequired = Self(rawValue: 3159)
    public static let tlsFailed = Self(rawValue: 2026)
    public static let authenticationRestricted = Self(rawValue: 5010)
    public static let bulkUnsupported = Self(rawValue: 5003)
    public static let syntaxError = Self(rawValue: 1064)
    public static let unknownTable = Self(rawValue: 1146)
    public static let unknownColumn = Self(rawValue: 1054)
    public static let tableExists = Self(rawValue: 1050)
    public static let unknownVariable = Self(rawValue: 1193)
    public static let unknownHost = Self(rawValue: 2005)
    public static let commandsOutOfSync = Self(rawValue: 2014)
    public static let notPrepared = Self(rawValue: 2030)
    public static let outOfMemory = Self(rawValue: 2008)
    /// The server dropped a prepared statement because its tables changed; prepare it again.
    public static let needsPreparing = Self(rawValue: 1615)
    public static let unknownStatement = Self(rawValue: 1243)
    /// The result of a prepared `SELECT *` has another number of columns than when it was prepared.
    public static let resultChanged = Self(rawValue: 2057)
}
