/// The days on which people are hired: 2020 to 2023, more in some years and months than in others.
struct SampleCalendar {
    /// A second of a month; months count from January 2020 = 0.
    struct Moment {
        var month: Int
        var day: Int
        var secondOfDay: Int
    }

    private static let firstYear = 2020
    private static let yearWeights = [17, 34, 29, 20]
    private static let monthWeights = [11, 8, 10, 9, 8, 7, 5, 6, 13, 11, 8, 4]
    private static let monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    private let months: WeightedChoice
    private let lengths: [Int]
    private let prefixes: PhraseTable

    init() {
        var weights: [Int] = []
        var lengths: [Int] = []
        var prefixes: [String] = []
        for (year, yearWeight) in Self.yearWeights.enumerated() {
            for (month, monthWeight) in Self.monthWeights.enumerated() {
                weights.append(yearWeight * monthWeight)
                // 2020 is the only leap year of the four.
                lengths.append(Self.monthLengths[month] + (year == 0 && month == 1 ? 1 : 0))
                prefixes.append("\(Self.firstYear + year)-\(month < 9 ? "0" : "")\(month + 1)-")
            }
        }
        self.months = WeightedChoice(weights)
        self.lengths = lengths
        self.prefixes = PhraseTable(prefixes)
    }

    /// The moment for 64 pseudo-random bits: the low 12 choose the month, the others day and second.
    @inline(__always)
    func moment(for bits: UInt64) -> Moment {
        let month = months.outcome(for: bits)
        let second = Int(((bits >> 32) &* UInt64(lengths[month] &* 86_400)) >> 32)
        return Moment(month: month, day: second / 86_400 + 1, secondOfDay: second % 86_400)
    }

    /// `2021-11-07T02:48:42`, without the zone.
    @inline(__always)
    func append(_ moment: Moment, to buffer: inout RecordBuffer) {
        buffer.append(moment.month, of: prefixes)
        buffer.append(twoDigits: moment.day)
        buffer.append(UInt8(ascii: "T"))
        buffer.append(twoDigits: moment.secondOfDay / 3600)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: moment.secondOfDay / 60 % 60)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: moment.secondOfDay % 60)
    }
}
