/// The pseudo-random numbers behind the samples: xoshiro256** 1.0 by Blackman and Vigna, its state filled by
/// splitmix64.
///
/// The same seed gives the same numbers on every machine and in every release, which neither
/// `SystemRandomNumberGenerator` nor `Hasher` promises. Not for secrets. https://prng.di.unimi.it/xoshiro256starstar.c
struct SampleRandom {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// - Parameters:
    ///   - seed: any number, 0 included.
    ///   - stream: numbers of another stream are independent, so that drawing more of one moves nothing in the other.
    init(seed: UInt64, stream: UInt64) {
        var mix = SplitMix64(state: seed)
        mix.state = mix.next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
        s0 = mix.next()
        s1 = mix.next()
        s2 = mix.next()
        s3 = mix.next()
    }

    /// 64 pseudo-random bits.
    @inline(__always)
    mutating func next() -> UInt64 {
        let result = Self.rotate(s1 &* 5, by: 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = Self.rotate(s3, by: 45)
        return result
    }

    /// A number in `0..<bound`. The high half of a product instead of a remainder: a bias below `bound` / 2^64.
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        Int(UInt64(bound).multipliedFullWidth(by: next()).high)
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, by bits: UInt64) -> UInt64 {
        (value << bits) | (value >> (64 &- bits))
    }
}

/// Steele, Lea and Flood's generator, with Vigna's constants: good for spreading one seed over a larger state.
/// https://prng.di.unimi.it/splitmix64.c
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A finite choice with weights, drawn by one look-up.
struct WeightedChoice {
    /// Slots of the look-up table; a weight is rounded to that many parts of the whole.
    static let slots = 4096

    private let outcomes: [UInt8]

    /// - Parameter weights: one per outcome, at most 256 of them, none negative, not all zero.
    init(_ weights: [Int]) {
        precondition(weights.count <= 256 && weights.allSatisfy { $0 >= 0 }, "weights must be few and not negative")
        let total = weights.reduce(0, +)
        var outcomes: [UInt8] = []
        var cumulative = 0
        for (outcome, weight) in weights.enumerated() {
            cumulative += weight
            let end = cumulative * Self.slots / total
            outcomes += repeatElement(UInt8(outcome), count: end - outcomes.count)
        }
        self.outcomes = outcomes
    }

    /// The outcome for 12 pseudo-random bits; higher bits are ignored.
    @inline(__always)
    func outcome(for bits: UInt64) -> Int {
        Int(outcomes[Int(bits & UInt64(Self.slots - 1))])
    }
}
