import MariaDB

/// Writes a load's rows by `LOAD DATA LOCAL`, where the server allows it: the fastest way in for rows that are known to
/// be good.
///
/// `LOCAL` makes warnings of refused rows, so any warning or missing row ends the attempt by `ReliefRefused`.
struct LoadDataWriter {
    /// The server speaks of an error only after a statement's last byte, so a statement is bounded.
    private static let statementBytes = 8 << 20
    private static let pieceBytes = 64 << 10

    let connection: Connection
    let load: CheckedLoad
    let watch: WriteWatch

    /// Whether every column's text means the same to the server as its value; octets and bits do not.
    var isPossible: Bool {
        connection.settings.allowsLocalInfile
            && load.columns.allSatisfy { !$0.type.isBinary && !$0.sqlType.lowercased().hasPrefix("bit") }
    }

    /// Writes all rows.
    ///
    /// - Returns: false where the server allows no local data; nothing was written then.
    func write() throws -> Bool {
        var lines = RowLines(file: load.inserts, keyWidth: load.keyWidth, pieceBytes: Self.pieceBytes)
        var written = 0
        while written < load.insertCount {
            lines.beginStatement(limitBytes: Self.statementBytes)
            do {
                let result = try connection.load(statement) { buffer in
                    try watch.look(afterRows: written + lines.statementRows)
                    return try lines.fill(buffer)
                }
                guard result.warnings == 0, result.affectedRows == UInt64(lines.statementRows) else {
                    throw ReliefRefused()
                }
            } catch let error as MariaDBError where Self.refusals.contains(error.code) && written == 0 {
                return false
            } catch let error as MariaDBError where error.isRowFault {
                throw ReliefRefused()
            }
            written += lines.statementRows
        }
        return true
    }

    private static let refusals: Set<MariaDBErrorCode> = [.localInfileDisabledMySQL, .localInfileDisabledMariaDB]

    private var statement: String {
        let names = load.columns.map { Connection.quoteIdentifier($0.name) }.joined(separator: ", ")
        return """
            LOAD DATA LOCAL INFILE 'rows'
                 INTO TABLE \(Connection.quoteIdentifier(load.table.name))
                      CHARACTER SET utf8mb4
                      FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\'
                      LINES TERMINATED BY '\\n'
                      (\(names))
            """
    }
}

/// The rows of a spool as lines of text, as `LOAD DATA` reads them: tabs between, `\N` for null, `\` before specials.
struct RowLines {
    private let keyWidth: Int
    private let pieceBytes: Int
    private var reader: SpoolReader
    private var text: [UInt8] = []
    private var sent = 0
    private var limitBytes = Int.max
    private var statementBytes = 0
    private var isAtEnd = false
    /// Rows given since `beginStatement`.
    private(set) var statementRows = 0

    init(file: SpoolFile, keyWidth: Int, pieceBytes: Int) {
        self.keyWidth = keyWidth
        self.pieceBytes = pieceBytes
        reader = SpoolReader(file, bufferBytes: 256 << 10)
    }

    mutating func beginStatement(limitBytes: Int) {
        self.limitBytes = limitBytes
        statementBytes = 0
        statementRows = 0
    }

    /// Fills the buffer with the next bytes; 0 at the end of the rows or of the statement, which is the end of a line.
    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if sent == text.count { try refill() }
        let count = min(buffer.count, text.count - sent)
        text.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[sent..<(sent + count)]))
        }
        sent += count
        return count
    }

    private mutating func refill() throws {
        text.removeAll(keepingCapacity: true)
        sent = 0
        let width = keyWidth
        while text.count < pieceBytes, !isAtEnd, statementBytes + text.count < limitBytes {
            let found: Void? = try reader.next { bytes in
                Self.appendLine(SpooledRecord(bytes: bytes, keyWidth: width).row, to: &text)
            }
            if found == nil { isAtEnd = true } else { statementRows += 1 }
        }
        statementBytes += text.count
    }

    private static func appendLine(_ row: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        var values = WireReader(row)
        var isFirst = true
        while let value = values.next() {
            if !isFirst { text.append(UInt8(ascii: "\t")) }
            isFirst = false
            switch value {
            case .null: text += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
            case .signed(let number) where number >= 0: append(UInt64(number), to: &text)
            case .signed(let number):
                text.append(UInt8(ascii: "-"))
                append(number.magnitude, to: &text)
            case .unsigned(let number): append(number, to: &text)
            case .bytes(let bytes): appendEscaped(bytes, to: &text)
            }
        }
        text.append(UInt8(ascii: "\n"))
    }

    private static func append(_ number: UInt64, to text: inout [UInt8]) {
        var rest = number
        let start = text.count
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        text[start...].reverse()
    }

    private static func appendEscaped(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        var start = 0
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\\"), UInt8(ascii: "\t"), UInt8(ascii: "\n"):
                text.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
                text.append(UInt8(ascii: "\\"))
                start = index
            case 0:
                text.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
                text += [UInt8(ascii: "\\"), UInt8(ascii: "0")]
                start = index + 1
            default: continue
            }
        }
        text.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }
}
