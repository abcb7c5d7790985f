/// Which records are broken, and how: decided record by record, with an exact total.
///
/// Of `rows` records, `rows * rejectShare` rounded to the nearest are broken. Where the share is not 0 and there are
/// 1000 records or more, each rule is broken at least once. The first record is always sound: a repeated id has
/// something to repeat, and the file's beginning shows its dialect.
struct SamplePlan {
    private var random: SampleRandom
    private var undecided: Int
    private var toBreak: Int
    private var broken = 0
    private var isFirst = true
    private var counts = [Int](repeating: 0, count: SampleDefect.catalogue.count)

    init(_ options: SampleOptions) {
        random = SampleRandom(seed: options.seed, stream: 2)
        undecided = options.rows
        toBreak = Self.rejects(for: options)
    }

    /// How many records are broken.
    static func rejects(for options: SampleOptions) -> Int {
        guard options.rejectShare > 0, options.rows > 1 else { return 0 }
        let share = Int((Double(options.rows) * options.rejectShare).rounded())
        let least = options.rows >= 1000 ? SampleDefect.catalogue.count : 0
        return min(max(share, least), options.rows - 1)
    }

    /// The defect of the next record, or nil for a sound one.
    ///
    /// Selection sampling: with k of n records still to break, the next one is broken with probability k/n, which makes
    /// every choice of records equally likely and ends at exactly 0. Knuth, The Art of Computer Programming 2, 3.4.2,
    /// algorithm S.
    mutating func next() -> SampleDefect? {
        defer { undecided -= 1 }
        if isFirst {
            isFirst = false
            return nil
        }
        guard toBreak > 0, random.below(undecided) < toBreak else { return nil }
        toBreak -= 1
        return nextDefect()
    }

    /// Broken records so far, by rule.
    var rejectsByCode: [RejectCode: Int] {
        let pairs = zip(SampleDefect.catalogue, counts).map { ($0.code, $1) }
        return Dictionary(uniqueKeysWithValues: pairs.filter { $0.1 > 0 })
    }

    /// Rule after rule; each time round, every rule takes its next way.
    private mutating func nextDefect() -> SampleDefect {
        let (round, rule) = broken.quotientAndRemainder(dividingBy: counts.count)
        let ways = SampleDefect.catalogue[rule].defects
        broken += 1
        counts[rule] += 1
        return ways[round % ways.count]
    }
}

/// Ids of sound records from everywhere in the file so far, for records that repeat one: a fixed number of them.
struct EarlierIDs {
    private var random: SampleRandom
    private var ids: [Int] = []
    private var offered = 0

    init(seed: UInt64) {
        random = SampleRandom(seed: seed, stream: 3)
    }

    /// Offers an id; each one offered stays with the same probability (Vitter's algorithm R, 64 places).
    mutating func offer(_ id: Int) {
        offered += 1
        if ids.count < 64 {
            ids.append(id)
            return
        }
        let place = random.below(offered)
        if place < ids.count { ids[place] = id }
    }

    /// One of the ids kept. There must have been one.
    mutating func pick() -> Int {
        ids[random.below(ids.count)]
    }
}
