import Testing

@testable import WharfService

struct MomentRuleTests {
    static let whole = ColumnType.datetime(fraction: 0)
    static let micro = ColumnType.datetime(fraction: 6)
    static let milli = ColumnType.datetime(fraction: 3)
    static let stamp = ColumnType.timestamp(fraction: 0)
    static let noon = "2021-07-30 12:00:00"

    static let forms: [FieldCase] = [
        FieldCase("2021-11-07T02:48:42Z", whole, "2021-11-07 02:48:42"),
        FieldCase("2021-11-07T02:48:42Z", micro, "2021-11-07 02:48:42.000000"),
        FieldCase("2021-07-30T12:00:00Z", whole, noon), FieldCase("2021-07-30t12:00:00z", whole, noon),
        FieldCase("2021-07-30 12:00:00", whole, noon), FieldCase("2021-07-30T12:00", whole, noon),
        FieldCase("2021-07-30 12:00Z", whole, noon), FieldCase("2021-07-30", whole, "2021-07-30 00:00:00"),
        FieldCase(" 2021-07-30T12:00:00Z\t", whole, noon), FieldCase("2021-07-30T12:00:00 Z", whole, noon),
        FieldCase("2021-07-30 12:00:00 UTC", whole, noon),
        FieldCase("2021-07-30 12:00:00.25 UTC", milli, noon + ".250"),
        FieldCase("20210730T120000Z", whole, noon), FieldCase("20210730T1200", whole, noon),
        FieldCase("20210730 120000.5+0000", milli, noon + ".500"), FieldCase("20210730", whole, "2021-07-30 00:00:00"),
        FieldCase("2021-07-30T12:00:00+00:00", whole, noon), FieldCase("2021-07-30T12:00:00-00:00", whole, noon),
        FieldCase("2021-07-30T14:00:00+02:00", whole, noon), FieldCase("2021-07-30T14:00:00+0200", whole, noon),
        FieldCase("2021-07-30T14:00:00+02", whole, noon), FieldCase("2021-07-30T14:00:00 +02:00", whole, noon),
        FieldCase("2021-07-30T07:00-05:00", whole, noon), FieldCase("2021-07-30T17:30:00+05:30", whole, noon),
        FieldCase("2021-07-30T12:00:00.123Z", milli, noon + ".123"),
        FieldCase("2021-07-30T12:00:00,123Z", milli, noon + ".123"),
        FieldCase("2021-07-30T12:00:00.1Z", micro, noon + ".100000"),
        FieldCase("2021-07-30T12:00:00.123456000Z", micro, noon + ".123456"),
        FieldCase("2021-07-30T12:00:00.123000", milli, noon + ".123"),
        FieldCase("2021-07-30T12:00:00.000Z", whole, noon),
        FieldCase("2021-07-30T12:00:00.1234Z", milli, .tooPrecise),
        FieldCase("2021-07-30T12:00:00.1Z", whole, .tooPrecise),
        FieldCase("2021-07-30T12:00:00.1234567Z", micro, .tooPrecise),
        FieldCase("2021-07-30T12:00:00.000000001Z", micro, .tooPrecise),
    ]

    static let edges: [FieldCase] = [
        FieldCase("2021-01-01T00:30:00+01:00", whole, "2020-12-31 23:30:00"),
        FieldCase("2021-12-31T23:30:00-01:00", whole, "2022-01-01 00:30:00"),
        FieldCase("2024-03-01T00:00:00+00:01", whole, "2024-02-29 23:59:00"),
        FieldCase("2023-03-01T00:00:00+00:01", whole, "2023-02-28 23:59:00"),
        FieldCase("2000-02-28T23:59:59-23:59", whole, "2000-02-29 23:58:59"),
        FieldCase("1900-02-28T12:00:00-12:00", whole, "1900-03-01 00:00:00"),
        FieldCase("1969-12-31T23:59:00-00:01", whole, "1970-01-01 00:00:00"),
        FieldCase("1000-01-01T00:00:00Z", whole, "1000-01-01 00:00:00"),
        FieldCase("1000-01-01T00:00:00+00:01", whole, .outOfRange),
        FieldCase("0999-12-31T23:59:59Z", whole, .outOfRange),
        FieldCase("0999-12-31T23:30:00-01:00", whole, "1000-01-01 00:30:00"),
        FieldCase("0001-01-01", whole, .outOfRange),
        FieldCase("0001-01-01T00:00:00+23:59", whole, .outOfRange),
        FieldCase("9999-12-31T23:59:59.999999Z", micro, "9999-12-31 23:59:59.999999"),
        FieldCase("9999-12-31T23:59:59-00:01", whole, .outOfRange),
        FieldCase("1970-01-01T00:00:00Z", stamp, .outOfRange),
        FieldCase("1970-01-01T00:00:01Z", stamp, "1970-01-01 00:00:01"),
        FieldCase("2038-01-19T03:14:07Z", stamp, "2038-01-19 03:14:07"),
        FieldCase("2038-01-19T03:14:08Z", stamp, .outOfRange),
        FieldCase("1969-12-31T23:00:01-01:00", stamp, "1970-01-01 00:00:01"),
        FieldCase("1950-06-01", stamp, .outOfRange),
        FieldCase("2038-01-19T05:14:07+02:00", stamp, "2038-01-19 03:14:07"),
        FieldCase("2024-02-29T00:00:00Z", whole, "2024-02-29 00:00:00"),
        FieldCase("2000-02-29T00:00:00Z", whole, "2000-02-29 00:00:00"),
    ]

