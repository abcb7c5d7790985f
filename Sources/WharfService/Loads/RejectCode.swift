/// Why a record was not inserted: the stable catalogue that receipts, rejects and the README list.
///
/// A case's raw value is what clients see and never changes; `sentence` is what a person reads.
public enum RejectCode: String, Sendable, CaseIterable, Codable {
    case missing
    case fieldCount = "field_count"
    case notAnInteger = "not_an_integer"
    case notANumber = "not_a_number"
    case outOfRange = "out_of_range"
    case tooPrecise = "too_precise"
    case notADate = "not_a_date"
    case notATime = "not_a_time"
    case tooLong = "too_long"
    case badEncoding = "bad_encoding"
    case notAMember = "not_a_member"
    case notHexadecimal = "not_hexadecimal"
    case badQuoting = "bad_quoting"
    case badJSON = "bad_json"
    case otherMembers = "other_members"
    case wrongType = "wrong_type"
    case recordTooLarge = "record_too_large"
    case unknownParent = "unknown_parent"
    case repeatedInFile = "repeated_in_file"
    case alreadyInTable = "already_in_table"
    case differsFromTable = "differs_from_table"
    case notUnique = "not_unique"
    case refusedByDatabase = "refused_by_database"
    case aborted

    /// One sentence on the rule that the record broke.
    public var sentence: String {
        switch self {
        case .missing: "A required field is empty."
        case .fieldCount: "The record has more or fewer fields than the file has columns."
        case .notAnInteger: "The field is not a whole number."
        case .notANumber: "The field is not a number."
        case .outOfRange: "The number or date is outside the range that the column holds."
        case .tooPrecise: "The field has more fraction digits than the column keeps; it would have to be rounded."
        case .notADate: "The field is not an ISO 8601 date or time, or names a day or hour that does not exist."
        case .notATime: "The field is not a time of the form HH:MM:SS."
        case .tooLong: "The text is longer than the column."
        case .badEncoding:
            "The bytes are not valid in the file's encoding, or the column's character set lacks a character."
        case .notAMember: "The field is not one of the values that the column lists."
        case .notHexadecimal: "A binary column takes 0x followed by pairs of hexadecimal digits."
        case .badQuoting: "Text stands between a closing quote and the next delimiter."
        case .badJSON: "The line is not JSON, or an object in it has two members of one name."
        case .otherMembers:
            "The row is not like the first one: other members, or lacking one that has a default, or no object or array."
        case .wrongType: "The column does not take a value of this JSON type."
        case .recordTooLarge: "The record is larger than the limit for one record."
        case .unknownParent: "The row that the field refers to is neither in the database nor in this request."
        case .repeatedInFile: "The key occurs earlier in the same file, in a record that is otherwise valid."
        case .alreadyInTable: "The key is already in the table, in a row that is equal."
        case .differsFromTable: "The key is already in the table, in a row that differs."
        case .notUnique: "Another row, of the table or of this file, has the same value in a unique key."
        case .refusedByDatabase: "A constraint or trigger of the database refused the row."
        case .aborted: "The record is valid, but the load is all or nothing and something else in it failed."
        }
    }
}
