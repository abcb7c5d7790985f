/// Files that tests make up.
enum Text {
    /// Records of `departments` or `jobs`.
    static func named(_ ids: some Sequence<Int>) -> String {
        ids.map { "\($0),Number \($0) of the company\n" }.joined()
    }

    /// Every byte escaped, as a query string may carry it.
    static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
