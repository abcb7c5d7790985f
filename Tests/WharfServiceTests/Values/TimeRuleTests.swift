import Testing

@testable import WharfService

struct TimeRuleTests {
    static let whole = ColumnType.time(fraction: 0)
    static let milli = ColumnType.time(fraction: 3)
    static let cases: [FieldCase] = [
        FieldCase("12:34:56", whole, "12:34:56"), FieldCase("12:34", whole, "12:34:00"),
        FieldCase("8:05", whole, "08:05:00"),
        FieldCase("-12:34:56", milli, "-12:34:56.000"), FieldCase("+12:34:56.5", milli, "12:34:56.500"),
        FieldCase("12:34:56,25", milli, "12:34:56.250"), FieldCase("100:00:00", whole, "100:00:00"),
        FieldCase("838:59:59", whole, "838:59:59"), FieldCase("-838:59:59.000", milli, "-838:59:59.000"),
        FieldCase("838:59:59.001", milli, .outOfRange), FieldCase("838:59:58.999", milli, "838:59:58.999"),
        FieldCase("839:00:00", whole, .outOfRange), FieldCase("-999:00", whole, .outOfRange),
        FieldCase("-00:00:00", whole, "00:00:00"), FieldCase("-00:00:00.001", milli, "-00:00:00.001"),
        FieldCase("012:00:00", whole, "12:00:00"), FieldCase("24:00:00", whole, "24:00:00"),
        FieldCase("12:34:56.1234", milli, .tooPrecise), FieldCase("12:34:56.1230", milli, "12:34:56.123"),
        FieldCase("12:34:56.1", whole, .tooPrecise), FieldCase(" 12:34 ", whole, "12:34:00"),
        FieldCase("12:60", whole, .notATime), FieldCase("12:34:60", whole, .notATime),
        FieldCase("1000:00:00", whole, .notATime),
        FieldCase("12", whole, .notATime), FieldCase("123456", whole, .notATime), FieldCase("12:3", whole, .notATime),
        FieldCase("12:34:5", whole, .notATime), FieldCase("12:34:56Z", whole, .notATime),
        FieldCase("12:34:", whole, .notATime),
        FieldCase("12:34:56.", whole, .notATime), FieldCase(":34:56", whole, .notATime),
        FieldCase("12:34 PM", whole, .notATime),
        FieldCase("1 12:34:56", whole, .notATime), FieldCase("-", whole, .notATime),
        FieldCase("--1:00", whole, .notATime),
    ]

    @Test(arguments: cases)
    func time_IsJudged(_ field: FieldCase) { field.run() }
}
