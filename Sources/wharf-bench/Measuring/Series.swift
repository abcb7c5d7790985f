/// The same figure, measured several times. Never empty.
struct Series: Sendable, Encodable {
    let values: [Double]

    init(_ values: [Double]) {
        precondition(!values.isEmpty, "a series has a value")
        self.values = values
    }

    /// Of an even number, the mean of the middle two.
    var median: Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The smallest value that so many of a hundred do not exceed (nearest rank).
    func percentile(_ percent: Int) -> Double {
        precondition((1...100).contains(percent), "a percentile is one of 1 to 100")
        return values.sorted()[(values.count * percent + 99) / 100 - 1]
    }

    var least: Double { values.min()! }
    var most: Double { values.max()! }

    /// Value by value: how often the other one of the same round goes into this one.
    func ratio(to other: Series) -> Series {
        precondition(values.count == other.values.count, "both took part in each round")
        return Series(zip(values, other.values).map { $0 / $1 })
    }

    private enum CodingKeys: String, CodingKey { case median, min, max, values }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(median, forKey: .median)
        try container.encode(least, forKey: .min)
        try container.encode(most, forKey: .max)
        try container.encode(values, forKey: .values)
    }
}
