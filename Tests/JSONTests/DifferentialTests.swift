import Foundation
import JSON
import Testing

/// Random texts, judged by Foundation's parser too.
struct DifferentialTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func rows_AreThoseOfFoundation_ForRandomDocuments(_ seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<200 {
            let text = RandomJSON.value(depth: 4, using: &generator)
            let input = Array("{\"data\":[\(text)]}".utf8)
            let cuts = Transcript.makeCuts(input.count, using: &generator)
            let ours = FoundationRows(document: input, cutAt: cuts)
            #expect(ours.error == nil, "\(text)")
            let theirs = try #require(FoundationRows.value(text.utf8))
            #expect(ours.rows == [.success(theirs)], "\(text)")
        }
    }

    /// What we take, Foundation takes, and the other way round, but where one is known to be stricter.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func spoiltTexts_AreRefused_WhereFoundationRefusesThem(_ seed: UInt64) {
        var generator = SeededGenerator(state: 1000 + seed)
        var refused = 0
        for _ in 0..<1000 {
            var bytes = Array(RandomJSON.value(depth: 3, using: &generator).utf8)
            RandomJSON.spoil(&bytes, using: &generator)
            let error = FoundationRows(document: Array("{\"data\":[".utf8) + bytes + Array("]}".utf8)).error
            let isTaken = (try? JSONSerialization.jsonObject(with: Data([0x5B] + bytes + [0x5D]))) != nil
            if error != nil { refused += 1 }
            let isKnown = error.map { weAreStricter($0, bytes) } ?? hasHugeExponent(bytes)
            #expect((error == nil) == isTaken || isKnown, "\(String(decoding: bytes, as: UTF8.self)): \(error as Any)")
        }
        #expect(refused > 100)
    }

    /// Foundation takes names twice, half surrogate pairs, and a comma behind the last element.
    private func weAreStricter(_ error: JSONError, _ bytes: [UInt8]) -> Bool {
        let following = error.offset - 9 < bytes.count ? bytes[error.offset - 9] : UInt8(ascii: "]")
        return error.reason == .duplicateName || error.reason == .loneSurrogate
            || error.reason == .expectedValue && following == UInt8(ascii: "]")
    }

    /// Foundation has no number that a double has not.
    private func hasHugeExponent(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(/[eE]\+?[0-9]{3}/)
    }
}

/// Random JSON, with blanks, escapes and numbers of all forms; names of an object differ.
private enum RandomJSON {
    static func value(depth: Int, using generator: inout SeededGenerator) -> String {
        let blanks = ["", "", "", " ", "\n", "\t \r\n"]
        let before = blanks.randomElement(using: &generator) ?? ""
        let after = blanks.randomElement(using: &generator) ?? ""
        return before + bare(depth: depth, using: &generator) + after
    }

    /// Changes, takes away or puts in one byte.
    static func spoil(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let odd = Array("{}[],:\"\\0123456789eE+-.truefalsn \n\u{1}'".utf8)
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = odd.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = byte
        case 1: bytes.remove(at: place)
        default: bytes.insert(byte, at: place)
        }
    }

    private static func bare(depth: Int, using generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 0: return ["true", "false", "null"].randomElement(using: &generator) ?? ""
        case 1, 2: return number(using: &generator)
        case 3, 4: return string(using: &generator)
        case 5, 6: return object(depth: depth - 1, using: &generator)
        default:
            let count = Int.random(in: 0..<5, using: &generator)
            return "[\((0..<count).map { _ in value(depth: depth - 1, using: &generator) }.joined(separator: ","))]"
        }
    }

    private static func object(depth: Int, using generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0..<5, using: &generator)
        let members = (0..<count).map { index in
            "\"\(index)\(string(using: &generator).dropFirst()):\(value(depth: depth, using: &generator))"
        }
        return members.isEmpty ? "{ }" : "{\(members.joined(separator: ","))}"
    }

    private static func number(using generator: inout SeededGenerator) -> String {
        var text = Bool.random(using: &generator) ? "-" : ""
        text += String(Int.random(in: 0..<1_000_000, using: &generator))
        if Bool.random(using: &generator) { text += "." + String(Int.random(in: 0..<10_000, using: &generator)) }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            text += (["e", "E", "e+", "E-"].randomElement(using: &generator) ?? "") + "12"
        }
        return text
    }

    private static func string(using generator: inout SeededGenerator) -> String {
        let pieces = [
            "a", "bc", "0123456789", " ", #"\""#, #"\\"#, #"\/"#, #"\n"#, #"\u0041"#, #"\u00e9"#, #"\ud83d\ude00"#, "é",
            "東", "😀", "{", "]", ",", ":", "'",
        ]
        let count = Int.random(in: 0..<8, using: &generator)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
    }
}
