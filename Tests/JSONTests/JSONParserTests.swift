import JSON
import Testing

struct JSONParserTests {
    @Test(arguments: ParserCase.all)
    func rows_AreAsExpected_WhenFedWhole(_ parserCase: ParserCase) {
        let said = Transcript(parserCase.input, parserCase.form, limits: parserCase.limits)
        #expect(said.events == parserCase.events)
        #expect(said.error.map(ParserCase.compact) == parserCase.error)
        #expect(said.blankLines == parserCase.blank)
        if parserCase.error == nil { #expect(said.bytesRead == parserCase.input.count) }
    }

    @Test(arguments: ParserCase.all)
    func rows_AreTheSame_HoweverInputIsCut(_ parserCase: ParserCase) {
        let (input, limits) = (parserCase.input, parserCase.limits)
        let whole = Transcript(input, parserCase.form, limits: limits)
        #expect(whole.firstDifference(input, parserCase.form, limits: limits) == nil)
    }

    @Test(arguments: StrictnessCase.valid)
    func text_IsTaken(_ text: String) {
        let line = Transcript(Array(text.utf8), .lines)
        #expect(line.error == nil && line.events.count == 1 && !line.description.contains("!"))
        let document = Transcript(Array("{\"data\":[\(text),1]}".utf8), .document)
        #expect(document.error == nil && document.events.count == 2)
        #expect(Transcript(Array("{\"x\":\(text)}".utf8), .document).events.count == 1)
    }

    @Test(arguments: StrictnessCase.invalid)
    func text_IsRefused_ForItsFirstFault(_ text: String, _ reason: JSONError.Reason) {
        let input = Array(text.utf8)
        let line = Transcript(input, .lines)
        #expect(line.events.count == 1 && line.events[0].contains(" !\(reason) "), "\(line)")
        #expect(line.firstDifference(input, .lines) == nil)
        let wrapped = Array("{\"data\":[".utf8) + input + Array("]}".utf8)
        let document = Transcript(wrapped, .document)
        // What ends early in a line goes on in the document, and what follows a value is a matter of the rows there.
        #expect(document.error != nil, "\(document)")
        if reason != .endsEarly && reason != .trailingBytes { #expect(document.error?.reason == reason) }
        #expect(document.firstDifference(wrapped, .document) == nil)
    }

    @Test(arguments: StrictnessCase.notUTF8)
    func string_IsRefused_WhenItIsNotUTF8(_ bytes: [UInt8]) {
        let text = Array("[\"abcdefghijk".utf8) + bytes + Array("\"]".utf8)
        let line = Transcript(text, .lines)
        #expect(line.events.count == 1 && line.events[0].contains(" !invalidUTF8 1:14@13"), "\(line)")
        #expect(line.firstDifference(text, .lines) == nil)
        let document = Transcript(Array("{\"data\":[".utf8) + text + Array("]}".utf8), .document)
        #expect(document.error?.reason == .invalidUTF8 && document.error?.offset == 22)
        let name = Transcript(Array("{\"".utf8) + bytes + Array("\":1}".utf8), .document)
        #expect(name.error?.reason == .invalidUTF8 && name.error?.offset == 2)
    }

    @Test func everyByte_IsText_UnlessItIsSpecial() {
        for byte in UInt8(0)..<0x80 where byte != 0x22 && byte != 0x5C {
            let text = String(UnicodeScalar(byte))
            let said = Transcript(Array("[\"x\(text)\(text)yzabcdefgh\"]".utf8), .lines)
            if byte == 0x0A {
                #expect(said.events.count == 2 && said.blankLines == 1)
            } else if byte < 0x20 {
                #expect(said.events == ["1@0+17 !controlCharacter 1:4@3 [\"x\(text)\(text)yzabcdefgh\"]"])
            } else {
                #expect(said.events == ["1@0+17 [\"x\(text)\(text)yzabcdefgh]"])
            }
        }
    }

    @Test func names_AreKnownToRepeat_WhenTheyDo() {
        let rows = [
            "{}", "{}", #"{"a":1,"b":2}"#, #"{"a":3,"b":4}"#, #"{"\u0061":3,"b":4}"#, #"{"a":3}"#, "[1]", #"{"a":3}"#,
            #"{"a":3,"a":4}"#, #"{"a":3}"#, #"{"a":3,"longer name":4}"#, #"{"a":3,"longer names":4}"#,
            #"{"a":3,"longer names":5}"#, #"{"b":3,"longer names":5}"#,
        ]
        let said = Transcript(Array(rows.joined(separator: "\n").utf8), .lines)
        #expect(
            said.repeatsNames == [
                false, true, false, true, true, false, false, true, false, true, false, false, true, false,
            ])
    }

    /// More names than the set has room for at first, and two of them equal.
    @Test(arguments: [(4000, nil), (4000, 17), (4000, 3998)] as [(Int, Int?)])
    func manyNames_AreAllLookedAt(_ count: Int, _ repeated: Int?) {
        let members = (0..<count).map { "\"name \($0)\":\($0)" } + (repeated.map { ["\"name \($0)\":0"] } ?? [])
        let object = "{\(members.joined(separator: ","))}"
        for text in [object, "[\(object)]"] {
            let said = Transcript(Array(text.utf8), .lines)
            #expect(said.events.count == 1 && said.events[0].contains("!duplicateName") == (repeated != nil))
        }
    }

    @Test func escapedStrings_AreWhole_WhenTheyFillTheirBuffersAgainAndAgain() {
        let lengths = Array(1...60) + [3000, 20, 5000]
        let rows = lengths.map {
            "[\"\(String(repeating: "x", count: $0))\",\"\(String(repeating: #"\""#, count: $0))\"]\n"
        }
        let input = Array(rows.joined().utf8)
        let whole = Transcript(input, .lines)
        #expect(whole.events.count == lengths.count)
        for (event, length) in zip(whole.events, lengths) {
            #expect(
                event.hasSuffix(
                    "\"\(String(repeating: "x", count: length)), \"\(String(repeating: "\"", count: length))]"))
        }
        #expect(Transcript(input, .lines, cutAt: Array(0...input.count)) == whole)
    }

    @Test func row_IsReadInPlace_WhenItLiesInsideTheChunk() throws {
        var seen = 0
        let parser = JSONLineParser()
        try Array("{\"a\":\"b\"}\n[\"c\",1]\n".utf8).withUnsafeBytes { chunk in
            try parser.feed(chunk) { row in
                seen += 1
                #expect(row.raw.baseAddress == chunk.baseAddress.map { $0 + row.offset })
                #expect(row[0].raw.baseAddress == chunk.baseAddress.map { $0 + row.offset + (seen == 1 ? 5 : 1) })
            }
        }
        #expect(seen == 2)
    }

    @Test func feed_RethrowsAtOnce_WhenBodyThrows() {
        struct Stop: Error {}
        let lines = JSONLineParser()
        var seen = 0
        #expect(throws: Stop.self) {
            try Array("[1]\n[2]\n[3]\n".utf8).withUnsafeBytes { bytes in
                try lines.feed(bytes) { _ in
                    seen += 1
                    if seen == 2 { throw Stop() }
                }
            }
        }
        #expect(seen == 2)
        let document = JSONDocumentParser(rowsName: "data")
        #expect(throws: Stop.self) {
            try Array("{\"a\":1,\"b\":2}".utf8).withUnsafeBytes { bytes in
                try document.feed(bytes, member: { _ in throw Stop() }, row: { _ in })
            }
        }
    }

    @Test func body_MayLookAtTheParser() throws {
        let parser = JSONDocumentParser(rowsName: "data")
        var seen: [Int] = []
        for chunk in ["{\"data\":[1,", "2]}"] {
            try Array(chunk.utf8).withUnsafeBytes {
                try parser.feed($0, member: { _ in }, row: { _ in seen.append(parser.bytesRead + parser.rows) })
            }
        }
        try parser.finish()
        #expect(seen == [0, 12])
        #expect(parser.rows == 2)
    }

    @Test(arguments: [
        JSONLimits(rowBytes: 0), JSONLimits(rowBytes: 1 << 31), JSONLimits(stringBytes: 0), JSONLimits(fields: 0),
        JSONLimits(depth: 0), JSONLimits(depth: 257),
    ])
    func limits_AreInvalid_OutsideTheirRange(_ limits: JSONLimits) {
        #expect(!limits.isValid)
    }

    @Test func everyReason_HasItsSentence() {
        let sentences = JSONError.Reason.allCases.map(\.sentence)
        #expect(Set(sentences).count == sentences.count)
        let error = Transcript(Array("{\n \"a\" 1}".utf8), .document).error
        #expect(error?.description == "Line 2, column 6 (byte offset 7): a colon must stand here.")
    }
}
