/// Finds the table that a caller means: any case, singular or plural, or a first word that only one table has.
struct TableNames {
    let names: [String]

    /// The table's own name; `nil` where none or more than one table may be meant.
    func resolve(_ spoken: String) -> String? {
        if names.contains(spoken) { return spoken }
        let wanted = Words(spoken)
        guard !wanted.words.isEmpty else { return nil }
        let tests: [(Words) -> Bool] = [
            { $0.joined == wanted.joined },
            { $0.words.map(Words.singular) == wanted.words.map(Words.singular) },
            { $0.words.count > wanted.words.count && $0.words.starts(with: wanted.words) },
        ]
        for test in tests {
            let matches = names.filter { test(Words($0)) }
            if matches.count == 1 { return matches[0] }
            if matches.count > 1 { return nil }
        }
        return nil
    }
}
