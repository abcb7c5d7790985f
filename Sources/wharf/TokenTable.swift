import WharfService

/// Tokens as `wharf token list` shows them, in columns as wide as their widest cell.
struct TokenTable {
    let tokens: [TokenRecord]

    var text: String {
        let head = ["ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "REVOKED", "LAST USED"]
        let rows = [head] + tokens.map(Self.row)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { Self.line($0, widths) }.joined(separator: "\n")
    }

    private static func row(_ token: TokenRecord) -> [String] {
        [
            token.id.description, token.name, token.scopes.description, minute(token.createdAt),
            minute(token.expiresAt) + (token.isExpired ? " (past)" : ""), minute(token.revokedAt),
            minute(token.lastUsedAt),
        ]
    }

    /// `2026-01-31T23:59Z`; a dash where there is no time.
    private static func minute(_ time: String?) -> String { time.map { $0.prefix(16) + "Z" } ?? "-" }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let last = cells.count - 1
        return zip(cells, widths).enumerated().map { column, cell in
            column == last ? cell.0 : cell.0 + String(repeating: " ", count: cell.1 - cell.0.count)
        }.joined(separator: "  ")
    }
}
