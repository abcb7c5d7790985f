import Foundation

@testable import WharfService

/// A column's rule as its documentation tells it, by regular expressions over the field's bytes as ISO 8859-1.
struct SlowColumn {
    let type: ColumnType
    let characterSet: String?
    let isNullable: Bool

    init(_ column: Column) {
        (type, characterSet, isNullable) = (column.type, column.characterSet, column.isNullable)
    }

    func judge(_ bytes: [UInt8], isQuoted: Bool) -> Judgement {
        let text = Latin1.text(bytes)
        let trimmed = Latin1.trimmed(text)
        let field = if case .text = type { text } else { trimmed }
        if field.isEmpty || !isQuoted && ["NULL", "\\N"].contains(field) {
            return isNullable ? .null : .rejected(.missing)
        }
        switch type {
        case .integer(let minimum, let maximum, let acceptsBooleans):
            return integer(trimmed, minimum, maximum, acceptsBooleans)
        case .decimal(let precision, let scale, let isUnsigned): return decimal(trimmed, precision, scale, isUnsigned)
        case .float(let isUnsigned): return float(trimmed, isUnsigned) { Self.shortest(strtof($0, nil)) }
        case .double(let isUnsigned): return float(trimmed, isUnsigned) { Self.shortest(strtod($0, nil)) }
        case .date, .datetime, .timestamp: return SlowMoment(trimmed)?.fitted(to: type) ?? .rejected(.notADate)
        case .time(let fraction): return time(trimmed, fraction)
        case .text(let characters, let octets, let isPadded):
            return self.text(
                isPadded ? String(text.reversed().drop { $0 == " " }.reversed()) : text, characters, octets)
        case .binary(let maximumBytes, let isPadded): return binary(trimmed, maximumBytes, isPadded)
        case .enumeration(let members):
            return members.first { Array($0.utf8) == bytes }.map { .text($0) } ?? .rejected(.notAMember)
        case .set(let members): return set(text, members)
        case .json: return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .rejected(.badEncoding)
        case .unsupported: fatalError("no column of these is tried")
        }
    }
}

extension SlowColumn {
    private func integer(_ text: String, _ minimum: Int64, _ maximum: UInt64, _ acceptsBooleans: Bool) -> Judgement {
        if acceptsBooleans, ["true", "false"].contains(text.lowercased()) { return .signed(text.count == 4 ? 1 : 0) }
        guard let match = text.wholeMatch(of: /([+-]?)0*([0-9]+?)(?:\.0*)?/) else { return .rejected(.notAnInteger) }
        let digits = String(match.2)
        if match.1 == "-" && digits != "0" {
            guard let number = Int64("-" + digits), number >= minimum else { return .rejected(.outOfRange) }
            return .signed(number)
        }
        guard let number = UInt64(digits), number <= maximum, minimum <= 0 || number >= minimum else {
            return .rejected(.outOfRange)
        }
        return Int64(exactly: number).map { .signed($0) } ?? .unsigned(number)
    }

    private func decimal(_ text: String, _ precision: Int, _ scale: Int, _ isUnsigned: Bool) -> Judgement {
        guard text.contains(/[0-9]/), let match = text.wholeMatch(of: /([+-]?)0*([0-9]*)(?:\.([0-9]*?)0*)?/) else {
            return .rejected(.notANumber)
        }
        let (integer, fraction) = (String(match.2), String(match.3 ?? ""))
        let isNegative = match.1 == "-" && integer + fraction != ""
        if integer.count > precision - scale || isNegative && isUnsigned { return .rejected(.outOfRange) }
        if fraction.count > scale { return .rejected(.tooPrecise) }
        let digits = (isNegative ? "-" : "") + (integer.isEmpty ? "0" : integer)
        return .text(
            scale == 0 ? digits : digits + "." + fraction.padding(toLength: scale, withPad: "0", startingAt: 0))
    }

