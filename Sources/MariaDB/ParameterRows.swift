internal import CMariaDB

/// Rows of values for a statement that is executed once for all of them: libmariadb's array binding.
///
/// MariaDB only (10.2 and later): to MySQL it is error 5003 (`.bulkUnsupported`). One reusable buffer: `append` copies, and
/// once the buffers have grown, filling and sending allocates nothing. A column's values are whole numbers of one
/// signedness, or text, or octets; any of them may be `NULL`. Not `Sendable`: it has one owner.
/// <https://mariadb.com/kb/en/bulk-insert-column-wise-binding/>
public final class ParameterRows: ParameterSink {
    /// One column: for each row eight octets, the number itself or the place of the text, and its length.
    ///
    /// Raw memory, not arrays: a value costs some stores, where an array of a class costs its checks of exclusive access
    /// and unique reference (measured: half of the time to fill).
    private struct Column {
        var type = MYSQL_TYPE_STRING
        var isUnsigned: my_bool = 0
        var places: UnsafeMutablePointer<Int>
        var lengths: UnsafeMutablePointer<UInt>
        var indicators: UnsafeMutablePointer<CChar>

        init(capacity: Int) {
            places = .allocate(capacity: capacity)
            lengths = .allocate(capacity: capacity)
            indicators = .allocate(capacity: capacity)
        }

        func deallocate() {
            places.deallocate()
            lengths.deallocate()
            indicators.deallocate()
        }

        mutating func grow(from rows: Int, to capacity: Int) {
            let old = self
            self = Column(capacity: capacity)
            (type, isUnsigned) = (old.type, old.isUnsigned)
            places.update(from: old.places, count: rows)
            lengths.update(from: old.lengths, count: rows)
            indicators.update(from: old.indicators, count: rows)
            old.deallocate()
        }
    }

    private let columns: UnsafeMutableBufferPointer<Column>
    private let binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    /// Rows that there is room for.
    private var capacity = 256
    /// The column of the next value.
    private var next = 0
    private var arena: UnsafeMutableRawBufferPointer
    // Private, so that the compiler can prove that accesses do not overlap.
    private var usedBytes = 0
    private var wholeRows = 0

    /// Octets of text in use.
    public var byteCount: Int { usedBytes }
    /// Whole rows in it.
    public var count: Int { wholeRows }

    public init(columns: Int) {
        precondition(columns > 0, "a row has a value")
        self.columns = .allocate(capacity: columns)
        for index in 0..<columns { self.columns.initializeElement(at: index, to: Column(capacity: capacity)) }
        binds = .allocate(capacity: columns)
        binds.initialize(repeating: MYSQL_BIND())
        arena = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit {
        for column in columns { column.deallocate() }
        columns.deallocate()
        binds.deallocate()
        arena.deallocate()
    }

    /// Empties it and keeps its memory.
    public func removeAll() {
        next = 0
        wholeRows = 0
        usedBytes = 0
    }

    public func appendNull() { append(place: 0, length: 0, indicator: STMT_INDICATOR_NULL) }

    public func append(signed value: Int64) {
        columns[next].type = MYSQL_TYPE_LONGLONG
        append(place: Int(value), length: 8, indicator: STMT_INDICATOR_NONE)
    }

    public func append(unsigned value: UInt64) {
        columns[next].type = MYSQL_TYPE_LONGLONG
        columns[next].isUnsigned = 1
        append(place: Int(bitPattern: UInt(value)), length: 8, indicator: STMT_INDICATOR_NONE)
    }

    public func append(bytes value: UnsafeRawBufferPointer) { append(value, type: MYSQL_TYPE_STRING) }

    public func append(binary value: UnsafeRawBufferPointer) { append(value, type: MYSQL_TYPE_BLOB) }

    private func append(_ value: UnsafeRawBufferPointer, type: enum_field_types) {
        columns[next].type = type
        let offset = usedBytes
        if offset + value.count > arena.count { growArena(to: offset + value.count) }
        if let source = value.baseAddress, value.count > 0 {
            arena.baseAddress?.advanced(by: offset).copyMemory(from: source, byteCount: value.count)
        }
        usedBytes = offset + value.count
        append(place: offset, length: value.count, indicator: STMT_INDICATOR_NONE)
    }

    private func append(place: Int, length: Int, indicator: enum_indicator_type) {
        let row = wholeRows
        if row == capacity { growRows() }
        let column = columns[next]
        (column.places + row).initialize(to: place)
        (column.lengths + row).initialize(to: UInt(length))
        (column.indicators + row).initialize(to: CChar(truncatingIfNeeded: indicator.rawValue))
        next += 1
        guard next == columns.count else { return }
        next = 0
        wholeRows = row + 1
    }

    /// Lends the binding array; it holds until the closure returns. Afterwards there is nothing to do but `removeAll`.
    func withBinds<Result>(_ body: (UnsafeMutablePointer<MYSQL_BIND>) -> Result) -> Result {
        precondition(next == 0 && wholeRows > 0, "whole rows are sent")
        for (index, column) in columns.enumerated() {
            if column.type != MYSQL_TYPE_LONGLONG { setPointers(column) }
            binds[index].buffer_type = column.type
            binds[index].is_unsigned = column.isUnsigned
            binds[index].buffer = UnsafeMutableRawPointer(column.places)
            binds[index].length = column.lengths
            binds[index].u.indicator = column.indicators
        }
        return body(binds.baseAddress!)
    }

    /// The arena may have moved while values came in, so addresses of texts are put in only now.
    private func setPointers(_ column: Column) {
        guard let base = arena.baseAddress else { return }
        for row in 0..<wholeRows { column.places[row] = Int(bitPattern: base.advanced(by: column.places[row])) }
    }

    /// A row that has begun may have values in its first columns.
    private func growRows() {
        for index in columns.indices { columns[index].grow(from: wholeRows + (index < next ? 1 : 0), to: capacity * 2) }
        capacity *= 2
    }

    private func growArena(to size: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, arena.count * 2), alignment: 16)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: arena[..<usedBytes]))
        arena.deallocate()
        arena = grown
    }
}
