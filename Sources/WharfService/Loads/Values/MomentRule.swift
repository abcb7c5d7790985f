/// `DATE`, `DATETIME(fraction)` and `TIMESTAMP(fraction)`; see `Moment.init(iso8601:)` for the forms they take.
///
/// A datetime or timestamp is stored in UTC: an offset is converted, which may change day, month and year; a time
/// without a zone, and a date alone (its midnight), is read as UTC and counted in `ValueNotes.timesWithoutZone`.
/// A date column takes a time only when nothing is lost: exactly midnight, without a zone or in UTC; any other time is
/// `.tooPrecise`. Fraction digits beyond the column's are `.tooPrecise` unless they are zeros: nothing is rounded.
///
/// The wire form is the server's own text, `YYYY-MM-DD HH:MM:SS` and exactly `fraction` digits after a point.
struct MomentRule {
    enum Kind {
        case date
        case datetime
        case timestamp
    }

    let kind: Kind
    /// Digits after the second, 0-6.
    let fraction: Int

    /// `text` is trimmed and not empty.
    func check(
        _ text: UnsafeRawBufferPointer, into row: inout RowEncoder, notes: inout ValueNotes
    ) -> RejectCode? {
        if kind == .datetime, text.count >= 19, text[0] > UInt8(ascii: "0"), Moment(commonForm: text) != nil {
            if text.count == 19 { notes.timesWithoutZone += 1 }
            append(commonForm: text, to: &row)
            return nil
        }
        return checkAny(text, into: &row, notes: &notes)
    }

    @inline(never)
    private func checkAny(
        _ text: UnsafeRawBufferPointer, into row: inout RowEncoder, notes: inout ValueNotes
    ) -> RejectCode? {
        guard let moment = Moment(iso8601: text) else { return .notADate }
        if kind == .date { return check(dateOnly: moment, into: &row) }
        guard moment.fraction.significantDigits <= fraction else { return .tooPrecise }
        let utc = moment.inUTC
        guard isInRange(utc) else { return .outOfRange }
        if moment.zone == .unstated { notes.timesWithoutZone += 1 }
        append(utc, to: &row)
        return nil
    }

    private func check(dateOnly moment: Moment, into row: inout RowEncoder) -> RejectCode? {
        guard moment.isMidnight, moment.zone == .unstated || moment.zone == .offset(minutes: 0) else {
            return .tooPrecise
        }
        guard isInRange(moment) else { return .outOfRange }
        row.append(byteCount: 10) { place in
            var writer = TextWriter(place)
            writer.write(moment.date)
        }
        return nil
    }

    /// The manual's supported ranges: "DATETIME … '1000-01-01 00:00:00' to '9999-12-31 23:59:59'", "TIMESTAMP …
    /// '1970-01-01 00:00:01' UTC to '2038-01-19 03:14:07' UTC" (dev.mysql.com/doc/refman/8.4/en/datetime.html).
    @inline(__always)
    private func isInRange(_ moment: Moment) -> Bool {
        guard kind == .timestamp else { return 1000...9999 ~= moment.date.year }
        let seconds = moment.date.daysSinceEpoch * 86_400 + (moment.hour * 60 + moment.minute) * 60 + moment.second
        return 1...Int(Int32.max) ~= seconds
    }

    /// The common form, in UTC and from the year 1000 on, is the server's text but for one character and the fraction.
    @inline(__always)
    private func append(commonForm text: UnsafeRawBufferPointer, to row: inout RowEncoder) {
        row.append(byteCount: fraction > 0 ? 20 + fraction : 19) { place in
            place.copyMemory(from: text.baseAddress.unsafelyUnwrapped, byteCount: 19)
            place.storeBytes(of: UInt8(ascii: " "), toByteOffset: 10, as: UInt8.self)
            var writer = TextWriter(place + 19)
            writer.write(fraction: 0, digits: fraction)
        }
    }

    @inline(__always)
    private func append(_ moment: Moment, to row: inout RowEncoder) {
        row.append(byteCount: fraction > 0 ? 20 + fraction : 19) { place in
            var writer = TextWriter(place)
            writer.write(moment.date)
            writer.write(UInt8(ascii: " "))
            writer.write(hour: moment.hour, minute: moment.minute, second: moment.second)
            writer.write(fraction: moment.fraction.microsecond, digits: fraction)
        }
    }
}
