/// Tells by its first bytes what is no CSV file in UTF-8.
struct FileSignature {
    private let head: UnsafeRawBufferPointer

    /// Text has its signature, if any, this near to its beginning; zero and control bytes are counted in this much.
    private static let sampleBytes = 16 * 1024

    private static let binaryFormats: [(magic: [UInt8], format: String)] = [
        (Array("%PDF-".utf8), "a PDF document"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        // The magic and the first byte of the page header behind it: `PAR1` alone could be a column's name.
        (Array("PAR1".utf8) + [0x15], "a Parquet file"),
        (Array("Obj".utf8) + [1], "an Avro file"),
        (Array("SQLite format 3".utf8) + [0], "an SQLite database"),
        (Array("ARROW1".utf8) + [0, 0], "an Arrow file"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
        (Array("Rar!".utf8) + [0x1A, 0x07], "a RAR archive"),
    ]

    init(_ head: UnsafeRawBufferPointer) {
        self.head = UnsafeRawBufferPointer(rebasing: head.prefix(Self.sampleBytes))
    }

    /// What the file is, if it is surely no CSV file; nil otherwise.
    func refusal() -> CSVSniffError? {
        if begins([0x50, 0x4B, 0x03, 0x04]) || begins([0xD0, 0xCF, 0x11, 0xE0]) { return .spreadsheet }
        if begins([0x1F, 0x8B]) { return .gzip }
        if begins([0xFF, 0xFE, 0, 0]) || begins([0, 0, 0xFE, 0xFF]) { return .utf32 }
        if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) { return .utf16 }
        if let known = Self.binaryFormats.first(where: { begins($0.magic) }) { return .binary(format: known.format) }
        return wideTextRefusal() ?? controlByteRefusal()
    }

    /// What else the text may be; asked only when it makes no sense as CSV.
    func otherTextRefusal() -> CSVSniffError? {
        let text = head.drop { isWhiteSpace($0) || byteOrderMark.contains($0) }
        switch text.first {
        case UInt8(ascii: "<"): return .otherText(format: "a web page or XML")
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .otherText(format: "JSON")
        default: return nil
        }
    }

    private func begins(_ magic: [UInt8]) -> Bool { head.starts(with: magic) }

    /// UTF-16 or UTF-32 without byte order mark: in text that is mostly ASCII, one byte in two or three in four is zero,
    /// always at the same places.
    private func wideTextRefusal() -> CSVSniffError? {
        guard head.count >= 4 else { return nil }
        var zeros = [0, 0, 0, 0]
        for (index, byte) in head.enumerated() where byte == 0 { zeros[index % 4] += 1 }
        let units = head.count / 4
        let isFull = zeros.map { $0 * 10 >= units * 9 }
        let isFree = zeros.map { $0 * 10 <= units }
        if isFull[1] && isFull[2] && (isFull[0] && isFree[3] || isFull[3] && isFree[0]) { return .utf32 }
        let isMostly = zeros.map { $0 * 2 >= units }
        if isMostly[0] && isMostly[2] && isFree[1] && isFree[3] { return .utf16 }
        if isMostly[1] && isMostly[3] && isFree[0] && isFree[2] { return .utf16 }
        return nil
    }

    /// More than one byte in a hundred that text does not contain. A stray one is the record's problem, not the file's.
    private func controlByteRefusal() -> CSVSniffError? {
        let controls = head.count { $0 < 0x20 && !isWhiteSpace($0) && $0 != 0x1B && $0 != 0x1A || $0 == 0x7F }
        return controls * 100 > head.count ? .binary(format: "binary data") : nil
    }
}

/// Blank, tab, LF, vertical tab, form feed, CR.
func isWhiteSpace(_ byte: UInt8) -> Bool { byte == ASCII.space || (0x09...0x0D).contains(byte) }
