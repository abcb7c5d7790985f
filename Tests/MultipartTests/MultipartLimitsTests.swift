import Multipart
import Testing

struct MultipartLimitsTests {
    private static let disposition = "Content-Disposition: form-data; name=\"abc\"; filename=\"defg\"\r\n"
    private static let part = "\(disposition)\r\nx\r\n"

    /// The error of a body under limits, which must not depend on the cuts.
    private func error(_ text: String, _ change: (inout MultipartLimits) -> Void) throws -> MultipartError? {
        var limits = MultipartLimits()
        change(&limits)
        let body = Array(text.utf8)
        let whole = try ParserOutcome(body: body, boundary: "B", cuts: [], limits: limits)
        for cuts in [Array(body.indices)] + body.indices.map({ [$0] }) {
            let cut = try ParserOutcome(body: body, boundary: "B", cuts: cuts, limits: limits)
            #expect(cut.error == whole.error)
        }
        return whole.error
    }

    @Test func headers_AreRefused_OneByteOverTheLimit() throws {
        let size = Self.disposition.utf8.count + 2
        let body = "--B\r\n\(Self.part)--B--"
        #expect(try error(body) { $0.headerBytes = size } == nil)
        let refusal = try error(body) { $0.headerBytes = size - 1 }
        #expect(refusal?.code == .headerTooLarge)
        #expect(refusal?.offset == 5)
    }

    @Test func parts_AreRefused_OneOverTheLimit() throws {
        let body = "--B\r\n\(Self.part)--B\r\n\(Self.part)--B--"
        #expect(try error(body) { $0.parts = 2 } == nil)
        #expect(try error(body) { $0.parts = 1 }?.code == .tooManyParts)
    }

    @Test func names_AreRefused_OneByteOverTheLimit() throws {
        let body = "--B\r\n\(Self.part)--B--"
        #expect(try error(body) { $0.nameBytes = 3 } == nil)
        #expect(try error(body) { $0.filenameBytes = 4 } == nil)
        #expect(try error(body) { $0.nameBytes = 2 }?.code == .nameTooLong)
        #expect(try error(body) { $0.filenameBytes = 3 }?.code == .filenameTooLong)
    }

    @Test func preamble_IsRefused_OneByteOverTheLimit() throws {
        let body = "12345\r\n--B\r\n\(Self.part)--B--"
        #expect(try error(body) { $0.preambleBytes = 5 } == nil)
        let refusal = try error(body) { $0.preambleBytes = 4 }
        #expect(refusal?.code == .preambleTooLong)
        #expect(refusal?.offset == 4)
    }

    @Test func epilogue_IsRefused_OneByteOverTheLimit() throws {
        let body = "--B\r\n\(Self.part)--B--12345"
        #expect(try error(body) { $0.epilogueBytes = 5 } == nil)
        let refusal = try error(body) { $0.epilogueBytes = 4 }
        #expect(refusal?.code == .epilogueTooLong)
        #expect(refusal?.offset == body.utf8.count - 5)
    }

    @Test func blanksAfterABoundary_AreRefused_Over256() throws {
        let blanks = String(repeating: " ", count: 256)
        #expect(try error("--B\(blanks)\n\(Self.part)--B--") { _ in } == nil)
        #expect(try error("--B\(blanks) \n\(Self.part)--B--") { _ in }?.code == .malformedDelimiter)
    }
}
