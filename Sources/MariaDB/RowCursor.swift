/// The row that a streamed result stands at: its values, read in place.
///
/// Lives during one call of a `forEachRow` body and cannot be kept. `index` counts columns from 0 and must be in range.
/// Nothing but `string`, `value` and `row` allocates, and the text of a `float` or `double`.
public struct RowCursor: ~Copyable {
    let result: ResultBuffers

    public var columns: [Column] { result.columns }

    public func isNull(_ index: Int) -> Bool { result.isNull(index) }

    /// The integer; `nil` for `NULL`, for what is no integer column and what does not fit.
    public func int(_ index: Int) -> Int64? {
        guard !isNull(index) else { return nil }
        switch result.columns[index].kind {
        case .signed: return result.number(index, as: Int64.self)
        case .unsigned: return Int64(exactly: result.number(index, as: UInt64.self))
        default: return nil
        }
    }

    /// As `int`, unsigned.
    public func uint(_ index: Int) -> UInt64? {
        guard !isNull(index) else { return nil }
        switch result.columns[index].kind {
        case .signed: return UInt64(exactly: result.number(index, as: Int64.self))
        case .unsigned: return result.number(index, as: UInt64.self)
        default: return nil
        }
    }

    /// The number of a `FLOAT` or `DOUBLE` column, exactly; else `nil`.
    public func double(_ index: Int) -> Double? {
        guard !isNull(index) else { return nil }
        switch result.columns[index].kind {
        case .float: return Double(result.number(index, as: Float.self))
        case .double: return result.number(index, as: Double.self)
        default: return nil
        }
    }

    /// Lends a value as text, whatever its column's kind; `nil` for `NULL`.
    ///
    /// Text and octets stand as they came. Integers are decimal, zero-filled where the column says so. Floating point
    /// has the shortest digits that give the same number again: the server's own text of a `FLOAT` has six digits and
    /// loses the rest. The bytes must not be used after `body`.
    public func withText<Result>(
        _ index: Int, _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) rethrows -> Result {
        guard !isNull(index) else { return try body(nil) }
        switch result.columns[index].kind {
        case .text, .bytes: return try body(result.bytes(index))
        case .signed:
            let number = result.number(index, as: Int64.self)
            return try body(decimal(number.magnitude, isNegative: number < 0, width: width(index)))
        case .unsigned:
            return try body(decimal(result.number(index, as: UInt64.self), isNegative: false, width: width(index)))
        case .float:
            var text = result.number(index, as: Float.self).shortestText
            return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
        case .double:
            var text = result.number(index, as: Double.self).shortestText
            return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
        }
    }

    /// The value as text, malformed UTF-8 repaired; `nil` for `NULL`.
    public func string(_ index: Int) -> String? {
        withText(index) { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// A copy of the value.
    public func value(_ index: Int) -> SQLValue {
        guard !isNull(index) else { return .null }
        switch result.columns[index].kind {
        case .signed: return .signed(result.number(index, as: Int64.self))
        case .unsigned: return .unsigned(result.number(index, as: UInt64.self))
        case .float: return .double(Double(result.number(index, as: Float.self)))
        case .double: return .double(result.number(index, as: Double.self))
        case .text: return .text(String(decoding: result.bytes(index), as: UTF8.self))
        case .bytes: return .bytes(Array(result.bytes(index)))
        }
    }

    /// A copy of the row.
    public func row() -> Row {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.count)
        for index in columns.indices { values.append(value(index)) }
        return Row(columns: columns, values: values)
    }

    private func width(_ index: Int) -> Int { result.columns[index].zeroFillWidth }

    /// Writes digits from the right end of the scratch buffer.
    private func decimal(_ magnitude: UInt64, isNegative: Bool, width: Int) -> UnsafeRawBufferPointer {
        let digits = result.digits
        var start = digits.count
        var rest = magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            start -= 1
            digits[start] = 0x30 + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0 || digits.count - start < width
        if isNegative {
            start -= 1
            digits[start] = 0x2D
        }
        return UnsafeRawBufferPointer(rebasing: digits[start...])
    }
}
