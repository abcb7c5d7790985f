@testable import WharfService

/// What a rule made of one field, in a form that tests can compare and print.
enum Judgement: Equatable {
    case null
    case signed(Int64)
    case unsigned(UInt64)
    case text(String)
    case octets([UInt8])
    case rejected(RejectCode)

    init(_ value: WireValue) {
        switch value {
        case .null: self = .null
        case .signed(let number): self = .signed(number)
        case .unsigned(let number): self = .unsigned(number)
        case .bytes(let bytes):
            self = String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .octets(Array(bytes))
        }
    }
}

/// The values of a row in the wire form.
func wireValues(_ row: [UInt8]) -> [Judgement] {
    row.withUnsafeBytes { bytes in
        var reader = WireReader(bytes)
        var values: [Judgement] = []
        while let value = reader.next() { values.append(Judgement(value)) }
        return values
    }
}