    static let impossible = [
        "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2021-02-30T00:00:00Z",
        "2021-04-31T00:00:00Z",
        "2021-06-31", "2021-09-31", "2021-11-31", "2021-13-01T00:00:00Z", "2021-00-01T00:00:00Z",
        "2021-01-00T00:00:00Z",
        "2021-01-32T00:00:00Z", "0000-01-01T00:00:00Z", "0000-00-00", "2021-07-30T24:00:00Z", "2021-07-30T25:00:00Z",
        "2021-07-30T12:60:00Z", "2021-07-30T23:59:60Z", "2021-07-30T12:00:61", "2021-07-30T12:00:00+24:00",
        "2021-07-30T12:00:00+02:60", "2021-07-30T12:00:00+2:00", "2021-07-30T12:00:00+02:0",
        "2021-07-30T12:00:00+02:000",
        "2021-07-30T12:00:00+", "2021-07-30T12:00:00ZZ", "2021-07-30T12:00:00 ZZ", "2021-07-30T12:00:00UTC",
        "2021-07-30T12:00:00 utc", "2021-07-30T12:00:00 CET", "2021-07-30T12:00:00  Z", "2021-07-30T12:00:00.",
        "2021-07-30T12:00:00.Z",
        "2021-07-30T", "2021-07-30T12", "2021-07-30T12:", "2021-07-30T12:0", "2021-07-30T12:00:", "2021-07-30T12:00:0",
        "2021-07-30T1200", "20210730T12:00", "20210730120000", "2021-0730", "202107-30", "2021-7-30", "21-07-30",
        "02021-07-30",
        "2021/07/30", "30/07/2021", "30-07-2021", "30072021", "07302021", "2021-W30-5", "2021-211", "2021-07", "2021",
        "+2021-07-30",
        "2021-07-30Z", "2021-07-30+02:00", "2021-07-30  12:00:00", "2021-07-30_12:00:00", "2021-07-30T12-00-00",
        "yesterday",
        "1627646400", "2021-07-30T12:00:00X", "2O21-07-30T12:00:00Z", "2021-07-3 T12:00:00Z", "2021-07-30T12:00:0/Z",
        "2021-07-30T12:00:0:Z", "2021-07-30T12;00:00Z", "２021-07-30", "2021-07-30T12:00:00\u{0}",
        "-021-07-30T12:00:00Z",
    ]

    static let dates: [FieldCase] = [
        FieldCase("2021-07-30", .date, "2021-07-30"), FieldCase("20210730", .date, "2021-07-30"),
        FieldCase("2024-02-29", .date, "2024-02-29"), FieldCase("2023-02-29", .date, .notADate),
        FieldCase("2021-07-30T00:00:00", .date, "2021-07-30"),
        FieldCase("2021-07-30 00:00:00.000", .date, "2021-07-30"),
        FieldCase("2021-07-30T00:00:00Z", .date, "2021-07-30"),
        FieldCase("2021-07-30T00:00:00+00:00", .date, "2021-07-30"),
        FieldCase("2021-07-30T00:00:00+02:00", .date, .tooPrecise),
        FieldCase("2021-07-30T02:00:00+02:00", .date, .tooPrecise),
        FieldCase("2021-07-30T00:00:01", .date, .tooPrecise), FieldCase("2021-07-30T00:00:00.001", .date, .tooPrecise),
        FieldCase("2021-07-30T24:00", .date, .notADate), FieldCase("0999-12-31", .date, .outOfRange),
        FieldCase("1000-01-01", .date, "1000-01-01"), FieldCase("9999-12-31", .date, "9999-12-31"),
        FieldCase("0000-00-00", .date, .notADate),
    ]

    @Test(arguments: forms + edges + dates)
    func moment_IsJudged(_ field: FieldCase) { field.run() }

    @Test
    func impossibleText_IsNotADate_InAnyColumn() {
        for text in Self.impossible {
            for type in [ColumnType.date, Self.whole, Self.micro, Self.stamp] { FieldCase(text, type, .notADate).run() }
        }
    }

