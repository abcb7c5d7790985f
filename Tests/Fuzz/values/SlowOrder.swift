@testable import WharfService

/// The order of values in a table, by the numbers in their text.
enum SlowOrder {
    /// Numbers that sort, one after the other, as the value does.
    static func place(of value: Judgement, in type: ColumnType) -> [Int128] {
        switch (value, type) {
        case (.signed(let number), _): return [Int128(number)]
        case (.unsigned(let number), _): return [Int128(number)]
        case (.octets(let octets), _): return octets.map { Int128($0) }
        case (.text(let text), .binary): return text.utf8.map { Int128($0) }
        case (.text(let text), .enumeration(let members)):
            return members.firstIndex(of: text).map { [Int128($0)] } ?? []
        case (.text(let text), _):
            let sign: Int128 = text.first == "-" ? -1 : 1
            return text.split { !$0.isNumber }.map { sign * (Int128($0) ?? 0) }
        case (.null, _), (.rejected, _): return []
        }
    }
}
