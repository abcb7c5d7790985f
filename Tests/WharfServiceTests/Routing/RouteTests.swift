import Testing

@testable import WharfService

struct RouteTests {
    @Test(
        arguments: [
            ("/loads", "/loads", []), ("/loads/{id}", "/loads/7", ["7"]),
            ("/loads/{id}", "/loads/\u{301}7", ["\u{301}7"]),
            ("/loads/{id}/rejects", "/loads/7/rejects", ["7"]), ("/a/{b}/{c}", "/a/x/y z", ["x", "y z"]),
            ("/loads", "/loads/", nil), ("/loads/{id}", "/loads/", nil), ("/loads/{id}", "/loads/1/2", nil),
            ("/loads/{id}", "loads/1", nil), ("/loads", "/LOADS", nil), ("/loads", "", nil),
        ] as [(String, String, [String]?)])
    func pattern_MatchesPaths(_ pattern: String, _ path: String, _ expected: [String]?) {
        #expect(PathPattern(pattern).captures(of: PathPattern.segments(of: path)) == expected)
    }

    /// What is open to all is said here once more, so that nothing becomes so by a slip.
    @Test func routes_NeedAScope_ButThese() {
        let open = Route.all.filter { $0.scope == nil }.map { "\($0.method) \($0.pattern)" }
        #expect(open == ["GET /healthz", "GET /readyz", "GET /openapi.json", "GET /problems", "GET /problems/{type}"])
    }

    @Test func declarations_AreComplete() {
        var calls: Set<String> = []
        for route in Route.all {
            let call = "\(route.method) \(route.pattern)"
            #expect(calls.insert(call).inserted, "\(call) occurs twice")
            #expect(!route.summary.isEmpty && !route.summary.hasSuffix("."), "\(call)")
            #expect(!route.produces.isEmpty, "\(call)")
            #expect(route.method == "POST" || route.accepts.isEmpty, "\(call)")
            for type in route.accepts + route.produces { #expect(type == type.lowercased() && type.contains("/")) }
        }
    }

    @Test func readme_ListsEveryCall() throws {
        let text = try Readme.text
        for route in Route.all {
            #expect(text.contains("`\(route.method) \(route.pattern)`"), "\(route.method) \(route.pattern)")
        }
    }
}
