/// The names of the objects in one value, for finding one that an object has twice.
///
/// Open addressing under the standard library's hash, whose seed nobody outside the process knows: no choice of names
/// makes it slow. Does not own the names, whose bytes must stay where they are until `removeAll`.
struct NameSet {
    private struct Entry {
        /// 0 for an empty slot.
        var object: Int
        var hash: Int
        var name: UnsafeRawBufferPointer

        static var empty: Entry { Entry(object: 0, hash: 0, name: UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    private static let usualSlots = 64

    /// A power of two of them, at most half full.
    private var slots = [Entry](repeating: .empty, count: NameSet.usualSlots)
    private var count = 0

    mutating func removeAll() {
        guard count > 0 else { return }
        count = 0
        guard slots.count == Self.usualSlots else {
            slots = [Entry](repeating: .empty, count: Self.usualSlots)
            return
        }
        for index in slots.indices { slots[index] = .empty }
    }

    /// Adds a name of an object; false where the object has it already.
    ///
    /// - Parameter object: its number within the value, from 1.
    mutating func insert(_ name: UnsafeRawBufferPointer, object: Int) -> Bool {
        if count * 2 >= slots.count { grow() }
        var hasher = Hasher()
        hasher.combine(object)
        hasher.combine(bytes: name)
        return place(Entry(object: object, hash: hasher.finalize(), name: name))
    }

    private mutating func place(_ entry: Entry) -> Bool {
        var slot = entry.hash & (slots.count - 1)
        while slots[slot].object != 0 {
            let other = slots[slot]
            if other.hash == entry.hash, other.object == entry.object, other.name.elementsEqual(entry.name) {
                return false
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = entry
        count += 1
        return true
    }

    private mutating func grow() {
        let entries = slots
        slots = [Entry](repeating: .empty, count: entries.count * 2)
        count = 0
        for entry in entries where entry.object != 0 { _ = place(entry) }
    }
}

/// The names of one object in their order, kept to be compared with the next object's.
struct NameList: ~Copyable {
    private var octets = GrowingBuffer()
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func removeAll() {
        octets.removeAll()
        ends.removeAll(keepingCapacity: true)
    }

    mutating func append(_ name: UnsafeRawBufferPointer) {
        octets.append(name)
        ends.append(octets.count)
    }

    /// Whether there is a name at `index` and it is this one.
    @inline(__always)
    func has(_ name: UnsafeRawBufferPointer, at index: Int) -> Bool {
        guard index < ends.count else { return false }
        let start = index == 0 ? 0 : ends[index &- 1]
        guard ends[index] &- start == name.count, let other = name.baseAddress else { return false }
        return Self.areEqual(UnsafeRawPointer(octets.start) + start, other, count: name.count)
    }

    @inline(__always)
    private static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
        var at = 0
        while at &+ 8 <= count {
            let (one, other) = (
                left.loadUnaligned(fromByteOffset: at, as: UInt64.self),
                right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            )
            if one != other { return false }
            at &+= 8
        }
        while at < count {
            if left.load(fromByteOffset: at, as: UInt8.self) != right.load(fromByteOffset: at, as: UInt8.self) {
                return false
            }
            at &+= 1
        }
        return true
    }
}
