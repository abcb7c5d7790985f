import Testing

@testable import WharfService

@Suite struct RangeCheckTests {
    @Test(
        arguments: [
            ("`id` > 0", "id", 1, Int64.max), ("(`id` > 0)", "id", 1, .max), ("`a b` >= -5", "a b", -5, .max),
            ("((`x` < 10))", "x", .min, 9), ("`x` <= 10", "x", .min, 10),
        ])
    func comparison_IsUnderstood(_ clause: String, _ column: String, _ lowest: Int64, _ highest: Int64) throws {
        let check = try #require(RangeCheck(clause: clause))
        #expect(check.column == column && check.lowest == lowest && check.highest == highest)
    }

    @Test(
        arguments: [
            "", "`id` <> 0", "`id` = 1", "`a` > `b`", "`id` > 0 and `id` < 9", "(`id` > 0) or (`id` < -9)",
            "`id` > 0.5",
            "`id` > '1'", "json_valid(`doc`)", "`id` >", "0 < `id`", "`id` > 99999999999999999999", "length(`id`) > 1",
        ])
    func anythingElse_IsLeftToTheDatabase(_ clause: String) {
        #expect(RangeCheck(clause: clause) == nil)
    }

    @Test func bound_NarrowsARangeOfWholeNumbers_AndNothingElse() throws {
        let positive = try #require(RangeCheck(clause: "`id` > 0"))
        let unsigned = ColumnType.integer(minimum: 0, maximum: .max, acceptsBooleans: false)
        #expect(positive.narrowing(unsigned) == .integer(minimum: 1, maximum: .max, acceptsBooleans: false))
        #expect(positive.narrowing(.date) == nil)
        let negative = try #require(RangeCheck(clause: "`id` < 0"))
        #expect(negative.narrowing(unsigned) == nil, "nothing passes")
        let tiny = ColumnType.integer(minimum: -128, maximum: 127, acceptsBooleans: false)
        #expect(
            try #require(RangeCheck(clause: "`id` <= 5")).narrowing(tiny)
                == .integer(minimum: -128, maximum: 5, acceptsBooleans: false))
        #expect(negative.narrowing(tiny) == nil, "a range below 0 is left to the database")
    }
}
