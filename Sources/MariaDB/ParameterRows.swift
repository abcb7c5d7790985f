internal import CMariaDB

/// Rows of values for a statement that is executed once for all of them: libmariadb's array binding.
///
/// MariaDB only (10.2 and later): to MySQL it is error 5003 (`.bulkUnsupported`). One reusable buffer: `append` copies, and
/// once the buffers have grown, filling and sending allocates nothing. A column's values are whole numbers of one
/// signedness, or text, or octets; any of them may be `NULL`. Not `Sendable`: it has one owner.
/// <https://mariadb.com/kb/en/bulk-insert-column-wise-binding/>
public final class ParameterRows: ParameterSink {
    /// One column: for each row eight octets, the number itself or the place of the text, and its length.
    private final class Column {
        var type = MYSQL_TYPE_STRING
        var isUnsigned: my_bool = 0
        var places: [Int] = []
        var lengths: [UInt] = []
        var indicators: [CChar] = []
    }

    private let columns: [Column]
    private var next = 0
    private var arena: UnsafeMutableRawBufferPointer
    /// Octets of text in use.
    public private(set) var byteCount = 0

    /// Whole rows in it.
    public var count: Int { columns.last?.places.count ?? 0 }

    public init(columns: Int) {
        precondition(columns > 0, "a row has a value")
        self.columns = (0..<columns).map { _ in Column() }
        arena = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit { arena.deallocate() }

    /// Empties it and keeps its memory.
    public func removeAll() {
        for column in columns {
            column.places.removeAll(keepingCapacity: true)
            column.lengths.removeAll(keepingCapacity: true)
            column.indicators.removeAll(keepingCapacity: true)
        }
        next = 0
        byteCount = 0
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
        let offset = byteCount
        if offset + value.count > arena.count { growArena(to: offset + value.count) }
        if let source = value.baseAddress, value.count > 0 {
            arena.baseAddress?.advanced(by: offset).copyMemory(from: source, byteCount: value.count)
        }
        byteCount += value.count
        append(place: offset, length: value.count, indicator: STMT_INDICATOR_NONE)
    }

    private func append(place: Int, length: Int, indicator: enum_indicator_type) {
        let column = columns[next]
        column.places.append(place)
        column.lengths.append(UInt(length))
        column.indicators.append(CChar(truncatingIfNeeded: indicator.rawValue))
        next += 1
        if next == columns.count { next = 0 }
    }

    /// Lends the binding array; it holds until the closure returns. Afterwards there is nothing to do but `removeAll`.
    func withBinds<Result>(_ body: (UnsafeMutablePointer<MYSQL_BIND>) -> Result) -> Result {
        precondition(next == 0 && count > 0, "whole rows are sent")
        for column in columns where column.type != MYSQL_TYPE_LONGLONG { setPointers(column) }
        let binds = UnsafeMutableBufferPointer<MYSQL_BIND>.allocate(capacity: columns.count)
        defer { binds.deallocate() }
        binds.initialize(repeating: MYSQL_BIND())
        return fill(binds, from: 0, body)
    }

    /// The arena may have moved while values came in, so addresses of texts are put in only now.
    private func setPointers(_ column: Column) {
        guard let base = arena.baseAddress else { return }
        column.places.withUnsafeMutableBufferPointer { places in
            for row in places.indices { places[row] = Int(bitPattern: base.advanced(by: places[row])) }
        }
    }

    /// Keeps every column's arrays in place while the next ones are bound.
    private func fill<Result>(
        _ binds: UnsafeMutableBufferPointer<MYSQL_BIND>, from index: Int,
        _ body: (UnsafeMutablePointer<MYSQL_BIND>) -> Result
    ) -> Result {
        guard index < columns.count else { return body(binds.baseAddress!) }
        let column = columns[index]
        binds[index].buffer_type = column.type
        binds[index].is_unsigned = column.isUnsigned
        return column.places.withUnsafeMutableBytes { places in
            column.lengths.withUnsafeMutableBufferPointer { lengths in
                column.indicators.withUnsafeMutableBufferPointer { indicators in
                    binds[index].buffer = places.baseAddress
                    binds[index].length = lengths.baseAddress
                    binds[index].u.indicator = indicators.baseAddress
                    return fill(binds, from: index + 1, body)
                }
            }
        }
    }

    private func growArena(to size: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, arena.count * 2), alignment: 16)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: arena[..<byteCount]))
        arena.deallocate()
        arena = grown
    }
}
