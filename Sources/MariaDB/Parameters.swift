internal import CMariaDB

/// The values for a statement's placeholders, in order: one reusable buffer.
///
/// Made for statements of thousands of rows: `append` copies into one arena, and once that and the binding array have
/// grown, filling and sending allocates nothing. At most `Parameters.limit` values, as the protocol counts them in 16
/// bits. Not `Sendable`: it has one owner, who fills it and executes with it.
///
/// Give integers the signedness of their column: MySQL prepares a statement anew when it meets the other (counted in
/// `Com_stmt_reprepare`). For the same reason a slot remembers its type over `removeAll()`, so that a `NULL` comes with
/// the type that the column's values had.
public final class Parameters: ParameterSink {
    /// The most placeholders a statement may have.
    public static let limit = 65_535

    /// How many values are in it.
    public private(set) var count = 0
    /// Bytes of the arena in use: about what the statement will weigh on the wire, without types.
    public private(set) var byteCount = 0

    private var binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private var arena: UnsafeMutableRawBufferPointer
    /// What `is_null` of a `NULL` points to.
    private let null: UnsafeMutablePointer<my_bool>

    /// - Parameters:
    ///   - capacity: values to have room for at first.
    ///   - byteCapacity: bytes of values to have room for at first.
    public init(capacity: Int = 16, byteCapacity: Int = 1024) {
        binds = .allocate(capacity: max(capacity, 1))
        binds.initialize(repeating: Self.empty)
        arena = .allocate(byteCount: max(byteCapacity, 64), alignment: 16)
        null = .allocate(capacity: 1)
        null.initialize(to: 1)
    }

    deinit {
        binds.deallocate()
        arena.deallocate()
        null.deallocate()
    }

    /// Empties it and keeps its memory.
    public func removeAll() {
        count = 0
        byteCount = 0
    }

    public func appendNull() {
        let slot = nextSlot()
        binds[slot].is_null = null
    }

    public func append(signed value: Int64) { append(value, type: MYSQL_TYPE_LONGLONG, isUnsigned: 0) }

    public func append(unsigned value: UInt64) { append(value, type: MYSQL_TYPE_LONGLONG, isUnsigned: 1) }

    public func append(double value: Double) { append(value, type: MYSQL_TYPE_DOUBLE, isUnsigned: 0) }

    /// Text in `utf8mb4`, copied. Also right for dates, times and decimals. The server refuses malformed UTF-8 for text
    /// columns (1366).
    public func append(bytes value: UnsafeRawBufferPointer) { append(value, type: MYSQL_TYPE_STRING) }

    /// Octets without a character set, copied: for `BINARY` and `BLOB` columns. Not for `JSON` (MySQL: 3144).
    public func append(binary value: UnsafeRawBufferPointer) { append(value, type: MYSQL_TYPE_BLOB) }

    /// Text, copied.
    public func append(text value: String) {
        var value = value
        value.withUTF8 { append(bytes: UnsafeRawBufferPointer($0)) }
    }

    public func append(_ value: SQLValue) {
        switch value {
        case .null: appendNull()
        case .signed(let number): append(signed: number)
        case .unsigned(let number): append(unsigned: number)
        case .double(let number): append(double: number)
        case .text(let text): append(text: text)
        case .bytes(let bytes): bytes.withUnsafeBytes { append(binary: $0) }
        }
    }

    /// Lends the binding array with its pointers set; they hold until the next change of these parameters.
    ///
    /// The arena may have moved while values came in, so addresses are put in only now: until then `offset`, which
    /// libmariadb uses for results only, keeps the place in the arena.
    func withBinds<Result>(_ body: (UnsafeMutablePointer<MYSQL_BIND>?) -> Result) -> Result {
        for slot in 0..<count {
            binds[slot].buffer = arena.baseAddress?.advanced(by: Int(binds[slot].offset))
        }
        return body(binds.baseAddress)
    }

    // `MYSQL_TYPE_STRING`, not `MYSQL_TYPE_NULL`, for a slot that was never anything but `NULL`.
    private static var empty: MYSQL_BIND {
        var bind = MYSQL_BIND()
        bind.buffer_type = MYSQL_TYPE_STRING
        return bind
    }

    private func append<Number>(_ value: Number, type: enum_field_types, isUnsigned: my_bool) {
        let slot = nextSlot()
        // libmariadb reads numbers through typed pointers.
        byteCount = (byteCount + 7) & ~7
        let offset = reserve(8)
        arena.storeBytes(of: value, toByteOffset: offset, as: Number.self)
        binds[slot].is_null = nil
        binds[slot].buffer_type = type
        binds[slot].is_unsigned = isUnsigned
        binds[slot].buffer_length = 8
        binds[slot].offset = UInt(offset)
    }

    private func append(_ value: UnsafeRawBufferPointer, type: enum_field_types) {
        let slot = nextSlot()
        let offset = reserve(value.count)
        if let source = value.baseAddress, value.count > 0 {
            arena.baseAddress?.advanced(by: offset).copyMemory(from: source, byteCount: value.count)
        }
        binds[slot].is_null = nil
        binds[slot].buffer_type = type
        binds[slot].is_unsigned = 0
        // With `length` unset libmariadb takes the length from here.
        binds[slot].buffer_length = UInt(value.count)
        binds[slot].offset = UInt(offset)
    }

    private func nextSlot() -> Int {
        let slot = count
        if slot == binds.count { growBinds() }
        count = slot + 1
        return slot
    }

    private func reserve(_ size: Int) -> Int {
        let offset = byteCount
        if offset + size > arena.count { growArena(to: offset + size) }
        byteCount = offset + size
        return offset
    }

    private func growBinds() {
        precondition(count < Self.limit, "a statement has at most 65,535 parameters")
        let grown = UnsafeMutableBufferPointer<MYSQL_BIND>.allocate(capacity: min(binds.count * 2, Self.limit))
        let end = grown.moveInitialize(fromContentsOf: binds)
        grown[end...].initialize(repeating: Self.empty)
        binds.deallocate()
        binds = grown
    }

    private func growArena(to size: Int) {
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, arena.count * 2), alignment: 16)
        grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: arena[..<byteCount]))
        arena.deallocate()
        arena = grown
    }
}
