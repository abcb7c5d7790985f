import Avro
import Testing

/// A file made by hand and what the reader must say of it.
struct BadFileCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let reason: AvroError.Reason?
    let offset: Int
    /// Records that are given out all the same: those in front of the fault.
    let records: Int
    let limits: AvroLimits

    var testDescription: String { name }

    init(
        _ name: String, _ file: FileBytes, _ reason: AvroError.Reason?, at offset: Int = 0, after records: Int = 0,
        limits: AvroLimits = AvroLimits()
    ) {
        (self.name, self.bytes, self.reason) = (name, file.bytes, reason)
        (self.offset, self.records, self.limits) = (offset, records, limits)
    }

    static let all = beginnings + headers + blocks + packed + values + skipped + depths
}

extension BadFileCase {
    private static let int = FileBytes(fieldType: #""int""#)

    static func make(_ file: FileBytes, _ change: (inout FileBytes) -> Void) -> FileBytes {
        var file = file
        change(&file)
        return file
    }

    static let beginnings: [BadFileCase] = [
        BadFileCase("no byte", FileBytes(magic: []), .notAvro),
        BadFileCase("half of the first bytes", FileBytes(magic: [0x4f, 0x62]), .notAvro),
        BadFileCase("another version", FileBytes(magic: [0x4f, 0x62, 0x6a, 2]), .notAvro),
        BadFileCase("another format", FileBytes(magic: Array("PAR1 and more".utf8)), .notAvro),
        BadFileCase("only the first bytes", FileBytes(), .truncated, at: 4),
        BadFileCase("an empty file", int, nil),
    ]

    private static let shortHeader: AvroLimits = {
        var limits = AvroLimits()
        limits.headerBytes = 1000
        return limits
    }()

    static let headers: [BadFileCase] = [
        BadFileCase("no metadata", make(FileBytes()) { $0.put(long: 0) }, .truncated, at: 5),
        BadFileCase(
            "no schema",
            make(FileBytes()) {
                $0.put(long: 0)
                $0.putSync()
            }, .badSchema),
        BadFileCase(
            "no sync marker",
            make(FileBytes()) {
                $0.put(long: 0)
                $0.put([1, 2, 3])
            }, .truncated, at: 5),
        BadFileCase(
            "a name that claims more than the file has",
            make(FileBytes()) {
                $0.put(long: 1)
                $0.put(long: 1 << 20)
                $0.put([0x61])
            }, .truncated, at: 9),
        BadFileCase(
            "a name that claims more than a header may have",
            make(FileBytes()) {
                $0.put(long: 1)
                $0.put(long: 1 << 40)
            }, .tooLarge, at: 5),
        BadFileCase(
            "a name of negative length",
            make(FileBytes()) {
                $0.put(long: 1)
                $0.put(long: -1)
            }, .tooLarge, at: 5),
        BadFileCase(
            "a length of 64 bits",
            make(FileBytes()) {
                $0.put(long: 1)
                $0.put(long: .max)
            }, .tooLarge, at: 5),
        BadFileCase(
            "a length of more than 64 bits",
            make(FileBytes()) {
                $0.put(long: 1)
                $0.put([UInt8](repeating: 0xff, count: 9) + [2])
            }, .badValue, at: 5),
        BadFileCase(
            "more entries than there are",
            make(FileBytes()) {
                $0.put(long: .max)
                $0.put([0, 0, 0, 0])
            }, .truncated,
            at: 18),
        BadFileCase(
            "a negative count of 64 bits",
            make(FileBytes()) {
                $0.put(long: .min)
                $0.put(long: 0)
            }, .tooLarge, at: 4),
        BadFileCase(
            "empty entries without end",
            make(FileBytes()) {
                $0.put(long: .max)
                $0.put([UInt8](repeating: 0, count: 2000))
            }, .tooLarge,
            at: 1000, limits: shortHeader),
        BadFileCase("metadata in blocks that can be skipped", skippableHeader, nil, after: 1),
        BadFileCase(
            "an unknown codec", FileBytes(schema: #"{"type":"record","name":"R","fields":[]}"#, codec: "zstandard"),
            .unknownCodec),
        BadFileCase("a schema that is not JSON", FileBytes(schema: "{"), .badSchema),
        BadFileCase("a schema of no record", FileBytes(schema: #""int""#), .badSchema),
        BadFileCase("a schema that is too long", longSchema, .tooLarge),
        BadFileCase("a file of the null codec that does not say so", make(int) { $0.putBlock(1, [2]) }, nil, after: 1),
    ]

    /// Two blocks, the second with a negative count and its size behind it.
    private static let skippableHeader = make(FileBytes()) { file in
        let schema = #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#
        file.put(long: 1)
        file.put(text: "avro.codec")
        file.put(text: "null")
        file.put(long: -1)
        file.put(long: Int64(schema.utf8.count + 14))
        file.put(text: "avro.schema")
        file.put(text: schema)
        file.put(long: 0)
        file.putSync()
        file.putBlock(1, [2])
    }

    private static let longSchema = FileBytes(
        schema: #"{"type":"record","name":"R","fields":[]}"# + String(repeating: " ", count: AvroLimits().schemaBytes))

    static let blocks: [BadFileCase] = [
        BadFileCase("a block", make(int) { $0.putBlock(3, [2, 4, 6]) }, nil, after: 3),
        BadFileCase(
            "an empty block",
            make(int) {
                $0.putBlock(0, [])
                $0.putBlock(1, [2])
            }, nil, after: 1),
        BadFileCase(
            "half of a block's count",
            make(int) {
                $0.putBlock(1, [2])
                $0.put([0x80])
            }, .truncated,
            at: int.count + 20, after: 1),
        BadFileCase("a block's count alone", make(int) { $0.put(long: 1) }, .truncated, at: int.count + 1),
        BadFileCase(
            "a block that ends early",
            make(int) {
                $0.put(long: 3)
                $0.put(long: 3)
                $0.put([2, 4])
            }, .truncated,
            at: int.count + 2),
        BadFileCase(
            "a block without its marker",
            make(int) {
                $0.put(long: 1)
                $0.put(long: 1)
                $0.put([2])
            }, .truncated,
            at: int.count + 2),
        BadFileCase(
            "another marker",
            make(int) {
                $0.putBlock(1, [2])
                $0.put([2, 2, 2])
                $0.put([UInt8](repeating: 0, count: 16))
            }, .badSync,
            at: int.count + 19, after: 1),
        BadFileCase(
            "a size that is one less", make(int) { $0.putBlock(3, [2, 4, 6], claim: 2) }, .badSync, at: int.count),
        BadFileCase(
            "a size that is one more",
            make(int) {
                $0.putBlock(3, [2, 4, 6], claim: 4)
                $0.put([0])
            }, .badSync,
            at: int.count),
        BadFileCase("a negative size", make(int) { $0.putBlock(1, [2], claim: -1) }, .tooLarge, at: int.count),
        BadFileCase("a size of 64 bits", make(int) { $0.putBlock(1, [2], claim: .max) }, .tooLarge, at: int.count),
        BadFileCase(
            "a size one over the limit", make(int) { $0.putBlock(1, [2], claim: 64 << 20 + 1) }, .tooLarge,
            at: int.count),
        BadFileCase(
            "a size that is the limit, in a file that is not", make(int) { $0.putBlock(1, [2], claim: 64 << 20) },
            .truncated, at: int.count + 5),
        BadFileCase("a negative count", make(int) { $0.putBlock(-1, [2]) }, .badBlock, at: int.count),
        BadFileCase("a count of 64 bits", make(int) { $0.putBlock(.max, [2]) }, .badBlock, at: int.count),
        BadFileCase("one record more than bytes", make(int) { $0.putBlock(4, [2, 4, 6]) }, .badBlock, at: int.count),
        BadFileCase(
            "one record too many", make(int) { $0.putBlock(2, [0x80, 0x01]) }, .badValue, at: int.count, after: 1),
        BadFileCase(
            "one record too few", make(int) { $0.putBlock(2, [2, 4, 6]) }, .badBlock, at: int.count, after: 2),
        BadFileCase("no record, but bytes", make(int) { $0.putBlock(0, [2]) }, .badBlock, at: int.count),
        BadFileCase(
            "a byte behind the last block",
            make(int) {
                $0.putBlock(1, [2])
                $0.put([0])
            }, .truncated,
            at: int.count + 20, after: 1),
        BadFileCase(
            "a line end behind the last block",
            make(int) {
                $0.putBlock(1, [2])
                $0.put([0x0d, 0x0a])
            },
            .truncated, at: int.count + 21, after: 1),
        BadFileCase("records of no field", noField, .badSchema),
        BadFileCase(
            "records of no bytes", make(FileBytes(fieldType: #""null""#)) { $0.putBlock(.max, []) }, .badSchema),
        BadFileCase(
            "records of no bytes, deeper", make(FileBytes(fieldType: empty)) { $0.putBlock(1 << 60, []) }, .badSchema),
        BadFileCase(
            "records that can be empty or null",
            make(FileBytes(fieldType: "[\"null\",\(empty)]")) { $0.putBlock(2, [0, 2]) }, nil, after: 2),
    ]

    private static let noField = make(FileBytes(schema: #"{"type":"record","name":"R","fields":[]}"#)) {
        $0.putBlock(1 << 60, [])
    }

    /// A record of nothing in a record of nothing and a fixed of no size.
    private static let empty = #"""
        {"type":"record","name":"E","fields":[
            {"name":"b","type":{"type":"record","name":"F","fields":[{"name":"c","type":"null"}]}},
            {"name":"d","type":{"type":"fixed","name":"Z","size":0}}]}
        """#
}
