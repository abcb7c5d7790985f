/// Which rule of the table a row broke, read out of the server's sentence.
///
/// Both servers word these in English because the session sets `lc_messages`. MySQL and MariaDB differ: MySQL puts the
/// table before a key (`t.uk`), MariaDB schema and table before a column (`` `s`.`t`.`c` ``); both come out as the bare
/// name. `nil` when the sentence names none.
extension MariaDBError {
    /// The unique key that has the value already, of `.duplicateEntry`; `PRIMARY` for the primary key.
    public var keyName: String? {
        guard code == .duplicateEntry || code == .duplicateEntryWithKeyName else { return nil }
        // The value stands before it and may itself say "for key": the last one is the server's.
        guard let tail = message.part(afterLast: " for key '"), tail.hasSuffix("'") else { return nil }
        let name = tail.dropLast()
        guard !isFromMariaDB, let dot = name.firstIndex(of: ".") else { return String(name) }
        return String(name[name.index(after: dot)...])
    }

    /// The foreign key or `CHECK` that failed. A check written at a column has no name of its own: MariaDB calls it
    /// `table.column` (see `columnName`), MySQL `table_chk_1`.
    public var constraintName: String? {
        switch code {
        case .rowIsReferenced, .noReferencedRow:
            message.part(after: "CONSTRAINT `", before: "` FOREIGN KEY").map(Self.unquoted)
        case .constraintFailed:
            message.part(after: "CONSTRAINT `", before: "` failed for ").map(Self.unquoted)
        case .checkConstraintViolated:
            message.part(after: "Check constraint '", before: "' is violated")
        default: nil
        }
    }

    /// The column whose value was refused.
    public var columnName: String? {
        switch code {
        case .dataTooLong, .outOfRange, .dataTruncated, .incorrectValue, .truncatedWrongValue, .invalidJSON:
            columnAfterValue
        case .columnCannotBeNull:
            message.part(after: "Column '", before: "' cannot be null")
        case .noDefaultForField:
            message.part(after: "Field '", before: "' doesn't have a default")
        case .constraintFailed:
            columnOfUnnamedCheck
        default: nil
        }
    }

    /// Which row of the statement, from 1. Only `.dataTooLong`, `.outOfRange`, `.dataTruncated`, `.incorrectValue` and
    /// `.truncatedWrongValue` tell.
    public var rowNumber: Int? {
        switch code {
        case .dataTooLong, .outOfRange, .dataTruncated, .incorrectValue, .truncatedWrongValue:
            message.part(afterLast: " at row ").flatMap { Int($0) }
        default: nil
        }
    }

    /// `… for column 'c' at row 1`, `` … for column `s`.`t`.`c` at row 1 `` or `… in value for column 't.c'.`
    private var columnAfterValue: String? {
        guard var tail = message.part(afterLast: " for column ") else { return nil }
        if let end = tail.lastRange(of: " at row ") { tail = String(tail[..<end]) }
        if tail.hasSuffix(".") { tail.removeLast() }
        if tail.hasSuffix("`"), let start = tail.dropLast().lastRange(of: ".`") {
            return Self.unquoted(String(tail[tail.index(start, offsetBy: 2)...].dropLast()))
        }
        guard tail.count > 2, let quote = tail.first, quote == "'" || quote == "`" else { return nil }
        let name = String(tail.dropFirst().dropLast())
        guard code == .invalidJSON, let dot = name.firstIndex(of: ".") else { return name }
        return String(name[name.index(after: dot)...])
    }

    /// MariaDB: `` CONSTRAINT `t.c` failed for `s`.`t` ``.
    private var columnOfUnnamedCheck: String? {
        guard let name = constraintName, let dot = name.firstIndex(of: ".") else { return nil }
        guard message.hasSuffix(".`\(name[..<dot])`") else { return nil }
        return String(name[name.index(after: dot)...])
    }

    /// MariaDB doubles a backtick inside a name, MySQL does not.
    private static func unquoted(_ name: String) -> String {
        name.split(separator: "``", omittingEmptySubsequences: false).joined(separator: "`")
    }
}

extension MariaDBError {
    /// The error in words that hold no value of a row: what a client may be told.
    ///
    /// The server's own sentence for errors that cannot quote a value, else one built from the names above, else the
    /// bare number.
    public var publicMessage: String {
        if Self.quotesNoValue.contains(code) || (2000..<3000).contains(code.rawValue) || code.rawValue >= 5000 {
            return message
        }
        return ruleMessage ?? "error \(code) of the database server"
    }

    private var ruleMessage: String? {
        let column = columnName.map { " for column '\($0)'" } ?? ""
        let place = column + (rowNumber.map { " at row \($0)" } ?? "")
        switch code {
        case .duplicateEntry, .duplicateEntryWithKeyName: return "duplicate entry" + named("for key", keyName)
        case .noReferencedRow, .noReferencedRowUnnamed:
            return "no referenced row" + named("for foreign key", constraintName)
        case .rowIsReferenced, .rowIsReferencedUnnamed:
            return "row is referenced" + named("by foreign key", constraintName)
        case .checkConstraintViolated, .constraintFailed: return "check failed" + named("of constraint", constraintName)
        case .incorrectValue, .truncatedWrongValue: return "incorrect value" + place
        case .invalidJSON: return "invalid JSON" + place
        case .commitOutcomeUnknown: return message
        case .signal: return "refused by a trigger or routine"
        case .syntaxError: return "syntax error in the statement"
        default: return nil
        }
    }

    private func named(_ lead: String, _ name: String?) -> String { name.map { " \(lead) '\($0)'" } ?? "" }

    private static let quotesNoValue: Set<MariaDBErrorCode> = [
        .deadlock, .lockWaitTimeout, .tableDefinitionChanged, .recordChanged, .lockNotAvailable, .nodeNotReady,
        .serverReadOnly, .serverShutdown, .connectionKilled, .clientInactive, .tooManyConnections, .userLimitReached,
        .tooManyUserConnections, .dataTooLong, .outOfRange, .dataTruncated, .columnCannotBeNull, .noDefaultForField,
        .tableFull, .tablespaceFull, .diskFull, .errorWritingFile, .storageEngineError, .queryInterrupted,
        .queryTimeout, .statementTimeout, .accessDenied, .databaseAccessDenied, .unknownDatabase, .tableAccessDenied,
        .columnAccessDenied, .specificAccessDenied, .pluginNotLoaded, .pluginUnknown, .secureTransportRequired,
        .unknownTable, .unknownColumn, .tableExists,
        .needsPreparing,
    ]
}

extension StringProtocol {
    /// Where the last `needle` starts.
    fileprivate func lastRange(of needle: String) -> Index? {
        var found: Index?
        var start = startIndex
        while let next = self[start...].firstRange(of: needle) {
            found = next.lowerBound
            start = index(after: next.lowerBound)
        }
        return found
    }

    fileprivate func part(afterLast needle: String) -> String? {
        lastRange(of: needle).map { String(self[index($0, offsetBy: needle.count)...]) }
    }

    fileprivate func part(after head: String, before tail: String) -> String? {
        guard let head = firstRange(of: head), let tail = self[head.upperBound...].firstRange(of: tail) else {
            return nil
        }
        return String(self[head.upperBound..<tail.lowerBound])
    }
}
