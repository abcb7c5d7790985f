import MariaDB

extension SQLValue {
    /// The number as an `Int`; `nil` for null and for what is no integer.
    var integer: Int? { int.map(Int.init) }

    init(_ number: Int?) { self = number.map { .signed(Int64($0)) } ?? .null }
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension RowCursor {
    /// The number as an `Int`; `nil` for null and for what is no integer.
    func integer(_ index: Int) -> Int? { int(index).map(Int.init) }
}
