import Glibc

@testable import WharfService

/// A value of a column as it comes back from a backup.
func fromBackup(_ value: Judgement, _ type: ColumnType) -> Judgement {
    guard case .text(let text) = value else { return value }
    return Array(text.utf8).withUnsafeBytes { text in
        var row = RowEncoder()
        switch type {
        case .date:
            guard let days = TextMoment.days(text) else { return .null }
            TextMoment.append(days: Int(days), to: &row)
        case .datetime(let fraction), .timestamp(let fraction):
            guard let moment = TextMoment.microseconds(text),
                TextMoment.append(timestamp: moment, fraction: fraction, to: &row)
            else { return .null }
        case .time(let fraction):
            guard let span = TextMoment.span(text), TextMoment.append(span: span, fraction: fraction, to: &row) else {
                return .null
            }
        case .decimal(_, let scale, _):
            guard let number = UnscaledDecimal(text, scale: scale),
                number.withTwosComplement(UnscaledDecimal.init(twosComplement:)) == number
            else { return .null }
            return .text(number.text(scale: scale))
        default: return value
        }
        return wireValues(row.bytes)[0]
    }
}

/// Any text, read as the database's own dates and times, is refused or is what the C library's calendar makes of it.
func examineBackupText(_ input: FuzzInput) {
    let time = slowMicroseconds(Latin1.text(input.bytes))
    let isDay = input.bytes.count == 10
    let (days, microseconds) = input.bytes.withUnsafeBytes { (TextMoment.days($0), TextMoment.microseconds($0)) }
    requireEqual(days.map { Int($0) * 86_400_000_000 }, isDay ? time : nil, "days")
    requireEqual(microseconds.map { Int($0) }, isDay ? nil : time, "microseconds")
}

/// Since 1970; nil where the text is no date of the database's, with or without a time.
private func slowMicroseconds(_ text: String) -> Int? {
    let form = /([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,6}))?)?/
    guard let match = text.wholeMatch(of: form), match.1 != "0000" else { return nil }
    func number(_ digits: Substring?) -> Int32 { digits.flatMap { Int32($0) } ?? 0 }
    var civil = tm()
    (civil.tm_year, civil.tm_mon, civil.tm_mday) = (number(match.1) - 1900, number(match.2) - 1, number(match.3))
    (civil.tm_hour, civil.tm_min, civil.tm_sec) = (number(match.4), number(match.5), number(match.6))
    let given = civil
    let seconds = timegm(&civil)
    // A day that does not exist has become another.
    guard civil.tm_mon == given.tm_mon, civil.tm_mday == given.tm_mday else { return nil }
    return seconds * 1_000_000 + (Int(String(match.7 ?? "").padded(to: 6)) ?? 0)
}

/// Any number of an Avro file becomes a text that is the number, or is refused.
func examineBackupNumber(_ input: FuzzInput) {
    var input = input
    let fraction = Int(input.takeByte() % 7)
    let bytes = input.bytes
    if let number = bytes.withUnsafeBytes(UnscaledDecimal.init(twosComplement:)) {
        requireEqual(number.text(scale: fraction), slowDecimal(bytes, scale: fraction), "a decimal's text")
    } else {
        require(bytes.isEmpty || bytes.count > 32, "a decimal of 1 to 32 bytes is read")
    }
    let word = bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    checkMoment(word, fraction)
    checkSpan(word, fraction)
}

/// The digits of a number in two's complement, by long multiplication.
private func slowDecimal(_ bytes: [UInt8], scale: Int) -> String {
    let isNegative = bytes[0] >= 0x80
    var digits: [Int] = [0]
    for byte in bytes {
        var carry = Int(isNegative ? ~byte : byte)
        for index in digits.indices {
            carry += digits[index] * 256
            digits[index] = carry % 10
            carry /= 10
        }
        while carry > 0 {
            digits.append(carry % 10)
            carry /= 10
        }
    }
    if isNegative {
        // The complement is one less.
        var index = 0
        while digits[index] == 9 {
            digits[index] = 0
            index += 1
            if index == digits.count { digits.append(0) }
        }
        digits[index] += 1
    }
    while digits.count <= scale { digits.append(0) }
    var text = digits.reversed().map(String.init)
    if scale > 0 { text.insert(".", at: text.count - scale) }
    return (isNegative ? "-" : "") + text.joined()
}

private func checkMoment(_ microseconds: Int64, _ fraction: Int) {
    var row = RowEncoder()
    let isWritten = TextMoment.append(timestamp: microseconds, fraction: fraction, to: &row)
    let (rest, seconds) = floored(microseconds)
    let civil = SlowMoment.civil(Int(seconds))
    let digits = String(rest + 1_000_000).dropFirst()
    let isExact = digits.dropFirst(fraction).allSatisfy { $0 == "0" }
    guard isExact, 1...9999 ~= Int(civil.tm_year) + 1900 else {
        return require(!isWritten && row.count == 0, "\(microseconds) is no DATETIME(\(fraction))")
    }
    let date = [(civil.tm_year + 1900, 4), (civil.tm_mon + 1, 2), (civil.tm_mday, 2)].map(zeroPadded).joined(
        separator: "-")
    let time = [(civil.tm_hour, 2), (civil.tm_min, 2), (civil.tm_sec, 2)].map(zeroPadded).joined(separator: ":")
    let text = date + " " + time + (fraction > 0 ? "." + digits.prefix(fraction) : "")
    requireEqual(wireValues(row.bytes), [.text(text)], "\(microseconds) as a DATETIME(\(fraction))")
}

private func checkSpan(_ microseconds: Int64, _ fraction: Int) {
    var row = RowEncoder()
    let isWritten = TextMoment.append(span: microseconds, fraction: fraction, to: &row)
    let (rest, seconds) = floored(Int64(clamping: microseconds.magnitude))
    let digits = String(rest + 1_000_000).dropFirst()
    let isExact = digits.dropFirst(fraction).allSatisfy { $0 == "0" }
    guard isExact, seconds < 838 * 3600 + 3600 else {
        return require(!isWritten && row.count == 0, "\(microseconds) is no TIME(\(fraction))")
    }
    let hours = seconds / 3600
    let parts = [(Int32(hours), hours > 99 ? 3 : 2), (Int32(seconds / 60 % 60), 2), (Int32(seconds % 60), 2)]
    let text = parts.map(zeroPadded).joined(separator: ":") + (fraction > 0 ? "." + digits.prefix(fraction) : "")
    requireEqual(wireValues(row.bytes), [.text((microseconds < 0 ? "-" : "") + text)], "\(microseconds) as a TIME")
}

private func floored(_ microseconds: Int64) -> (rest: Int64, seconds: Int64) {
    let rest = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
    return (rest, microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0))
}

private func zeroPadded(_ number: Int32, _ width: Int) -> String {
    String(String(number).reversed()).padded(to: width).reversed().map(String.init).joined()
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: "0", count: max(0, width - count)) }
}
