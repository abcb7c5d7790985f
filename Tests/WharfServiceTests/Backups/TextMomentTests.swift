import Testing

@testable import WharfService

struct TextMomentTests {
    private func read<Value>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Value?) -> Value? {
        Array(text.utf8).withUnsafeBytes(body)
    }

    private func written(_ body: (inout RowEncoder) -> Bool) -> String? {
        var row = RowEncoder()
        guard body(&row) else { return nil }
        return row.withUnsafeBytes { bytes in
            var reader = WireReader(bytes)
            guard case .bytes(let text) = reader.next() else { return nil }
            return String(decoding: text, as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("0001-01-01", -719_162),
        ("9999-12-31", 2_932_896),
    ])
    func days_AreThoseSince1970(_ text: String, _ days: Int) {
        #expect(read(text, TextMoment.days) == Int32(days))
        #expect(TextMoment.daysOfDates.contains(days))
        #expect(
            written { row in
                TextMoment.append(days: days, to: &row)
                return true
            } == text)
    }

    @Test(arguments: [
        "0000-00-00", "2021-00-10", "2021-10-00", "2021-02-29", "0000-01-01", "2021-1-1", "", "2021-01-01 ",
    ])
    func otherDays_AreRefused(_ text: String) { #expect(read(text, TextMoment.days) == nil) }

    @Test(arguments: [
        ("1970-01-01 00:00:00", 0, 0), ("1969-12-31 23:59:59.999999", 6, -1),
        ("2038-01-19 03:14:07.5", 1, 2_147_483_647_500_000),
        ("1000-01-01 00:00:00.000", 3, -30_610_224_000_000_000),
        ("9999-12-31 23:59:59.999999", 6, 253_402_300_799_999_999),
    ])
    func timestamps_AreMicrosecondsSince1970(_ text: String, _ fraction: Int, _ microseconds: Int64) {
        #expect(read(text, TextMoment.microseconds) == microseconds)
        #expect(written { TextMoment.append(timestamp: microseconds, fraction: fraction, to: &$0) } == text)
    }

    @Test(arguments: [
        "0000-00-00 00:00:00", "2021-01-01", "2021-01-01 24:00:00", "2021-01-01T00:00:00", "2021-01-01 00:00:00Z",
        "2021-01-01 00:60:00", "2021-01-01 00:00:60", "2021-02-29 00:00:00", "2x21-01-01 00:00:00",
        "2021-01-01 0:00:000",
        "2021-01-01 00:00:00.", "2021-01-01 00:00:00.12345x", "2021-01-01 00:00:00.1234567", "2021-01-01 00:00:00,5",
        "2021-01-01 00:00:0 ", "2021/01-01 00:00:00", "2021-01/01 00:00:00", "2021-01-01 00-00:00",
        "2021-01-01 00:00-00",
    ])
    func otherTimestamps_AreRefused(_ text: String) { #expect(read(text, TextMoment.microseconds) == nil) }

    @Test(arguments: [
        ("00:00:00", 0, 0), ("23:59:59.999999", 6, 86_399_999_999), ("-00:00:00.000001", 6, -1),
        ("838:59:59", 0, 3_020_399_000_000), ("-838:59:59.0", 1, -3_020_399_000_000), ("100:00:00", 0, 360_000_000_000),
    ])
    func spans_AreMicroseconds(_ text: String, _ fraction: Int, _ microseconds: Int64) {
        #expect(read(text, TextMoment.span) == microseconds)
        #expect(written { TextMoment.append(span: microseconds, fraction: fraction, to: &$0) } == text)
    }

    @Test(arguments: ["", "1:2:3", "0000:00:00", "00:60:00", "00:00", "00:00:00x"])
    func otherSpans_AreRefused(_ text: String) { #expect(read(text, TextMoment.span) == nil) }

    @Test func whatTheColumnCannotHold_IsRefused() {
        #expect(written { TextMoment.append(timestamp: 1, fraction: 5, to: &$0) } == nil)
        #expect(written { TextMoment.append(timestamp: .max, fraction: 6, to: &$0) } == nil)
        #expect(written { TextMoment.append(timestamp: .min, fraction: 6, to: &$0) } == nil)
        #expect(written { TextMoment.append(span: 100_000, fraction: 0, to: &$0) } == nil)
        #expect(written { TextMoment.append(span: .min, fraction: 6, to: &$0) } == nil)
    }
}
