import Testing

@testable import WharfService

struct FileEncodingTests {
    private func decode(_ bytes: [UInt8], _ encoding: FileEncoding) -> String? {
        var buffer: [UInt8] = [0x78, 0x78]
        guard bytes.withUnsafeBytes({ encoding.decode($0, into: &buffer) }) else { return nil }
        return String(validating: buffer, as: UTF8.self)
    }

    @Test
    func latin1_HasACharacterForEachByte() {
        let all = (0...255).map { UInt8($0) }
        #expect(decode(all, .latin1) == String(String.UnicodeScalarView(all.map { Unicode.Scalar($0) })))
        #expect(decode([], .latin1) == "")
    }

    @Test
    func windows1252_LeavesFiveBytesUndefined() {
        let defined = Array(0x80...0x9F).filter { !Windows1252.undefinedBytes.contains($0) }
        #expect(decode(defined, .windows1252) == "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")
        #expect(decode([0x4A, 0x6F, 0x73, 0xE9, 0x00], .windows1252) == "José\u{0}")
        #expect(Windows1252.undefinedBytes.count == 5)
        for byte in Windows1252.undefinedBytes { #expect(decode([0x61, byte], .windows1252) == nil) }
    }

    @Test
    func utf8_IsCopied() { #expect(decode(Array("José €😀".utf8), .utf8) == "José €😀") }

    @Test
    func buffer_HoldsOnlyTheLastText() {
        var buffer: [UInt8] = []
        for count in [1, 5000, 0, 3] {
            let isWhole = [UInt8](repeating: 0x80, count: count).withUnsafeBytes { bytes in
                FileEncoding.windows1252.decode(bytes, into: &buffer)
            }
            #expect(isWhole)
            #expect(String(decoding: buffer, as: UTF8.self) == String(repeating: "€", count: count))
        }
    }

    @Test
    func encoding_IsFoundByUsualNames() {
        for name in ["utf-8", "UTF8", "utf_8"] { #expect(FileEncoding(name: name) == .utf8) }
        for name in ["latin1", "Latin-1", "ISO-8859-1", "iso8859_1"] { #expect(FileEncoding(name: name) == .latin1) }
        for name in ["cp1252", "Windows-1252", "CP-1252"] { #expect(FileEncoding(name: name) == .windows1252) }
        for name in ["", "utf-16", "latin2", "ebcdic"] { #expect(FileEncoding(name: name) == nil) }
        for encoding in FileEncoding.allCases { #expect(FileEncoding(name: encoding.rawValue) == encoding) }
    }
}