    /// - Parameter nearest: the shortest text of the nearest number there is; nil for none that is finite, or zero.
    private func float(_ text: String, _ isUnsigned: Bool, nearest: (String) -> String?) -> Judgement {
        guard let match = text.wholeMatch(of: /([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/) else {
            return .rejected(.notANumber)
        }
        if !match.2.contains(/[1-9]/) { return .text("0") }
        if match.1 == "-" && isUnsigned { return .rejected(.outOfRange) }
        return nearest(text).map { .text($0) } ?? .rejected(.outOfRange)
    }

    private static func shortest(_ value: Float) -> String? {
        guard value.isFinite, !value.isZero else { return nil }
        return plain(abs(value) == .greatestFiniteMagnitude ? "\(Double(value))" : "\(value)")
    }

    private static func shortest(_ value: Double) -> String? {
        value.isFinite && !value.isZero ? plain("\(value)") : nil
    }

    /// The number that Swift writes, plain from 1e-5 to below 1e15, and otherwise with one digit before the point.
    private static func plain(_ description: String) -> String {
        guard let match = description.wholeMatch(of: /(-?)([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?/) else {
            fatalError("a number that is not one: \(description)")
        }
        let fraction = match.3 ?? ""
        let written = String(match.2 + fraction)
        let digits = written.trimmingPrefix(/0+/)
        let exponent = (match.4.flatMap { Int($0) } ?? 0) - fraction.count + digits.count - 1
        let significant = String(digits.reversed().drop { $0 == "0" }.reversed())
        let (first, others) = (significant.prefix(1), significant.dropFirst())
        let zeros = String(repeating: "0", count: 20)
        let number =
            switch exponent {
            case 0..<15:
                "\((significant + zeros).prefix(exponent + 1))"
                    + (others.count > exponent ? ".\(others.dropFirst(exponent))" : "")
            case -5..<0: "0.\(zeros.prefix(-exponent - 1))\(significant)"
            default: "\(first)\(others.isEmpty ? "" : ".\(others)")e\(exponent)"
            }
        return match.1 + number
    }

    private func time(_ text: String, _ fraction: Int) -> Judgement {
        let form = /([+-]?)([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]*?)0*)?)?/
        // The fraction has a digit.
        guard let match = text.wholeMatch(of: form), !text.hasSuffix("."), !text.hasSuffix(","),
            let hours = Int(match.2)
        else { return .rejected(.notATime) }
        let (second, rest) = (match.4 ?? "00", String(match.5 ?? ""))
        if hours > 838 || hours == 838 && match.3 == "59" && second == "59" && rest != "" {
            return .rejected(.outOfRange)
        }
        if rest.count > fraction { return .rejected(.tooPrecise) }
        let isZero = hours == 0 && match.3 == "00" && second == "00" && rest == ""
        let whole =
            (match.1 == "-" && !isZero ? "-" : "") + (hours < 10 ? "0\(hours)" : "\(hours)") + ":\(match.3):\(second)"
        return .text(whole + Self.fraction(rest, fraction))
    }

    /// A point and so many digits; nothing for none.
    static func fraction(_ digits: String, _ count: Int) -> String {
        count == 0 ? "" : "." + digits.padding(toLength: count, withPad: "0", startingAt: 0)
    }

    private func text(_ text: String, _ characters: Int, _ octets: Int) -> Judgement {
        guard let decoded = String(validating: Latin1.bytes(text), as: UTF8.self) else {
            return .rejected(.badEncoding)
        }
        let scalars = decoded.unicodeScalars
        let size: Int
        switch characterSet {
        case "ascii" where scalars.contains { $0.value > 0x7F }: return .rejected(.badEncoding)
        case "utf8mb3" where scalars.contains { $0.value > 0xFFFF }: return .rejected(.badEncoding)
        case "latin1" where !scalars.allSatisfy(Self.latin1.contains): return .rejected(.badEncoding)
        case "latin1": size = scalars.count
        case "big5": size = 0
        default: size = decoded.utf8.count
        }
        return scalars.count > characters || size > octets ? .rejected(.tooLong) : .text(decoded)
    }

    /// The server's `latin1`: Windows-1252, and control characters where that has nothing.
    private static let latin1 = Set(
        (UInt8.min...UInt8.max).map { byte in
            String(bytes: [byte], encoding: .windowsCP1252)?.unicodeScalars.first ?? Unicode.Scalar(byte)
        })

    private func binary(_ text: String, _ maximumBytes: Int, _ isPadded: Bool) -> Judgement {
        guard text.wholeMatch(of: /0x(?:[0-9a-fA-F]{2})*/) != nil else { return .rejected(.notHexadecimal) }
        let octets = text.dropFirst(2).matches(of: /../).compactMap { UInt8($0.output, radix: 16) }
        if octets.count > maximumBytes { return .rejected(.tooLong) }
        let padding = [UInt8](repeating: 0, count: isPadded ? maximumBytes - octets.count : 0)
        return (octets + padding).withUnsafeBytes { Judgement(.bytes($0)) }
    }

    private func set(_ text: String, _ members: [String]) -> Judgement {
        let chosen = text.split(separator: ",", omittingEmptySubsequences: false).map { Latin1.bytes(String($0)) }
        guard chosen.allSatisfy({ given in members.contains { Array($0.utf8) == given } }) else {
            return .rejected(.notAMember)
        }
        return .text(members.filter { chosen.contains(Array($0.utf8)) }.joined(separator: ","))
    }
}
