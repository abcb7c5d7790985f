import Testing

@testable import WharfService

struct TokenExpiryTests {
    @Test func never_HasNoTime() throws { #expect(try TokenExpiry("never").time == nil) }

    @Test(arguments: [1, 90, 36_500])
    func days_AreFromNow(_ days: Int) throws {
        let before = Timestamp.now(afterDays: days)
        let time = try #require(try TokenExpiry("\(days)d").time)
        #expect(before <= time && time <= Timestamp.now(afterDays: days))
        #expect(time > Timestamp.now())
    }

    @Test func day_IsItsBeginning() throws {
        #expect(try TokenExpiry("2999-02-28").time == "2999-02-28T00:00:00.000000Z")
        let tomorrow = String(Timestamp.now(afterDays: 1).prefix(10))
        #expect(try TokenExpiry(tomorrow).time == "\(tomorrow)T00:00:00.000000Z")
    }

    @Test func past_IsRefused() {
        for text in ["2020-01-01", String(Timestamp.now().prefix(10))] {
            let error = #expect(throws: TokenError.self) { try TokenExpiry(text) }
            #expect(error?.description.contains("past") == true)
        }
    }

    @Test(
        arguments: [
            "", "0d", "-1d", "d", "36501d", "90", "90 d", "9h", "2999-02-29", "2999-13-01", "2999-1-1", "+999-01-01",
            "2999/01/01", "2999-01-01T00:00:00Z", "Never", "1e3d", "9999999999999999999d",
        ])
    func otherForm_IsRefused(_ text: String) {
        let error = #expect(throws: TokenError.self) { try TokenExpiry(text) }
        #expect(error?.description.contains("90d") == true)
    }
}
