import Glibc
import Testing

/// One responder alone, also where the stack has one on each of two nodes of a cluster: for tests that look into its process,
/// count what it does, stop it, or hold it up by a lock, which holds on one node only.
struct OneResponder: TestTrait, SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard Stack.isCluster else { return try await function() }
        let stack = try Stack.shared()
        try stack.setResponders(1)
        let result: Result<Void, any Error>
        do {
            result = .success(try await function())
        } catch {
            result = .failure(error)
        }
        try stack.setResponders(2)
        try result.get()
    }
}

extension Trait where Self == OneResponder {
    static var oneResponder: Self { Self() }
}
