extension MemberTable {
    /// `ENUM`: exactly one member, blanks counting; anything else is `.notAMember`, also an index.
    func checkMember(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard index(of: text) != nil else { return .notAMember }
        row.append(bytes: text)
        return nil
    }

    /// `SET`: members separated by commas in any order, a repeated one counting once.
    ///
    /// The wire form is the server's own text: the members in the order of the definition, separated by commas. The
    /// empty set cannot be told from a missing value in a CSV file and is treated as that.
    func checkSet(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard let chosen = bits(of: text) else { return .notAMember }
        row.append(byteCount: textLength(of: chosen)) { place in
            var writer = TextWriter(place)
            for index in 0..<count where chosen >> UInt64(index) & 1 == 1 {
                if writer.count > 0 { writer.write(UInt8(ascii: ",")) }
                withMember(index) { writer.write($0, 0..<$0.count) }
            }
        }
        return nil
    }

    /// One bit per member, the first one lowest; a `SET` has at most 64.
    private func bits(of text: UnsafeRawBufferPointer) -> UInt64? {
        var (bits, start): (UInt64, Int) = (0, 0)
        for end in 0...text.count where end == text.count || text[end] == UInt8(ascii: ",") {
            guard let index = index(of: UnsafeRawBufferPointer(rebasing: text[start..<end])) else { return nil }
            bits |= 1 << UInt64(index)
            start = end + 1
        }
        return bits
    }

    private func textLength(of bits: UInt64) -> Int {
        var length = bits.nonzeroBitCount - 1
        for index in 0..<count where bits >> UInt64(index) & 1 == 1 { length += self.length(of: index) }
        return length
    }
}
