/// Files that tests make up.
enum Text {
    /// Records of `departments` or `jobs`.
    static func named(_ ids: some Sequence<Int>) -> String {
        ids.map { "\($0),Number \($0) of the company\n" }.joined()
    }
}
