import Testing
import WharfService

extension EndToEndTests {
    /// The promises of the service, broken on purpose: a part of it in `make test`, all of it by `make test-faults`.
    @Suite(
        .oneResponder, .enabled(if: Stack.hasFaultPoints, "WHARF_BIN has no fault points: a debug build has"))
    enum FaultTests {
        static let isWhole = environment("WHARF_FAULT_TESTS") == "1"
        static let seed = environment("WHARF_FAULT_SEED").flatMap { UInt64($0) } ?? 1
        static let rounds = environment("WHARF_FAULT_ROUNDS").flatMap { Int($0) } ?? 1
    }
}

/// Numbers that are the same for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
