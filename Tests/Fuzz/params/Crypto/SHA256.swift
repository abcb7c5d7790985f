/// Stands in for swift-crypto's, by a sum of the bytes: the real one would keep the fuzzer from ever making a token.
public struct SHA256 {
    public static func hash(data: some Sequence<UInt8>) -> SHA256Digest {
        SHA256Digest(sum: data.reduce(0) { $0 &* 31 &+ $1 })
    }
}

public protocol Digest: Sequence where Element == UInt8 {}

public struct SHA256Digest: Digest {
    let sum: UInt8

    public func makeIterator() -> [UInt8].Iterator { [UInt8](repeating: sum, count: 32).makeIterator() }

    public static func == (left: Self, right: some Sequence<UInt8>) -> Bool { left.elementsEqual(right) }
}
