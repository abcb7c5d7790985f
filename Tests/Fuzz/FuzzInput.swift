/// What libFuzzer tries. Its last bytes are choices, such as where the input is cut; what stands before them is the input
/// itself, so that an ordinary file with a few bytes behind it is a seed.
struct FuzzInput {
    /// What has not been taken as a choice.
    private(set) var bytes: [UInt8]

    /// The last byte, 0 where there is none.
    mutating func takeByte() -> UInt8 { bytes.popLast() ?? 0 }

    mutating func takeFlag() -> Bool { takeByte() & 1 == 1 }

    mutating func choose<Value>(_ values: [Value]) -> Value { values[Int(takeByte()) % values.count] }

    /// Up to seven places to cut the rest at, ascending, some of them twice.
    mutating func takeCuts() -> [Int] {
        let places = (0..<takeByte() % 8).map { _ in Int(takeByte()) << 8 | Int(takeByte()) }
        return places.map { $0 % (bytes.count + 1) }.sorted()
    }
}

/// Where libFuzzer comes in. What every input must hold is said in `examine`, which each target has.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    examine(FuzzInput(bytes: Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// Ends the run where something does not hold, and says what: an optimised `precondition` says nothing.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError(what()) }
}

/// Ends the run where two answers differ, and shows both.
func requireEqual<Value: Equatable>(_ ours: Value, _ reference: Value, _ what: @autoclosure () -> String) {
    require(ours == reference, "\(what())\n--- ours\n\(ours)\n--- reference\n\(reference)")
}
