extension ColumnType {
    /// What one row of `information_schema.COLUMNS` says of a column's type.
    struct Facts {
        /// `DATA_TYPE`, in lower case.
        var dataType: String
        /// `COLUMN_TYPE`: the whole type with its attributes and members.
        var columnType: String
        var maximumCharacters: Int?
        var maximumBytes: Int?
        var precision: Int?
        var scale: Int?
        var fraction: Int?
    }

    init(_ facts: Facts) {
        let attributes = facts.columnType.lowercased()
        let isUnsigned = attributes.contains("unsigned")
        switch facts.dataType {
        case "tinyint":
            self = .integer(bits: 8, isUnsigned: isUnsigned, acceptsBooleans: attributes.hasPrefix("tinyint(1)"))
        case "smallint": self = .integer(bits: 16, isUnsigned: isUnsigned)
        case "mediumint": self = .integer(bits: 24, isUnsigned: isUnsigned)
        case "int", "integer": self = .integer(bits: 32, isUnsigned: isUnsigned)
        case "bigint": self = .integer(bits: 64, isUnsigned: isUnsigned)
        case "year": self = .integer(minimum: 1901, maximum: 2155, acceptsBooleans: false)
        case "bit": self = .integer(bits: facts.precision ?? 1, isUnsigned: true)
        case "decimal":
            self = .decimal(precision: facts.precision ?? 10, scale: facts.scale ?? 0, isUnsigned: isUnsigned)
        case "float": self = .float(isUnsigned: isUnsigned)
        case "double": self = .double(isUnsigned: isUnsigned)
        case "date": self = .date
        case "time": self = .time(fraction: facts.fraction ?? 0)
        case "datetime": self = .datetime(fraction: facts.fraction ?? 0)
        case "timestamp": self = .timestamp(fraction: facts.fraction ?? 0)
        case "char", "varchar", "tinytext", "text", "mediumtext", "longtext":
            let characters = facts.maximumCharacters ?? 0
            self = .text(
                maximumCharacters: characters, maximumBytes: facts.maximumBytes ?? characters,
                isPadded: facts.dataType == "char")
        case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob":
            self = .binary(maximumBytes: facts.maximumBytes ?? 0, isPadded: facts.dataType == "binary")
        case "enum": self = .enumeration(members: Self.members(of: facts.columnType))
        case "set": self = .set(members: Self.members(of: facts.columnType))
        case "json": self = .json
        default: self = .unsupported(facts.dataType)
        }
    }

    private static func integer(bits: Int, isUnsigned: Bool, acceptsBooleans: Bool = false) -> ColumnType {
        if isUnsigned {
            return .integer(
                minimum: 0, maximum: bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1, acceptsBooleans: acceptsBooleans
            )
        }
        let maximum = (Int64(1) << Int64(bits - 1)) &- 1
        return .integer(minimum: -maximum - 1, maximum: UInt64(maximum), acceptsBooleans: acceptsBooleans)
    }

    /// The members of `enum('a','it''s')`: quotes are doubled inside, backslashes and line ends escaped by one.
    static func members(of columnType: String) -> [String] {
        guard let open = columnType.firstIndex(of: "(") else { return [] }
        var members: [String] = []
        var member = ""
        var isInside = false
        var characters = columnType[columnType.index(after: open)...].unicodeScalars.makeIterator()
        var pending = characters.next()
        while let character = pending {
            pending = characters.next()
            switch (character, isInside) {
            case ("'", false): isInside = true
            case ("'", true) where pending == "'":
                member.unicodeScalars.append("'")
                pending = characters.next()
            case ("\\", true):
                member.unicodeScalars.append(pending.map(Self.unescaped) ?? "\\")
                pending = characters.next()
            case ("'", true):
                members.append(member)
                member = ""
                isInside = false
            case (_, true): member.unicodeScalars.append(character)
            case (_, false): break
            }
        }
        return members
    }

    /// The character that the servers write as a backslash and `letter`.
    private static func unescaped(_ letter: Unicode.Scalar) -> Unicode.Scalar {
        switch letter {
        case "0": "\0"
        case "n": "\n"
        case "r": "\r"
        default: letter
        }
    }

    /// The SQL name of a type that Wharf does not load, or `nil`.
    var unsupportedName: String? {
        if case .unsupported(let name) = self { name } else { nil }
    }
}
