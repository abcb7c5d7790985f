/// Writes ASCII text front to back into memory that its caller has made large enough.
struct TextWriter {
    private let start: UnsafeMutableRawPointer
    private var place: UnsafeMutableRawPointer

    init(_ place: UnsafeMutableRawPointer) {
        start = place
        self.place = place
    }

    /// Octets written so far.
    var count: Int { place - start }

    @inline(__always)
    mutating func write(_ byte: UInt8) {
        place.storeBytes(of: byte, as: UInt8.self)
        place += 1
    }

    /// The bytes of `text` at `places`.
    @inline(__always)
    mutating func write(_ text: UnsafeRawBufferPointer, _ places: Range<Int>) {
        guard let base = text.baseAddress else { return }
        place.copyMemory(from: base + places.lowerBound, byteCount: places.count)
        place += places.count
    }

    /// A number from 0 to 99 as two digits.
    @inline(__always)
    mutating func write(twoDigits number: Int) {
        let (tens, ones) = UInt32(truncatingIfNeeded: number).quotientAndRemainder(dividingBy: 10)
        write(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens))
        write(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: ones))
    }

    /// The first `count` (0-6) of the six digits of `microsecond`, after a point; nothing for none.
    @inline(__always)
    mutating func write(fraction microsecond: Int, digits count: Int) {
        guard count > 0 else { return }
        write(UInt8(ascii: "."))
        var rest = UInt32(truncatingIfNeeded: microsecond)
        for index in stride(from: 5, through: 0, by: -1) {
            let digit = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            if index < count { place.storeBytes(of: digit, toByteOffset: index, as: UInt8.self) }
            rest /= 10
        }
        place += count
    }

    /// A number without leading zeros.
    mutating func write(number: UInt64) {
        var (count, larger) = (1, number / 10)
        while larger > 0 {
            count += 1
            larger /= 10
        }
        var rest = number
        for index in stride(from: count - 1, through: 0, by: -1) {
            let digit = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            place.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
            rest /= 10
        }
        place += count
    }

    /// `YYYY-MM-DD`
    @inline(__always)
    mutating func write(_ date: CivilDate) {
        write(twoDigits: date.year / 100)
        write(twoDigits: date.year % 100)
        write(UInt8(ascii: "-"))
        write(twoDigits: date.month)
        write(UInt8(ascii: "-"))
        write(twoDigits: date.day)
    }

    /// `hh:mm:ss`
    @inline(__always)
    mutating func write(hour: Int, minute: Int, second: Int) {
        write(twoDigits: hour)
        write(UInt8(ascii: ":"))
        write(twoDigits: minute)
        write(UInt8(ascii: ":"))
        write(twoDigits: second)
    }
}
