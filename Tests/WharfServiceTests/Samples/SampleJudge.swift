import WharfService

/// Says which rules each record of a `hired_employees.csv` breaks: written from the rules, not from the generator.
///
/// It knows just as much CSV as the samples need: no line breaks within quotes.
struct SampleJudge {
    let departments: Int
    let jobs: Int
    private var soundIDs: Set<UInt64> = []

    init(departments: Int, jobs: Int) {
        self.departments = departments
        self.jobs = jobs
    }

    /// The lines of a file whose every line ends in CRLF, nil if one does not.
    static func lines(_ bytes: [UInt8]) -> [[UInt8]]? {
        guard bytes.isEmpty || bytes.suffix(2) == [0x0D, 0x0A] else { return nil }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        guard lines.allSatisfy({ $0.last == 0x0D }) else { return nil }
        return lines.map { Array($0.dropLast()) }
    }

    /// The rules that the record breaks; a record that breaks none makes its id known.
    mutating func rules(brokenBy line: [UInt8]) -> [RejectCode] {
        guard let fields = Self.fields(line) else { return [.badQuoting] }
        guard fields.count == 5 else { return [.fieldCount] }
        var broken: [RejectCode] = []
        if let rule = Self.integerRule(fields[0]) { broken.append(rule) }
        if let rule = Self.nameRule(fields[1]) { broken.append(rule) }
        if let rule = Self.timeRule(fields[2]) { broken.append(rule) }
        for (field, parents) in [(fields[3], departments), (fields[4], jobs)] {
            if let rule = Self.integerRule(field) ?? Self.parentRule(field, parents: parents) { broken.append(rule) }
        }
        if broken.isEmpty, let id = UInt64(String(decoding: fields[0], as: UTF8.self)), !soundIDs.insert(id).inserted {
            broken.append(.repeatedInFile)
        }
        return broken
    }

    /// The record's fields without their quotes, nil where text follows a closing quote.
    static func fields(_ line: [UInt8]) -> [[UInt8]]? {
        var fields: [[UInt8]] = [[]]
        var rest = line[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "\""), fields[fields.count - 1].isEmpty {
                guard let quoted = takeQuoted(from: &rest) else { return nil }
                fields[fields.count - 1] = quoted
                guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
                continue
            }
            rest.removeFirst()
            if byte == UInt8(ascii: ",") { fields.append([]) } else { fields[fields.count - 1].append(byte) }
        }
        return fields
    }

    private static func takeQuoted(from rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        var field: [UInt8] = []
        rest.removeFirst()
        while let byte = rest.popFirst() {
            if byte != quote {
                field.append(byte)
            } else if rest.first == quote {
                field.append(quote)
                rest.removeFirst()
            } else {
                return field
            }
        }
        return nil
    }

    private static func integerRule(_ field: [UInt8]) -> RejectCode? {
        if field.isEmpty { return .missing }
        guard let number = Int64(String(decoding: field, as: UTF8.self)) else { return .notAnInteger }
        return number < 1 || number > UInt32.max ? .outOfRange : nil
    }

    private static func parentRule(_ field: [UInt8], parents: Int) -> RejectCode? {
        let id = Int(String(decoding: field, as: UTF8.self)) ?? 0
        return (1...parents).contains(id) ? nil : .unknownParent
    }

    private static func nameRule(_ field: [UInt8]) -> RejectCode? {
        if field.isEmpty { return .missing }
        guard let name = String(validating: field, as: UTF8.self) else { return .badEncoding }
        return name.unicodeScalars.count > 255 ? .tooLong : nil
    }

    private static func timeRule(_ field: [UInt8]) -> RejectCode? {
        if field.isEmpty { return .missing }
        let text = String(decoding: field, as: UTF8.self)
        let shape = /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z/
        guard let match = text.wholeMatch(of: shape)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6)
        else { return .notADate }
        let february = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return .notADate }
        guard hour < 24, minute < 60, second < 60 else { return .notADate }
        return (match.7?.count ?? 0) > 7 ? .tooPrecise : nil
    }
}
