import Avro

extension BadFileCase {
    private static let schema = #"{"type":"record","name":"R","fields":[{"name":"a","type":"long"}]}"#
    private static let deflate = FileBytes(schema: schema, codec: "deflate")
    private static let snappy = FileBytes(schema: schema, codec: "snappy")
    /// One stored block of three bytes: 2, 4, 6.
    private static let stored: [UInt8] = [1, 3, 0, 0xfc, 0xff, 2, 4, 6]
    /// A literal of three bytes: 2, 4, 6.
    private static let literal: [UInt8] = [3, 2 << 2, 2, 4, 6]
    /// CRC-32 of 2, 4, 6.
    private static let sum: [UInt8] = [0x71, 0xca, 0x6d, 0x4d]
    private static let tight = atMost(1000)

    private static func atMost(_ blockBytes: Int) -> AvroLimits {
        var limits = AvroLimits()
        limits.blockBytes = blockBytes
        return limits
    }

    static let packed: [BadFileCase] = [
        BadFileCase("deflate", make(deflate) { $0.putBlock(3, stored) }, nil, after: 3),
        BadFileCase(
            "deflate with three stray bytes", make(deflate) { $0.putBlock(3, stored + [9, 9, 9]) }, nil, after: 3),
        BadFileCase(
            "deflate with four stray bytes", make(deflate) { $0.putBlock(3, stored + [9, 9, 9, 9]) }, .badBlock,
            at: deflate.count),
        BadFileCase("deflate of no byte", make(deflate) { $0.putBlock(0, []) }, .badBlock, at: deflate.count),
        BadFileCase(
            "deflate that ends early", make(deflate) { $0.putBlock(3, Array(stored.dropLast())) }, .badBlock,
            at: deflate.count),
        BadFileCase(
            "deflate without its last block", make(deflate) { $0.putBlock(3, [0] + stored.dropFirst()) }, .badBlock,
            at: deflate.count),
        BadFileCase("deflate that is none", make(deflate) { $0.putBlock(3, [7, 1, 2]) }, .badBlock, at: deflate.count),
        BadFileCase(
            "deflate with zlib's header", make(deflate) { $0.putBlock(3, [0x78, 0x9c] + stored) }, .badBlock,
            at: deflate.count),
        BadFileCase(
            "deflate that unpacks to more than the limit", make(deflate) { $0.putBlock(3, bomb) }, .tooLarge,
            at: deflate.count, limits: tight),
        BadFileCase(
            "deflate that unpacks to the limit", make(deflate) { $0.putBlock(1001, bomb) }, nil, after: 1001,
            limits: atMost(1001)),
        BadFileCase("snappy", make(snappy) { $0.putBlock(3, literal + sum) }, nil, after: 3),
        BadFileCase(
            "snappy with another checksum", make(snappy) { $0.putBlock(3, literal + [0x71, 0xca, 0x6d, 0x4e]) },
            .badBlock, at: snappy.count),
        BadFileCase("snappy without a checksum", make(snappy) { $0.putBlock(3, literal) }, .badBlock, at: snappy.count),
        BadFileCase("snappy of a checksum alone", make(snappy) { $0.putBlock(0, sum) }, .badBlock, at: snappy.count),
        BadFileCase("snappy of no byte", make(snappy) { $0.putBlock(0, []) }, .badBlock, at: snappy.count),
        BadFileCase(
            "snappy that claims 4 GiB",
            make(snappy) { $0.putBlock(3, [0xff, 0xff, 0xff, 0xff, 0x0f, 8, 2, 4, 6] + sum) }, .tooLarge,
            at: snappy.count),
        BadFileCase(
            "snappy that claims a byte more", make(snappy) { $0.putBlock(3, [4, 8, 2, 4, 6] + sum) }, .badBlock,
            at: snappy.count),
        BadFileCase(
            "snappy that copies from before its begin", make(snappy) { $0.putBlock(3, [4, 1, 4] + sum) }, .badBlock,
            at: snappy.count),
        BadFileCase(
            "snappy of more than the limit", make(snappy) { $0.putBlock(3, [0xe9, 7, 8, 2, 4, 6] + sum) }, .tooLarge,
            at: snappy.count, limits: tight),
    ]

    /// 1001 bytes of nought.
    private static let bomb: [UInt8] = [0x63, 0x60, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x0c, 0x7b, 0x00, 0x00]

    /// One block of these bytes for records of one field.
    private static func value(
        _ name: String, _ type: String, _ data: [UInt8], _ reason: AvroError.Reason? = .badValue, after records: Int = 0
    ) -> BadFileCase {
        let file = FileBytes(fieldType: type)
        let count = reason == nil ? records : records + 1
        return BadFileCase(
            name, make(file) { $0.putBlock(Int64(count), data) }, reason, at: reason == nil ? 0 : file.count,
            after: records)
    }

    private static let ten = [UInt8](repeating: 0xff, count: 9)

