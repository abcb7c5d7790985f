import MariaDB

/// How a column's values become a statement's.
struct ColumnBinding {
    /// An integer is bound with its column's signedness: MySQL prepares a statement again when that changes.
    private let isUnsigned: Bool
    private let isBinary: Bool

    init(_ column: Column) {
        isUnsigned = column.type.isUnsigned
        isBinary = column.type.isBinary
    }

    func bind(_ value: WireValue, to parameters: some ParameterSink) {
        switch value {
        case .null: parameters.appendNull()
        case .signed(let number) where isUnsigned: parameters.append(unsigned: UInt64(number))
        case .signed(let number): parameters.append(signed: number)
        case .unsigned(let number): parameters.append(unsigned: number)
        case .bytes(let bytes) where isBinary: parameters.append(binary: bytes)
        case .bytes(let bytes): parameters.append(bytes: bytes)
        }
    }
}
