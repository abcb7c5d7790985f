import Multipart
import Testing

/// Random soups of the pieces that matter, read by the parser in random cuts and by a slow and simple reader.
struct MultipartDifferentialTests {
    private static let boundary = "Bo-B"
    private static let head = Array("Content-Disposition: form-data; name=a\r\n\r\n".utf8)
    private static let pieces: [[UInt8]] = [
        "\r\n", "\n", "\r", "-", "--", " ", "x", "B", "Bo", "Bo-B", "--Bo-B", "\r\n--Bo-",
        "\r\n--Bo-B", "\r\n--Bo-B--",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<20)
    func soup_IsReadAlike(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        var readers = 0
        for _ in 0..<500 {
            let body = Self.makeSoup(&random)
            let whole = try ParserOutcome(body: body, boundary: Self.boundary, cuts: [])
            let cuts = Self.makeCuts(body.count, &random)
            let cut = try ParserOutcome(body: body, boundary: Self.boundary, cuts: cuts)
            #expect(
                cut == whole, "seed \(seed), cuts \(cuts): \(String(decoding: body, as: UTF8.self).debugDescription)")
            let slow = SlowReader(body, boundary: Self.boundary)
            let isSound = slow.isComplete && slow.parts.allSatisfy { $0.head == Self.head }
            #expect((whole.error == nil) == isSound, "seed \(seed)")
            guard isSound else { continue }
            readers += 1
            #expect(whole.parts.map(\.content) == slow.parts.map(\.content), "seed \(seed)")
        }
        // Neither all nor none, or the comparison says nothing.
        #expect(readers > 50 && readers < 450)
    }

    private static func makeSoup(_ random: inout SplitMix64) -> [UInt8] {
        var body: [UInt8] = Bool.random(using: &random) ? [] : Array("pre\r\n".utf8)
        for part in 0..<Int.random(in: 0...3, using: &random) {
            body += Array((part == 0 ? "--Bo-B\r\n" : "\r\n--Bo-B\r\n").utf8) + head
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                body += pieces.randomElement(using: &random)!
            }
        }
        return body + Array("\r\n--Bo-B--".utf8).dropLast(Int.random(in: 0...20, using: &random) == 0 ? 1 : 0)
    }

    private static func makeCuts(_ count: Int, _ random: inout SplitMix64) -> [Int] {
        (0..<Int.random(in: 0...10, using: &random)).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
    }
}

/// A generator with a seed (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
