/// `NAME=VALUE` lines as systemd reads them from an `EnvironmentFile=` (systemd.exec(5)): comments begin with `#` or `;`,
/// a value may be in quotes, a backslash takes the next character as it is and joins lines.
///
/// What systemd only warns of and skips is an error here: a line that is no assignment would be a setting that is
/// silently not in force. A shell's `$NAME` stays as it is written.
struct EnvironmentFile {
    struct Line: Equatable {
        let name: String
        let value: String
        /// The one that the assignment begins on, from 1.
        let number: Int
    }

    /// In the order of the file; a name may occur more than once.
    let lines: [Line]

    /// - Throws: `EnvironmentFileError`, the first there is.
    init(_ bytes: [UInt8]) throws(EnvironmentFileError) {
        var reader = EnvironmentFileReader(bytes)
        var lines: [Line] = []
        while let line = try reader.next() { lines.append(line) }
        self.lines = lines
    }
}

/// A line that says nothing.
struct EnvironmentFileError: Error, Equatable {
    let line: Int
    /// What is wrong with it; never what stands there, which may be a password.
    let reason: String
}

/// The bytes of the file, one assignment after the other.
private struct EnvironmentFileReader {
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let backslash = UInt8(ascii: "\\")
    private static let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), carriageReturn]

    private let bytes: [UInt8]
    private var place = 0
    private var line = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take() -> UInt8? {
        guard let byte = current else { return nil }
        place += 1
        if byte == Self.newline { line += 1 }
        return byte
    }

    mutating func next() throws(EnvironmentFileError) -> EnvironmentFile.Line? {
        while let byte = current {
            if byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
                try skipComment()
            } else if byte == Self.newline || Self.blanks.contains(byte) {
                _ = take()
            } else {
                let number = line
                let name = try name()
                return EnvironmentFile.Line(name: name, value: try value(of: name, from: number), number: number)
            }
        }
        return nil
    }

    /// Until systemd 254 the line after a comment that ends in a backslash belonged to the comment.
    private mutating func skipComment() throws(EnvironmentFileError) {
        let number = line
        var last: UInt8 = 0
        while let byte = take(), byte != Self.newline { if byte != Self.carriageReturn { last = byte } }
        guard last != Self.backslash else {
            throw EnvironmentFileError(line: number, reason: "a comment must not end in a backslash")
        }
    }

    private mutating func name() throws(EnvironmentFileError) -> String {
        let number = line
        var name: [UInt8] = []
        while let byte = take(), byte != Self.newline {
            guard byte == UInt8(ascii: "=") else {
                name.append(byte)
                continue
            }
            let text = String(decoding: name, as: UTF8.self).trimmed
            guard Self.isName(text) else { break }
            return text
        }
        throw EnvironmentFileError(line: number, reason: "this is no line NAME=VALUE and no comment (#)")
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == 95 }
    }

    /// Parts in quotes and parts without follow each other, with nothing between them.
    private mutating func value(of name: String, from number: Int) throws(EnvironmentFileError) -> String {
        var value: [UInt8] = []
        while let byte = current, byte != Self.newline {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                _ = take()
                try appendQuoted(until: byte, to: &value, from: number)
            case _ where Self.blanks.contains(byte): _ = take()
            default: appendPlain(to: &value)
            }
        }
        guard let text = String(validating: value, as: UTF8.self), !value.contains(0) else {
            throw EnvironmentFileError(line: number, reason: "the value of \(name) is not text in UTF-8")
        }
        return text
    }

    /// To the line's end; blanks at the end do not count, unless a backslash stands before them.
    private mutating func appendPlain(to value: inout [UInt8]) {
        var end = value.count
        while let byte = current, byte != Self.newline {
            _ = take()
            if byte == Self.backslash {
                if let escaped = take(), escaped != Self.newline { value.append(escaped) }
                end = value.count
            } else {
                value.append(byte)
                if !Self.blanks.contains(byte) { end = value.count }
            }
        }
        value.removeSubrange(end...)
    }

    /// In double quotes a backslash stands for itself before all but these.
    private mutating func appendQuoted(
        until quote: UInt8, to value: inout [UInt8], from number: Int
    ) throws(EnvironmentFileError) {
        let escapable: [UInt8] = Array("\"\\`$".utf8)
        while let byte = take() {
            if byte == quote { return }
            guard byte == Self.backslash, quote == UInt8(ascii: "\""), let next = take() else {
                value.append(byte)
                continue
            }
            if !escapable.contains(next) && next != Self.newline { value.append(byte) }
            if next != Self.newline { value.append(next) }
        }
        throw EnvironmentFileError(line: number, reason: "a quote is not closed")
    }
}
