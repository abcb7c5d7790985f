import Testing

extension EndToEndTests {
    /// Backups that are not what was written.
    struct BackupDamageTests {
        private static let cases = 300

        let stack: Stack

        init() throws {
            stack = try Stack.shared()
            stack.emptyBucket()
        }

        /// One change of a file: bytes flipped, cut out or repeated.
        private func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
            var bytes = bytes
            let from = random.next(below: bytes.count)
            let length = 1 + random.next(below: min(40, bytes.count - from))
            switch random.next(below: 3) {
            case 0: for place in from..<from + length { bytes[place] ^= UInt8(1 + random.next(below: 255)) }
            case 1: bytes.removeSubrange(from..<from + length)
            default: bytes.insert(contentsOf: bytes[from..<from + length], at: from)
            }
            return bytes
        }

        @Test(arguments: ["null", "deflate", "snappy"])
        func everyDamage_IsRefused_AndTheTableUntouched(_ codec: String) throws {
            try stack.expectSuccess(stack.upload([.file("jobs", Text.named(1...300))]))
            let backup = try stack.backUp("jobs", #", "codec": "\#(codec)""#).backups[0]
            try stack.execute("DELETE FROM `jobs` WHERE `id` > 7")
            let before = try stack.content("jobs")
            var random = SeededRandom(seed: 1)
            for name in [backup.file, backup.file + ".json"] {
                let path = "\(stack.bucket)/\(name)"
                let good = try readFile(path)
                for number in 0..<Self.cases / 6 {
                    try writeFile(path, damaged(good, &random))
                    let verified = try stack.verify(backup.id, "records")
                    let restored = try stack.order(
                        "/restore", #"{"table": "jobs", "backup": "\#(backup.id)", "safety": false}"#)
                    // A manifest that cannot be read may also be none.
                    #expect([422, 404].contains(verified.status), "\(name) \(number): \(verified.text)")
                    #expect([422, 404].contains(restored.status), "\(name) \(number): \(restored.text)")
                    #expect(try stack.content("jobs") == before, "\(name) \(number)")
                }
                try writeFile(path, good)
            }
            #expect(try stack.scratchTables().isEmpty)
            try stack.restore(#"{"table": "jobs", "backup": "\#(backup.id)"}"#)
            #expect(try stack.count("jobs") == 300)
        }
    }
}

/// SplitMix64: the same seed gives the same numbers. <https://prng.di.unimi.it/splitmix64.c>
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
