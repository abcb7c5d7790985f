/// One column's part of a sort key.
struct SortKeyColumn {
    private enum Kind {
        case integer(isSigned: Bool)
        case decimal(precision: Int, scale: Int)
        case moment
        case time
        case enumeration(MemberTable)
        case binary
    }

    private let kind: Kind
    /// Octets in the key.
    let width: Int

    /// Nil when the column's order cannot be decided outside the database.
    init?(type: ColumnType) {
        switch type {
        case .integer(let minimum, _, _): (kind, width) = (.integer(isSigned: minimum < 0), 8)
        case .decimal(let precision, let scale, _):
            (kind, width) = (.decimal(precision: precision, scale: scale), 1 + (precision + 1) / 2)
        case .date, .datetime, .timestamp: (kind, width) = (.moment, 8)
        case .time: (kind, width) = (.time, 8)
        case .enumeration(let members): (kind, width) = (.enumeration(MemberTable(members)), 2)
        case .binary(let maximumBytes, isPadded: true) where maximumBytes <= 64: (kind, width) = (.binary, maximumBytes)
        case .binary, .text, .json, .float, .double, .set, .unsupported: return nil
        }
    }

    /// Fills `place`, of `width` octets; false for null. A value of another type than the column's is our own bug.
    func write(_ value: WireValue, into place: UnsafeMutableRawBufferPointer) -> Bool {
        switch (kind, value) {
        case (_, .null): return false
        case (.integer(let isSigned), .signed(let number)):
            Self.store(UInt64(bitPattern: number) ^ (isSigned ? 1 << 63 : 0), into: place)
        case (.integer(isSigned: false), .unsigned(let number)): Self.store(number, into: place)
        case (.decimal(let precision, let scale), .bytes(let text)):
            Self.store(decimal: text, precision: precision, scale: scale, into: place)
        case (.moment, .bytes(let text)): Self.store(Self.packedMoment(text), into: place)
        case (.time, .bytes(let text)): Self.store(Self.packedTime(text), into: place)
        case (.enumeration(let members), .bytes(let text)):
            let index = Self.index(of: text, in: members)
            place.storeBytes(of: UInt16(index).bigEndian, as: UInt16.self)
        case (.binary, .bytes(let octets)): Self.store(octets: octets, into: place)
        default: preconditionFailure("a key value has another type than its column")
        }
        return true
    }

    @inline(__always)
    private static func store(_ number: UInt64, into place: UnsafeMutableRawBufferPointer) {
        place.storeBytes(of: number.bigEndian, as: UInt64.self)
    }

    private static func store(octets: UnsafeRawBufferPointer, into place: UnsafeMutableRawBufferPointer) {
        precondition(octets.count <= place.count, "a BINARY value is longer than its column")
        place.copyMemory(from: octets)
        for index in octets.count..<place.count { place[index] = 0 }
    }

    private static func index(of text: UnsafeRawBufferPointer, in members: MemberTable) -> Int {
        if let index = members.index(of: text) { return index + 1 }
        precondition(text.isEmpty, "an ENUM value is not in the definition")
        return 0
    }
}

extension SortKeyColumn {
    /// Whole part and fraction as digits at fixed places, two to an octet; leading zeros (`ZEROFILL`) do no harm.
    private static func store(
        decimal text: UnsafeRawBufferPointer, precision: Int, scale: Int, into place: UnsafeMutableRawBufferPointer
    ) {
        let isNegative = text.first == UInt8(ascii: "-")
        for index in place.indices { place[index] = 0 }
        let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.count
        // The last digit has the lowest half of the last octet.
        var digit = scale + (point - (isNegative ? 1 : 0))
        for byte in text where byte != UInt8(ascii: "-") && byte != UInt8(ascii: ".") {
            digit -= 1
            let number = byte - UInt8(ascii: "0")
            guard number > 0 else { continue }
            precondition(digit >= 0 && digit < precision, "a DECIMAL value has more digits than its column")
            place[place.count - 1 - digit / 2] |= digit % 2 == 0 ? number : number << 4
        }
        if isNegative { for index in place.indices { place[index] = ~place[index] } }
        place[0] = isNegative ? 0 : 1
    }

    /// `YYYY-MM-DD[ HH:MM:SS[.fraction]]`
    private static func packedMoment(_ text: UnsafeRawBufferPointer) -> UInt64 {
        var scanner = FieldScanner(text)
        var packed: UInt64 = 0
        takePart(digits: 4, times: 1, from: &scanner, into: &packed)
        takePart(digits: 2, times: 13, from: &scanner, into: &packed)
        takePart(digits: 2, times: 32, from: &scanner, into: &packed)
        takePart(digits: 2, times: 24, from: &scanner, into: &packed)
        takePart(digits: 2, times: 60, from: &scanner, into: &packed)
        takePart(digits: 2, times: 60, from: &scanner, into: &packed)
        return packed * 1_000_000 + takeMicrosecond(from: &scanner)
    }

    /// `[-]HH:MM:SS[.fraction]`
    private static func packedTime(_ text: UnsafeRawBufferPointer) -> UInt64 {
        var scanner = FieldScanner(text)
        let isNegative = scanner.takeSign()
        var packed: UInt64 = 0
        while let digit = scanner.takeDigit() { packed = packed * 10 + UInt64(digit) }
        _ = scanner.take(UInt8(ascii: ":"))
        takePart(digits: 2, times: 60, from: &scanner, into: &packed)
        takePart(digits: 2, times: 60, from: &scanner, into: &packed)
        packed = packed * 1_000_000 + takeMicrosecond(from: &scanner)
        return isNegative ? (1 << 63) - packed : (1 << 63) + packed
    }

    /// Takes a number and the one character after it, adding it to `packed` as the next lower place.
    private static func takePart(
        digits: Int, times base: UInt64, from scanner: inout FieldScanner, into packed: inout UInt64
    ) {
        packed = packed * base + UInt64(scanner.takeNumber(digits: digits) ?? 0)
        scanner.takeAny()
    }

    private static func takeMicrosecond(from scanner: inout FieldScanner) -> UInt64 {
        UInt64(SecondFraction(from: &scanner)?.microsecond ?? 0)
    }
}
