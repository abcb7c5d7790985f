import Foundation
import JSON

/// A document of rows, or rows in lines: the same however it is cut, and what Foundation reads.
func examine(_ input: FuzzInput) {
    var input = input
    let form = input.choose(Transcript.Form.allCases)
    let isSmall = input.takeFlag()
    let limits = isSmall ? JSONLimits(rowBytes: 16, stringBytes: 5, fields: 3, depth: 3) : JSONLimits()
    let cuts = input.takeCuts()
    let text = input.bytes
    func read(_ cuts: [Int]) -> Transcript { Transcript(text, form, cutAt: cuts, limits: limits) }

    let whole = read([])
    requireEqual(read(cuts), whole, "the text in parts, cut at \(cuts)")
    requireEqual(read(Array(0...text.count)), whole, "the text byte by byte")
    if isSmall { return }
    switch form {
    case .lines: compareLines(text)
    case .document: compareDocument(text)
    }
}

private func compareLines(_ text: [UInt8]) {
    let ours = FoundationRows(lines: text)
    guard ours.error == nil else { return requireEqual(text.first, 0xEF, "a byte order mark") }
    let lines = text.split(separator: 0x0A).filter { line in !line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
    requireEqual(ours.rows.count, lines.count, "rows")
    for (row, line) in zip(ours.rows, lines) {
        compare(row, FoundationRows.value(line), Array(line), at: line.startIndex, ours.hasNamesAlike)
    }
}

private func compareDocument(_ text: [UInt8]) {
    let ours = FoundationRows(document: text)
    let document = NSMutableDictionary()
    for member in ours.members { document[member.name] = member.value }
    let rows = NSMutableArray()
    for case .success(let row) in ours.rows { rows.add(row) }
    let theirs = FoundationRows.value(text) as? NSDictionary
    // Of no rows nothing tells that there was an array.
    if rows.count > 0 || (theirs?["data"] as? NSArray)?.count == 0 { document["data"] = rows }
    compare(ours.error.map { .failure($0) } ?? .success(document), theirs, text, ours.hasNamesAlike)
}

/// - Parameter hasNamesAlike: Foundation keeps one of two names that are one `String`.
private func compare(
    _ ours: Result<NSObject, JSONError>, _ theirs: NSObject?, _ text: [UInt8], at start: Int = 0, _ hasNamesAlike: Bool
) {
    let isUTF8 = String(validating: text, as: UTF8.self) != nil
    switch (ours, theirs) {
    case (.success, _) where !isUTF8: fatalError("bytes that are not UTF-8 are taken")
    case (.success, nil): require(hasHugeNumber(text), "Foundation refuses what is taken")
    case (.success(let ours), let theirs?):
        require(hasNamesAlike || hasByteOrderMark(text) || ours == theirs, "\(ours), not \(theirs)")
    case (.failure(let error), _?):
        require(!isUTF8 || isKnown(error, text, at: start), "Foundation takes what is refused: \(error)")
    case (.failure, nil): break
    }
}

/// Foundation has no number that a double has not.
private func hasHugeNumber(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).contains(/[eE][+]?[0-9]{3}|[0-9]{100}/)
}

/// Foundation loses one that begins a string.
private func hasByteOrderMark(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).unicodeScalars.contains("\u{FEFF}")
}

/// Where we are stricter, and mean it: a name twice, half a surrogate pair, a comma behind the last element
/// or member, a depth.
private func isKnown(_ error: JSONError, _ text: [UInt8], at start: Int) -> Bool {
    switch error.reason {
    case .duplicateName, .loneSurrogate, .tooDeep: true
    case .expectedValue: text.dropFirst(error.offset - start).first == UInt8(ascii: "]")
    case .expectedName: text.dropFirst(error.offset - start).first == UInt8(ascii: "}")
    default: false
    }
}
