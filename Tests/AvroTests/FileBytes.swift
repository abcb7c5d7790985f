/// A file made by hand, byte by byte: right where nothing else is asked for.
struct FileBytes {
    private(set) var bytes: [UInt8] = []
    private let sync: [UInt8]

    static let sync = [UInt8](0xa0...0xaf)

    init(magic: [UInt8] = [0x4f, 0x62, 0x6a, 1], sync: some Sequence<UInt8> = sync) {
        self.sync = Array(sync)
        bytes = magic
    }

    /// A header of one block of metadata.
    init(schema: String, codec: String? = nil, sync: some Sequence<UInt8> = sync) {
        self.init(sync: sync)
        put(long: codec == nil ? 1 : 2)
        put(text: "avro.schema")
        put(text: schema)
        if let codec {
            put(text: "avro.codec")
            put(text: codec)
        }
        put(long: 0)
        putSync()
    }

    /// A file of the null codec whose record has one field of the type.
    init(fieldType: String) {
        self.init(schema: #"{"type":"record","name":"R","fields":[{"name":"a","type":\#(fieldType)}]}"#)
    }

    var count: Int { bytes.count }

    mutating func put(_ more: [UInt8]) { bytes += more }

    mutating func put(long: Int64) { bytes += Self.coded(long) }

    mutating func put(text: String) {
        put(long: Int64(text.utf8.count))
        bytes += Array(text.utf8)
    }

    mutating func putSync() { bytes += sync }

    /// - Parameter claim: of its size, where it is another.
    mutating func putBlock(_ count: Int64, _ data: [UInt8], claim: Int64? = nil) {
        put(long: count)
        put(long: claim ?? Int64(data.count))
        put(data)
        putSync()
    }

    /// Zigzag, then seven bits a byte, the lowest first.
    static func coded(_ number: Int64) -> [UInt8] {
        var bits = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        var bytes: [UInt8] = []
        while bits > 0x7f {
            bytes.append(UInt8(bits & 0x7f) | 0x80)
            bits >>= 7
        }
        return bytes + [UInt8(bits)]
    }
}
