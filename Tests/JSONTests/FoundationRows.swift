import Foundation
import JSON

/// What the parsers of this module say, as Foundation's objects: each field is read by itself.
final class FoundationRows {
    private(set) var rows: [Result<NSObject, JSONError>] = []
    /// The document's other members.
    private(set) var members: [(name: String, value: NSObject)] = []
    /// What ends the input.
    private(set) var error: JSONError?
    /// An object of ours has two names that are one to Swift's `String`, as of "é" in its two forms.
    private(set) var hasNamesAlike = false

    init(document input: [UInt8], cutAt cuts: [Int] = []) {
        let parser = JSONDocumentParser(rowsName: "data")
        collect {
            for (start, end) in zip([0] + cuts, cuts + [input.count]) {
                try Array(input[start..<end]).withUnsafeBytes {
                    try parser.feed($0, member: { take($0) }, row: { take($0) })
                }
            }
            try parser.finish()
        }
        hasNamesAlike = hasNamesAlike || Set(members.map(\.name)).count < members.count
    }

    init(lines input: [UInt8]) {
        let parser = JSONLineParser()
        collect {
            try input.withUnsafeBytes { try parser.feed($0) { take($0) } }
            try parser.finish { take($0) }
        }
    }

    /// As Foundation reads the text; nil where it does not.
    static func value(_ text: some Sequence<UInt8>) -> NSObject? {
        // Blanks first, or it would look for UTF-16 in it.
        let data = Data("    ".utf8 + Array(text))
        return try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) as? NSObject
    }

    private func collect(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            self.error = error as? JSONError
        }
    }

    private func take(_ member: JSONField) {
        members.append((String(decoding: member.name, as: UTF8.self), value(member)))
    }

    private func take(_ row: borrowing JSONRow) {
        if let error = row.error {
            rows.append(.failure(error))
            return
        }
        switch row.kind {
        case .object:
            let object = NSMutableDictionary()
            for index in 0..<row.count { object[String(decoding: row[index].name, as: UTF8.self)] = value(row[index]) }
            hasNamesAlike = hasNamesAlike || object.count < row.count
            rows.append(.success(object))
        case .array:
            let array = NSMutableArray()
            for index in 0..<row.count { array.add(value(row[index])) }
            rows.append(.success(array))
        default: rows.append(.success(Self.value(row.raw) ?? NSNull()))
        }
    }

    private func value(_ field: JSONField) -> NSObject {
        if field.kind == .string { return String(decoding: field.bytes, as: UTF8.self) as NSString }
        return Self.value(field.raw) ?? NSNull()
    }
}
