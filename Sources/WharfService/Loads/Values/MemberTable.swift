/// The members of an `ENUM` or `SET` in the order of the definition, found by their bytes.
///
/// Members are compared byte by byte, not under the column's collation: the definition's spelling is the value.
struct MemberTable {
    /// All members, one after the other.
    private let octets: [UInt8]
    /// Where each member ends in `octets`.
    private let ends: [Int]
    /// Open addressing, a power of two of them, at most half full; -1 for an empty slot.
    private let slots: [Int32]

    init(_ members: [String]) {
        octets = members.flatMap { Array($0.utf8) }
        ends = members.reduce(into: []) { $0.append(($0.last ?? 0) + $1.utf8.count) }
        var slots = [Int32](repeating: -1, count: Self.slotCount(for: members.count))
        for (index, member) in members.enumerated() {
            var slot = Self.hash(Array(member.utf8)) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
        self.slots = slots
    }

    var count: Int { ends.count }

    /// The member's position in the definition, from 0.
    func index(of text: UnsafeRawBufferPointer) -> Int? {
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if isEqual(text, index) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Lends the octets of a member; the pointer must not leave `body`.
    func withMember<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        octets.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(of: index)])) }
    }

    func length(of index: Int) -> Int { range(of: index).count }

    private func range(of index: Int) -> Range<Int> { (index > 0 ? ends[index - 1] : 0)..<ends[index] }

    private func isEqual(_ text: UnsafeRawBufferPointer, _ index: Int) -> Bool {
        guard text.count == length(of: index) else { return false }
        return withMember(index) { $0.elementsEqual(text) }
    }

    private static func slotCount(for members: Int) -> Int {
        var count = 4
        while count < members * 2 { count *= 2 }
        return count
    }

    /// FNV-1a, folded to a number that is not negative.
    private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
    }
}
