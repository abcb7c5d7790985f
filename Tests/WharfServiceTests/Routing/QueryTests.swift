import Testing

@testable import WharfService

struct QueryTests {
    @Test(
        arguments: [
            ("", [:]), ("&&", [:]), ("a=1", ["a": "1"]), ("a=1&b=2&", ["a": "1", "b": "2"]), ("a", ["a": ""]),
            ("a=", ["a": ""]), ("a=b=c", ["a": "b=c"]), ("a=b+c%20d", ["a": "b c d"]), ("%61=%2B%26%3d", ["a": "+&="]),
            ("a=%C3%A9%F0%9F%98%80", ["a": "é😀"]), ("A=1&a=2", ["A": "1", "a": "2"]), ("=x", ["": "x"]),
            ("delimiter=;", ["delimiter": ";"]), ("delimiter=%09", ["delimiter": "\t"]),
            // An accent makes another character of the mark before it, in Swift and nowhere else.
            ("a=\u{301}x&\u{301}b=2", ["a": "\u{301}x", "\u{301}b": "2"]),
        ] as [(String, [String: String])])
    func text_HasItsParameters(_ text: String, _ expected: [String: String]) throws {
        let query = try Query(text)
        #expect(query.parameters.count == expected.count)
        for (name, value) in expected { #expect(query[name] == value) }
        #expect(query["no such"] == nil)
    }

    @Test(
        arguments: [
            ("a=%", "escape"), ("a=%4", "escape"), ("a=%g0", "escape"), ("%-1=a", "escape"), ("a=%FF", "UTF-8"),
            ("a=%ED%A0%80", "UTF-8"), ("a=1&a=2", "'a' occurs twice"), ("a=1&%61=1", "'a' occurs twice"),
        ])
    func text_IsRefused_WhenBroken(_ text: String, _ said: String) throws {
        let problem = try #require(throws: Problem.self) { try Query(text) }
        #expect(problem.type == .malformedRequest && problem.detail.contains(said))
    }

    @Test func unknownParameter_IsRefused_WithTheKnownOnes() throws {
        let query = try Query("limit=1&x%0A=2")
        #expect(throws: Never.self) { try query.allow(["x\n", "limit"]) }
        let problem = try #require(throws: Problem.self) { try query.allow(["limit", "before"]) }
        #expect(problem.type == .badOption && problem.detail.contains("limit, before"))
        #expect(!problem.detail.contains("\n"))
        #expect(throws: Problem.self) { try query.allow([]) }
    }

    @Test(
        arguments: [("", 5), ("n=1", 1), ("n=10", 10), ("n=0", nil), ("n=11", nil), ("n=", nil), ("n=1.0", nil)]
            as [(String, Int?)])
    func number_IsWithinItsRange(_ text: String, _ expected: Int?) throws {
        let query = try Query(text)
        if let expected {
            #expect(try query.integer("n", in: 1...10, default: 5) == expected)
        } else {
            let problem = try #require(throws: Problem.self) { try query.integer("n", in: 1...10, default: 5) }
            #expect(problem.type == .badOption && problem.detail.contains("from 1 to 10"))
        }
    }
}
