/// Why a JSON text cannot be read, and where. Shows nothing of the text itself.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The rule that was broken. Where one row breaks several, rules on its form come first, then `invalidUTF8`.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case endsEarly, expectedObject, expectedValue, expectedName, expectedColon, expectedCommaOrEnd, invalidLiteral
        case invalidNumber, controlCharacter, invalidEscape, loneSurrogate, invalidUTF8, byteOrderMark, trailingBytes
        case duplicateName, tooDeep, stringTooLong, tooManyFields, rowTooLarge
    }

    public let reason: Reason
    /// The byte at fault, from 0; for a limit and a duplicate name, where the thing begins.
    public let offset: Int
    /// The line of that byte, from 1. Lines end in LF.
    public let line: Int
    /// Its place in the line in bytes, from 1.
    public let column: Int

    /// One sentence for a user.
    public var description: String {
        "Line \(line), column \(column) (byte offset \(offset)): \(reason.sentence)."
    }
}

extension JSONError.Reason {
    /// What is wrong, as the end of a sentence.
    public var sentence: String {
        switch self {
        case .endsEarly: "the text ends early"
        case .expectedObject: "an object must stand here"
        case .expectedValue: "a value must stand here"
        case .expectedName: "the name of a member, in double quotes, must stand here"
        case .expectedColon: "a colon must stand here"
        case .expectedCommaOrEnd: "a comma, or the end of the object or array, must stand here"
        case .invalidLiteral: "the only words are true, false and null"
        case .invalidNumber: "this is not a number as JSON writes it"
        case .controlCharacter: "a control character in a string must be escaped"
        case .invalidEscape: "this is not an escape of JSON"
        case .loneSurrogate: "one half of a surrogate pair stands alone"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .byteOrderMark: "a byte order mark must not stand before JSON"
        case .trailingBytes: "something follows the end of the value"
        case .duplicateName: "the object has a member of this name already"
        case .tooDeep: "objects and arrays stand too deep inside each other"
        case .stringTooLong: "the string is longer than the limit"
        case .tooManyFields: "there are more members or elements than the limit"
        case .rowTooLarge: "the value is larger than the limit"
        }
    }
}

/// An error of one value: the offset counts from its first byte.
struct ReadFailure: Error {
    let reason: JSONError.Reason
    let offset: Int

    init(_ reason: JSONError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
