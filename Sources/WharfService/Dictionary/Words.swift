/// The words of a name, for comparing what people write with what the database calls it.
///
/// `DepartmentId`, `department-id`, `DEPARTMENT ID` and `department_id` have the same words.
struct Words: Hashable {
    let words: [String]

    init(_ name: String) {
        var words: [String] = []
        var word = ""
        var previous: Character?
        for character in name {
            let startsWord = character.isUppercase && (previous?.isLowercase ?? false)
            if startsWord || !(character.isLetter || character.isNumber) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if character.isLetter || character.isNumber { word += character.lowercased() }
            previous = character
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
    }

    /// All words in one, so that `hiredemployees` meets `hired_employees`.
    var joined: String { words.joined() }

    /// The words less those of `other`, in any number; order does not matter any more.
    func without(_ other: Words) -> [String] {
        let own = Set(other.words.map(Self.singular))
        return words.filter { !own.contains(Self.singular($0)) }.sorted()
    }

    /// An English plural's singular, well enough to compare table names: `employees`, `companies`, `boxes`, `salaries`.
    static func singular(_ word: String) -> String {
        if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
        for suffix in ["sses", "xes", "ches", "shes"] where word.hasSuffix(suffix) { return String(word.dropLast(2)) }
        if word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"), word.count > 2 {
            return String(word.dropLast())
        }
        return word
    }
}
