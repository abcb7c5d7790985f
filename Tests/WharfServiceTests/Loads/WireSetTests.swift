import Testing

@testable import WharfService

@Suite struct WireSetTests {
    private func wire(_ numbers: Int64?...) -> [UInt8] {
        var row = RowEncoder()
        for number in numbers { if let number { row.append(signed: number) } else { row.appendNull() } }
        return row.bytes
    }

    private func text(_ text: String) -> [UInt8] {
        var row = RowEncoder()
        Array(text.utf8).withUnsafeBytes { row.append(bytes: $0) }
        return row.bytes
    }

    private func values(_ set: WireSet, of count: Int = 2) -> Set<[UInt8]> {
        var values: [[UInt8]] = []
        set.withBatches(of: count) { batch in
            #expect(batch.count <= count)
            values += batch
        }
        #expect(Set(values).count == values.count, "each value comes once")
        return Set(values)
    }

    @Test func values_ComeBack_WhateverTheirForm() {
        let all = [
            wire(0), wire(1), wire(63), wire(64), wire(1_048_575), wire(1_048_576), wire(-1), text("a"), wire(1, 2),
        ]
        var set = WireSet()
        #expect(set.isEmpty)
        for value in all + all { set.insert(value) }
        #expect(!set.isEmpty && values(set) == Set(all))
        for value in all { #expect(set.contains(value)) }
        for value in [wire(2), wire(-2), text("A"), wire(2, 1), wire(1_048_577)] { #expect(!set.contains(value)) }
    }

    @Test func columnsOfARow_AreTakenTogether_AndNullRefersToNothing() {
        let rows = [wire(1, 7, 2), wire(1, 8, 3), wire(nil, 9, 2)]
        var set = WireSet()
        for row in rows { row.withUnsafeBytes { set.insert($0, starts: WireRow.starts($0), positions: [0, 2]) } }
        #expect(values(set) == [wire(1, 2), wire(1, 3)])
        rows[1].withUnsafeBytes { set.remove($0, starts: WireRow.starts($0), positions: [0, 2]) }
        #expect(values(set) == [wire(1, 2)])
    }

    @Test func removedValues_LeaveAnEmptySet() {
        var set = WireSet()
        for value in [wire(5), text("x")] {
            set.insert(value)
            value.withUnsafeBytes { set.remove($0, starts: [0, value.count], positions: [0]) }
            value.withUnsafeBytes { set.remove($0, starts: [0, value.count], positions: [0]) }
        }
        #expect(set.isEmpty && values(set).isEmpty)
    }

    @Test func tooManyValues_AreGivenUp() {
        var set = WireSet()
        for number in 0...Int64(WireSet.mostOthers) { set.insert(wire(-1 - number)) }
        #expect(set.isOverfull)
    }
}
