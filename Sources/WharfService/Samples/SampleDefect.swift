/// One way for a record of `hired_employees` to break exactly one rule.
struct SampleDefect {
    /// The record's fields, in the order of the file.
    enum Field: Int, CaseIterable {
        case id, name, datetime, departmentID, jobID
    }

    /// What stands where the field's value should be.
    enum Way {
        /// Nothing.
        case empty
        /// This text, as it stands.
        case text(StaticString)
        /// The value with this before it.
        case prefixed(StaticString)
        /// The value with this after it.
        case suffixed(StaticString)
        /// The time with this before its zone.
        case fraction(StaticString)
        /// Not even the delimiter.
        case dropped
        /// The number plus 9000: more departments or jobs than there are.
        case unknown
        /// The id of an earlier, sound record.
        case repeated
        /// 300 characters.
        case long
        /// Family and given name with this between them and nothing to quote it.
        case loose(StaticString)
        /// The given name in quotes, and the family name behind the closing one.
        case badlyQuoted
        /// Bytes that are no UTF-8, between given and family name.
        case bytes([UInt8])
    }

    let field: Field
    let way: Way

    /// The rules that a file can break in this table before anything is written, each with its ways.
    ///
    /// `record_too_large` is left out: its limit is a setting.
    static let catalogue: [(code: RejectCode, defects: [SampleDefect])] = [
        (.missing, Field.allCases.map { SampleDefect(field: $0, way: .empty) }),
        (.fieldCount, fieldCount),
        (.notAnInteger, notAnInteger),
        (.outOfRange, outOfRange),
        (.notADate, notADate),
        (.tooPrecise, [SampleDefect(field: .datetime, way: .fraction(".1234567"))]),
        (.tooLong, [SampleDefect(field: .name, way: .long)]),
        (.badEncoding, badEncoding),
        (.unknownParent, unknownParent),
        (.repeatedInFile, [SampleDefect(field: .id, way: .repeated)]),
        (.badQuoting, [SampleDefect(field: .name, way: .badlyQuoted)]),
    ]

    private static let fieldCount = [
        SampleDefect(field: .jobID, way: .dropped),
        SampleDefect(field: .jobID, way: .suffixed(",1")),
        SampleDefect(field: .name, way: .loose(", ")),
    ]

    private static let notAnInteger = [
        SampleDefect(field: .id, way: .suffixed("x")),
        SampleDefect(field: .departmentID, way: .text("seven")),
        SampleDefect(field: .jobID, way: .prefixed("#")),
    ]

    private static let outOfRange = [
        SampleDefect(field: .id, way: .text("99999999999")),
        SampleDefect(field: .id, way: .prefixed("-")),
    ]

    private static let notADate = [
        SampleDefect(field: .datetime, way: .text("2021-02-30T08:15:00Z")),
        SampleDefect(field: .datetime, way: .text("last Tuesday")),
        SampleDefect(field: .datetime, way: .text("2022-07-14T25:10:00Z")),
        SampleDefect(field: .datetime, way: .text("2020-13-01T06:00:00Z")),
        SampleDefect(field: .datetime, way: .text("2023-03-05T10:61:00Z")),
    ]

    /// A letter of Latin-1; a sequence without its end; an overlong one; a surrogate; a byte that never occurs.
    private static let badEncoding = [[0xE9], [0xE2, 0x82], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xFF]].map {
        SampleDefect(field: .name, way: .bytes($0))
    }

    private static let unknownParent = [
        SampleDefect(field: .departmentID, way: .unknown),
        SampleDefect(field: .jobID, way: .unknown),
    ]
}
