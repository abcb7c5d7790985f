internal import Glibc
internal import Synchronization

/// A ULID: 48 bits of milliseconds and 80 random bits in Crockford's base 32, 26 characters.
///
/// Identifiers sort by time, so the newest load is the greatest; of those that a process makes in one millisecond each is
/// greater than the one before. See <https://github.com/ulid/spec>, "Monotonicity".
public struct LoadIdentifier: Sendable, Hashable, Codable, CustomStringConvertible {
    public let description: String

    private static let last = Mutex<UInt128>(0)
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// A new identifier, of now.
    public init() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
        let number = Self.last.withLock { last in
            let random = Self.number(milliseconds)
            let isSameMoment = last >> 80 == random >> 80
            last = isSameMoment ? last + UInt128(UInt32.random(in: 1 ... .max)) : random
            return last
        }
        self.init(number)
    }

    /// A new identifier, of now, or of the moment after the other one where the clock is not there yet: it was set back.
    init(after other: LoadIdentifier?) {
        self.init()
        if let other, self <= other { self.init(Self.number(UInt64(other.milliseconds) + 1)) }
    }

    /// A number of that millisecond.
    private static func number(_ milliseconds: UInt64) -> UInt128 {
        UInt128(milliseconds) << 80 | UInt128.random(in: .min ... .max) >> 48
    }

    private init(_ number: UInt128) {
        description = String(
            decoding: (0..<26).map { Self.alphabet[Int((number >> (5 * (25 - UInt128($0)))) & 31)] }, as: UTF8.self)
    }

    /// An identifier that a caller gave, in upper or lower case; `nil` unless it has the form of one.
    public init?(_ text: String) {
        let upper = text.uppercased()
        // Some other letters have upper cases that are in the alphabet: "ß" has "SS".
        guard upper.utf8.count == 26, upper.utf8.allSatisfy(Self.alphabet.contains),
            text.utf8.allSatisfy({ $0 < 0x80 })
        else { return nil }
        description = upper
    }

    /// The least identifier of its time: every one that was made earlier is less.
    static func first(secondsAgo seconds: Int) -> LoadIdentifier {
        LoadIdentifier(UInt128(max(0, time(nil) - seconds)) * 1000 << 80)
    }

    /// When it was made, in milliseconds since 1970.
    var milliseconds: Int {
        description.utf8.prefix(10).reduce(0) { $0 << 5 | (Self.alphabet.firstIndex(of: $1) ?? 0) }
    }

    /// Seconds since it was made; 0 where that clock was ahead of ours.
    var ageSeconds: Int { max(0, time(nil) - milliseconds / 1000) }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let identifier = Self(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a ULID"))
        }
        self = identifier
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension LoadIdentifier: Comparable {
    /// Older ones first.
    public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension LoadIdentifier {
    static let schema = JSONSchema.string.with("pattern", "^[0-9A-HJKMNP-TV-Z]{26}$")
    /// As a caller may write it.
    static let given = JSONSchema.string.with("pattern", "^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}$")
}