    static let values: [BadFileCase] = [
        value("the largest int", #""int""#, FileBytes.coded(Int64(Int32.max)), nil, after: 1),
        value("an int one larger", #""int""#, FileBytes.coded(Int64(Int32.max) + 1)),
        value("an int one smaller than the smallest", #""int""#, FileBytes.coded(Int64(Int32.min) - 1)),
        value("a date of more than 32 bits", #"{"type":"int","logicalType":"date"}"#, FileBytes.coded(1 << 40)),
        value("a long of ten bytes", #""long""#, ten + [1], nil, after: 1),
        value("a long of more than 64 bits", #""long""#, ten + [2]),
        value("a long of eleven bytes", #""long""#, ten + [0x81, 0]),
        value("a long that does not end", #""long""#, [0x80, 0x80]),
        value("a long in more bytes than it takes", #""long""#, [0x82, 0x80, 0x00], nil, after: 1),
        value("a boolean that is 2", #""boolean""#, [0, 1, 2], after: 2),
        value("half a float", #""float""#, [0, 0, 0x80, 0x3f, 0, 0], after: 1),
        value("half a double", #""double""#, [0, 0, 0, 0]),
        value("half a fixed", #"{"type":"fixed","name":"F","size":4}"#, [1, 2, 3]),
        value("bytes of negative length", #""bytes""#, FileBytes.coded(-1)),
        value("bytes of the least length", #""bytes""#, FileBytes.coded(.min)),
        value("bytes that claim more than there is", #""bytes""#, [4, 1]),
        value("bytes that claim 64 bits", #""bytes""#, FileBytes.coded(.max)),
        value("a string that claims more than there is", #""string""#, [2, 0x61, 6, 0x61, 0x62], after: 1),
        value("a string that is not UTF-8", #""string""#, [2, 0xff], nil, after: 1),
        value("a third branch of two", #"["null","int"]"#, [0, 2, 2, 4], after: 2),
        value("a branch before the first", #"["int","null"]"#, FileBytes.coded(-1)),
        value("a branch of 64 bits", #"["int","null"]"#, FileBytes.coded(.max)),
        value("a symbol behind the last", #"{"type":"enum","name":"E","symbols":["a","b"]}"#, [0, 2, 4], after: 2),
        value("a symbol before the first", #"{"type":"enum","name":"E","symbols":["a","b"]}"#, [1]),
        value(
            "a decimal that claims more than there is", #"{"type":"bytes","logicalType":"decimal","precision":4}"#,
            [4, 1]),
    ]

    private static let ints = #"{"type":"array","items":"int"}"#
    private static let map = #"{"type":"map","values":"long"}"#
    private static let nulls = #"{"type":"array","items":"null"}"#
    private static let list =
        #"{"type":"record","name":"L","fields":[{"name":"v","type":"int"},{"name":"n","type":["null","L"]}]}"#
    private static let endless =
        #"{"type":"record","name":"L","fields":[{"name":"v","type":"int"},{"name":"n","type":"L"}]}"#

    static let skipped: [BadFileCase] = [
        value("an empty array", ints, [0], nil, after: 1),
        value("arrays", ints, [4, 2, 4, 0, 0], nil, after: 2),
        value("an array in two blocks, one that can be skipped", ints, [2, 2, 3, 4, 0xfe, 0xfe, 0], nil, after: 1),
        value("a skippable block that ends beyond its own", ints, [3, 6, 2, 4]),
        value("a skippable block of negative size", ints, [3, 1, 2, 0]),
        value("a skippable block of 64 bits", ints, [3] + FileBytes.coded(.max)),
        value("an array that counts to 64 bits", ints, FileBytes.coded(.max) + [2, 4, 0]),
        value("an array that counts below zero to 64 bits", ints, FileBytes.coded(.min) + FileBytes.coded(.max)),
        value("an array that does not end", ints, [2, 2]),
        value("an array with an int of more than 32 bits", ints, [2] + FileBytes.coded(1 << 40) + [0]),
        value(
            "nulls, as many as 64 bits count", nulls, FileBytes.coded(.max) + FileBytes.coded(.max) + [0], nil, after: 1
        ),
        value("a map", map, [2, 2, 0x61, 4, 0], nil, after: 1),
        value("a map whose key claims more than there is", map, [2, 20, 0x61, 4, 0]),
        value("a map whose key has a negative length", map, [2, 1, 0]),
        value("a map of 64 bits", map, FileBytes.coded(.max) + [0, 0, 0]),
        value("a union of three", #"["null","int","string"]"#, [0, 2, 4, 4, 2, 0x61], nil, after: 3),
        value("a fourth branch of three", #"["null","int","string"]"#, [6]),
        value("a branch of three before the first", #"["null","int","string"]"#, [1]),
        value("a boolean that is 3, in a list", #"{"type":"array","items":"boolean"}"#, [4, 1, 3, 0]),
        value("half a double, in a list", #"{"type":"array","items":"double"}"#, [2, 0, 0]),
        value("a record in itself", list, [2, 2, 4, 0, 8, 0], nil, after: 2),
        value(
            "a symbol that is none, in a list",
            #"{"type":"array","items":{"type":"enum","name":"E","symbols":["a"]}}"#, [2, 2, 0]),
    ]

    static let depths: [BadFileCase] = [
        value("a record that cannot end", endless, [UInt8](repeating: 2, count: 1000), .tooLarge),
        value("a list of a thousand records", list, [UInt8](repeating: 2, count: 2000) + [0], .tooLarge),
        value("a list of thirty records", list, [UInt8](repeating: 2, count: 58) + [2, 0], nil, after: 1),
    ]
}
