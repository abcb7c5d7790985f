import Multipart

/// The body of an upload: the parser finds the parts that a slow reader finds, and that however the body is cut.
func examine(_ input: FuzzInput) {
    var input = input
    let boundary = input.choose(["B", "Bo-B", "--", "'()+_,-./:=? x"])
    let limits = input.choose([MultipartLimits(), small])
    let cuts = input.takeCuts()
    let body = input.bytes
    func read(_ cuts: [Int]) -> ParserOutcome {
        do {
            return try ParserOutcome(body: body, boundary: boundary, cuts: cuts, limits: limits)
        } catch {
            fatalError("the boundary is one of RFC 2046: \(error)")
        }
    }

    let whole = read([])
    compare(whole, SlowReader(body, boundary: boundary), limits)
    requireEqual(read(cuts), whole, "the body in parts, cut at \(cuts)")
    requireEqual(read(Array(body.indices)), whole, "the body byte by byte")
}

private let small = MultipartLimits(
    headerBytes: 100, parts: 2, nameBytes: 8, filenameBytes: 8, preambleBytes: 4, epilogueBytes: 4)

private func compare(_ ours: ParserOutcome, _ slow: SlowReader, _ limits: MultipartLimits) {
    let preambleIsShort = slow.preambleBytes.map { $0 <= limits.preambleBytes } ?? false
    var sound: [SlowPart] = []
    for part in preambleIsShort ? slow.parts.prefix(limits.parts) : [] {
        guard let part = SlowPart(part, limits) else { break }
        sound.append(part)
    }
    let isRight =
        slow.isComplete && preambleIsShort && sound.count == slow.parts.count
        && slow.epilogueBytes <= limits.epilogueBytes
    requireEqual(ours.error == nil, isRight, "whether the body is right: \(ours)")
    requireEqual(ours.parts.filter(\.hasEnded).map(SlowPart.init), sound, "the parts that end")
    require(isRight || !ours.isComplete || slow.isComplete, "a body is complete without its closing delimiter")
}
