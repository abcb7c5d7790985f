/// A table's definition that came out of a bucket: believed only as far as it is one `CREATE TABLE` in the form in which
/// the servers write it, of columns, keys, constraints and known options.
struct ForeignDefinition {
    /// What may stand between the closing parenthesis and the end, but for a comment: `NAME=VALUE` of these.
    private static let options: Set<String> = [
        "ENGINE", "AUTO_INCREMENT", "CHARSET", "COLLATE", "ROW_FORMAT", "KEY_BLOCK_SIZE", "STATS_PERSISTENT",
        "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "AVG_ROW_LENGTH", "MAX_ROWS", "MIN_ROWS", "CHECKSUM",
        "DELAY_KEY_WRITE", "PACK_KEYS",
    ]
    private static let heads = [
        "`", "PRIMARY KEY ", "KEY `", "UNIQUE KEY `", "FULLTEXT KEY `", "CONSTRAINT `", "CHECK (",
    ]

    let ddl: String

    init(_ ddl: String) { self.ddl = ddl }

    /// - Parameter copy: of a table that gets another name beside the old one: constraints have names of their own then, of
    ///   which a schema has each once.
    /// - Throws: `Problem` where the text is anything else.
    func definition(forCopy copy: LoadIdentifier?) throws -> TableDefinition {
        var lines = ddl.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 3, lines[0].hasPrefix("CREATE TABLE `"), lines[0].hasSuffix("` ("),
            Self.isBalanced(lines[0].dropLast(2)), let last = lines.popLast(), Self.areKnownOptions(last)
        else { throw Self.refusal }
        for index in lines.indices.dropFirst() {
            let line = lines[index].trimmed
            let isLast = index == lines.count - 1
            guard line.hasSuffix(",") != isLast, Self.heads.contains(where: line.hasPrefix),
                Self.isBalanced(isLast ? line[...] : line.dropLast())
            else { throw Self.refusal }
            if let copy { lines[index] = "  " + Self.renamed(line, "\(copy)_\(index)") }
        }
        return TableDefinition((lines + [last]).joined(separator: "\n"))
    }

    private static let refusal = Problem(
        .tableDiffers,
        "The table is not there, and the backup's definition of it has parts that a restore does not run. Make the table by "
            + "hand, and restore into it.")

    private static func renamed(_ line: String, _ name: String) -> String {
        guard line.hasPrefix("CONSTRAINT `"),
            let end = line.firstRange(of: "` CHECK (") ?? line.firstRange(of: "` FOREIGN KEY (")
        else { return line }
        return "CONSTRAINT `\(name)" + line[end.lowerBound...]
    }

    private static func areKnownOptions(_ line: String) -> Bool {
        guard line.hasPrefix(") ") else { return false }
        var rest = line.dropFirst(2)
        if let comment = rest.firstRange(of: " COMMENT='") {
            var text = rest[comment.upperBound...].unicodeScalars
            guard skipQuoted("'", &text), text.isEmpty else { return false }
            rest = rest[..<comment.lowerBound]
        }
        var isInnoDB = false
        for word in rest.split(separator: " ") where word != "DEFAULT" {
            let pair = word.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, options.contains(String(pair[0])),
                pair[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            else { return false }
            if pair[0] == "ENGINE" { isInnoDB = pair[1] == "InnoDB" }
        }
        return isInnoDB
    }

    /// Whether quotes and parentheses are closed where they were opened, and no comment, other statement or query hides
    /// outside of quotes. MySQL's own comments say that a column is invisible, or a constraint not enforced.
    /// Read as the server reads it: a quote is one whatever accents follow it.
    private static func isBalanced(_ line: Substring) -> Bool {
        var rest = line.replacing("/*!80023 INVISIBLE */", with: "").replacing("/*!80016 NOT ENFORCED */", with: "")[
            ...
        ].unicodeScalars
        var depth = 0
        while let character = rest.popFirst() {
            switch character {
            case "'", "`", "\"": guard skipQuoted(character, &rest) else { return false }
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth < 0 { return false }
            case ";", "#", "\\", "@": return false
            case "-" where rest.first == "-", "/" where rest.first == "*": return false
            default: if isQuery(character, rest) { return false }
            }
        }
        return depth == 0
    }

    private static func isQuery(_ character: Unicode.Scalar, _ rest: Substring.UnicodeScalarView) -> Bool {
        guard character == "s" || character == "S" else { return false }
        return String(rest.prefix(5)).lowercased() == "elect"
    }

    /// - Returns: whether the quote is closed; a doubled one stands for itself, and so does one behind a backslash in a text.
    private static func skipQuoted(_ quote: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) -> Bool {
        while let character = rest.popFirst() {
            if character == "\\" && quote != "`" {
                rest = rest.dropFirst()
            } else if character == quote {
                guard rest.first == quote else { return true }
                rest = rest.dropFirst()
            }
        }
        return false
    }
}
