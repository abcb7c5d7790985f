/// One rule that one record broke.
struct RejectReason: Hashable {
    let code: RejectCode
    /// The column's position among the load's columns; `nil` where the whole record is at fault.
    let column: Int?
    /// The field's text in UTF-8, cut to `valueBytes`; empty where the whole record is at fault.
    let value: [UInt8]

    static let valueBytes = 200

    init(_ code: RejectCode, column: Int? = nil, value: [UInt8] = []) {
        self.code = code
        self.column = column
        self.value = Array(value.prefix(Self.valueBytes))
    }
}
