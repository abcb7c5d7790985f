import Testing

/// Each test begins with a stack that answers and with empty tables, and leaves no spool and no running load behind.
struct CleanTables: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let stack = try Stack.shared()
        try stack.makeWhole()
        try stack.emptyTables()
        defer { stack.emptyScratch() }
        do {
            try await function()
        } catch {
            stack.expectNothingLeft(test.sourceLocation)
            throw error
        }
        stack.expectNothingLeft(test.sourceLocation)
    }
}

extension Trait where Self == CleanTables {
    static var cleanTables: Self { Self() }
}