    @Test
    func everyByteOfTheCommonForm_IsChecked() {
        let good = Array("2021-11-07T02:48:42Z".utf8)
        for index in good.indices {
            for byte in UInt8(0)...255 where byte != good[index] {
                var bytes = good
                bytes[index] = byte
                let direct = bytes.withUnsafeBytes { Moment(commonForm: $0) }
                #expect((direct != nil) == Self.isCommonForm(bytes), "\(index) \(byte)")
            }
        }
    }

    /// The common form, checked character by character.
    private static func isCommonForm(_ bytes: [UInt8]) -> Bool {
        func number(_ range: Range<Int>) -> Int? {
            guard bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return Int(String(decoding: bytes[range], as: UTF8.self))
        }
        guard let year = number(0..<4), year > 0, let month = number(5..<7), 1...12 ~= month, let day = number(8..<10),
            let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60,
            let second = number(17..<19), second < 60, 1...31 ~= day
        else { return false }
        let isLong = [1, 3, 5, 7, 8, 10, 12].contains(month)
        guard isLong || day <= 30, month != 2 || day <= 28, "Tt ".utf8.contains(bytes[10]) else { return false }
        let marks = [bytes[4], bytes[7], bytes[13], bytes[16]]
        return marks == Array("--::".utf8) && "Zz".utf8.contains(bytes[19])
    }

    @Test
    func timesWithoutZone_AreCounted_WhenTheyAreAccepted() {
        let counted = ["2021-07-30T12:00:00", "2021-07-30 12:00", "2021-07-30", "20210730T120000.5"]
        let others = [
            "2021-07-30T12:00:00Z", "2021-07-30T12:00:00+02:00", "2021-02-30T12:00:00", "0999-01-01T00:00:00",
        ]
        var notes = ValueNotes()
        for text in counted + others { _ = FieldCase(text, Self.micro, .null).judge(notes: &notes) }
        #expect(notes.timesWithoutZone == counted.count)
        _ = FieldCase("2021-07-30", .date, .null).judge(notes: &notes)
        #expect(notes.timesWithoutZone == counted.count)
    }

    /// Days counted month by month, not by formula.
    private struct NaiveClock {
        var (year, month, day, minute) = (0, 0, 0, 0)

        static func length(_ month: Int, _ year: Int) -> Int {
            if month == 2 { return ([4, 100, 400].filter { year % $0 == 0 }.count % 2 == 1) ? 29 : 28 }
            return [1, 3, 5, 7, 8, 10, 12].contains(month) ? 31 : 30
        }

        mutating func advance(minutes: Int) {
            minute += minutes
            while minute < 0 {
                minute += 1440
                day -= 1
                if day > 0 { continue }
                (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
                day = Self.length(month, year)
            }
            while minute >= 1440 {
                minute -= 1440
                day += 1
                if day <= Self.length(month, year) { continue }
                (year, month, day) = month == 12 ? (year + 1, 1, 1) : (year, month + 1, 1)
            }
        }

        var text: String {
            Self.padded(year, 4) + "-" + Self.padded(month) + "-" + Self.padded(day) + " " + Self.padded(minute / 60)
                + ":" + Self.padded(minute % 60)
        }

        static func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }

    @Test
    func conversion_EqualsCountingByMonths_ForRandomOffsets() {
        var random = SeededGenerator(seed: 31)
        for round in 0..<30_000 {
            var clock = NaiveClock()
            clock.year = [Int.random(in: 1001...9998, using: &random), 1900, 2000, 2024, 2100][round % 5]
            clock.month = round % 3 == 0 ? [1, 2, 3, 12][round % 4] : Int.random(in: 1...12, using: &random)
            let length = NaiveClock.length(clock.month, clock.year)
            clock.day = round % 2 == 0 ? [1, length][round / 2 % 2] : Int.random(in: 1...length, using: &random)
            clock.minute = Int.random(in: 0..<1440, using: &random)
            let offset = Int.random(in: -1439...1439, using: &random)
            let zone =
                (offset < 0 ? "-" : "+") + NaiveClock.padded(abs(offset) / 60) + ":"
                + NaiveClock.padded(abs(offset) % 60)
            let local = clock.text + ":42" + zone
            clock.advance(minutes: -offset)
            FieldCase(local, Self.whole, clock.text + ":42").run()
        }
    }

    @Test
    func civilDate_CountsEveryDay_ForEightCenturies() throws {
        var clock = NaiveClock()
        (clock.year, clock.month, clock.day) = (1600, 1, 1)
        for days in -135_140..<(-135_140 + 292_194) {
            let date = try #require(CivilDate(year: clock.year, month: clock.month, day: clock.day))
            guard date.daysSinceEpoch == days, CivilDate(daysSinceEpoch: days) == date else {
                Issue.record("\(date) is not day \(days)")
                return
            }
            clock.advance(minutes: 1440)
        }
        #expect(clock.year == 2400)
    }
}
