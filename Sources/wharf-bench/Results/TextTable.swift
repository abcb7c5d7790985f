/// Rows of cells, in columns as wide as their widest cell. The first row is the head.
struct TextTable {
    let rows: [[String]]

    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedRight
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    fileprivate var trimmedRight: String {
        guard let end = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...end])
    }
}

extension Int {
    /// Thousands apart: `1 000 000`.
    var grouped: String {
        let digits = String(magnitude)
        let groups = digits.reversed().enumerated().map { ($0 > 0 && $0 % 3 == 0 ? " " : "") + String($1) }
        return (self < 0 ? "-" : "") + String(groups.joined().reversed())
    }
}

extension Double {
    /// Three digits or more: `0.912`, `21.4`, `311`, `123 456`.
    var short: String {
        let size = magnitude
        if size >= 100 { return Int(rounded()).grouped }
        return rounded(digits: size >= 10 ? 1 : size >= 1 ? 2 : 3)
    }

    private func rounded(digits: Int) -> String {
        let unit = digits == 1 ? 10 : digits == 2 ? 100 : 1000
        let scaled = Int((self * Double(unit)).rounded())
        let fraction = String(scaled.magnitude % UInt(unit))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return (scaled < 0 ? "-" : "") + "\(scaled.magnitude / UInt(unit)).\(zeros)\(fraction)"
    }
}
