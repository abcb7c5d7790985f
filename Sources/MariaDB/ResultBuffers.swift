internal import CMariaDB

/// The memory a statement's rows are fetched into, one buffer a column.
///
/// Integers are fetched as `MYSQL_TYPE_LONGLONG`, floating point as itself (libmariadb's text of a `DOUBLE` depends on
/// the buffer's length), everything else as `MYSQL_TYPE_STRING` or, for octets, `MYSQL_TYPE_BLOB`. libmariadb writes
/// dates and times with the column's own number of fraction digits.
final class ResultBuffers {
    let columns: [Column]
    /// Bytes held.
    private(set) var byteCount = 0
    /// Where integers become text: the longest is 255 zero-filled digits and a sign.
    let digits = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)

    private let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let lengths: UnsafeMutablePointer<UInt>
    private let nulls: UnsafeMutablePointer<my_bool>

    /// What a text column gets before its values are known; more is fetched when a value needs it.
    private static let firstCapacity = 4096

    init(_ fields: UnsafeBufferPointer<MYSQL_FIELD>) {
        columns = fields.map(Column.init)
        binds = .allocate(capacity: columns.count)
        lengths = .allocate(capacity: columns.count)
        nulls = .allocate(capacity: columns.count)
        binds.initialize(repeating: MYSQL_BIND(), count: columns.count)
        lengths.initialize(repeating: 0, count: columns.count)
        nulls.initialize(repeating: 0, count: columns.count)
        for (index, column) in columns.enumerated() { setUp(index, column) }
    }

    deinit {
        for index in columns.indices { binds[index].buffer.deallocate() }
        binds.deallocate()
        lengths.deallocate()
        nulls.deallocate()
        digits.deallocate()
    }

    /// libmariadb copies the array, so this is to be done again whenever a buffer moves.
    /// <https://mariadb.com/kb/en/mysql_stmt_bind_result/>
    func bind(_ statement: UnsafeMutablePointer<MYSQL_STMT>) -> my_bool { mysql_stmt_bind_result(statement, binds) }

    /// Fetches whole what did not fit into its buffer. Returns what failed, else 0.
    ///
    /// "If mysql_stmt_fetch() returned MYSQL_DATA_TRUNCATED … mysql_stmt_fetch_column()".
    /// <https://mariadb.com/kb/en/mysql_stmt_fetch/>
    func fetchTruncated(_ statement: UnsafeMutablePointer<MYSQL_STMT>) -> Int32 {
        // Binding forgets where the row's values are: fetch all of them first.
        for index in columns.indices where nulls[index] == 0 && lengths[index] > binds[index].buffer_length {
            grow(index, to: Int(lengths[index]))
            var bind = binds[index]
            let status = mysql_stmt_fetch_column(statement, &bind, UInt32(index), 0)
            if status != 0 { return status }
        }
        return Int32(bind(statement))
    }

    func isNull(_ index: Int) -> Bool {
        precondition(columns.indices.contains(index), "the result has no such column")
        return nulls[index] != 0
    }

    /// The number in the column's buffer, which is of that type.
    func number<Number>(_ index: Int, as type: Number.Type) -> Number { binds[index].buffer.load(as: type) }

    /// The text or octets in the column's buffer, until the next row.
    func bytes(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: binds[index].buffer, count: Int(lengths[index]))
    }

    private func setUp(_ index: Int, _ column: Column) {
        switch column.kind {
        case .signed: binds[index].buffer_type = MYSQL_TYPE_LONGLONG
        case .unsigned:
            binds[index].buffer_type = MYSQL_TYPE_LONGLONG
            binds[index].is_unsigned = 1
        case .float: binds[index].buffer_type = MYSQL_TYPE_FLOAT
        case .double: binds[index].buffer_type = MYSQL_TYPE_DOUBLE
        case .text: binds[index].buffer_type = MYSQL_TYPE_STRING
        case .bytes: binds[index].buffer_type = MYSQL_TYPE_BLOB
        }
        let isSized = column.kind == .text || column.kind == .bytes
        allocate(index, isSized ? min(max(column.lengthBytes, 64), Self.firstCapacity) : 8)
        binds[index].length = lengths + index
        binds[index].is_null = nulls + index
    }

    private func allocate(_ index: Int, _ capacity: Int) {
        binds[index].buffer = .allocate(byteCount: capacity, alignment: 8)
        binds[index].buffer_length = UInt(capacity)
        byteCount += capacity
    }

    private func grow(_ index: Int, to size: Int) {
        let held = Int(binds[index].buffer_length)
        binds[index].buffer.deallocate()
        byteCount -= held
        allocate(index, max(size, held * 2))
    }
}
