import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct MemoryTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// The unoptimised build takes half a minute for it; `LongTests` has larger ones.
        @Test(.timeLimit(.minutes(5)))
        func largeUpload_StaysWithinMemory() throws {
            try stack.restartResponder()
            let sample = try Sample(stack, rows: 700_000, rejectShare: 0.01)
            #expect(sample.bytes > 32 << 20)
            let receipts = try stack.expectSuccess(stack.curl("/upload?dry_run=true", sample.arguments))
            #expect(receipts.first?.sum == [700_000, sample.inserted, 0, 0, sample.rejected])
            #expect(receipts.first?.file.bytes == sample.bytes)
            #expect(try stack.counts() == [0, 0, 0])
            #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 64))
        }
    }
}

/// Sample files in the scratch folder.
struct Sample {
    /// For curl: the three files as parts.
    let arguments: [String]
    /// Of `hired_employees.csv`.
    let bytes: Int
    let inserted: Int
    let rejected: Int

    init(_ stack: Stack, rows: Int, rejectShare: Double, seed: Int = 7) throws {
        let folder = "\(stack.path)/scratch"
        let said = try Wharf.sample(
            ["--rows", "\(rows)", "--seed", "\(seed)", "--rejects", "\(rejectShare)"], into: folder)
        arguments = ["hired_employees", "jobs", "departments"].flatMap { ["-F", "\($0)=@\(folder)/\($0).csv"] }
        bytes = try fileSize("\(folder)/hired_employees.csv")
        let line = try #require(said.split(separator: "\n").first { $0.hasPrefix("expected: ") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        (inserted, rejected) = (try #require(numbers.first), try #require(numbers.last))
    }
}
