import Testing

@testable import WharfService

struct JSONCheckTests {
    @Test func check_NamesTheColumn() {
        #expect(JSONCheck(clause: "json_valid(`extra`)")?.column == "extra")
        #expect(JSONCheck(clause: "json_valid(`a b(`)")?.column == "a b(")
    }

    @Test(arguments: [
        "json_valid(``)", "json_valid(`a`) or `b` > 0", "json_valid(`a`) and json_valid(`b`)", "`a` > 0",
        "json_valid(`a`",
        "length(`a`) > 1", "json_valid(`a``b`)", "",
    ])
    func anythingElse_IsNone(_ clause: String) { #expect(JSONCheck(clause: clause) == nil) }
}
