import Avro

/// A file as the writer makes it.
struct WrittenFile {
    let bytes: [UInt8]
    let recordBytes: [UInt8]
    /// What the writer counted.
    let recordCount: Int
    let byteCount: Int

    /// - Parameter write: puts the records.
    init(
        schema: String, codec: AvroCodec, metadata: [(name: String, value: String)] = [], blockBytes: Int = 512 << 10,
        limits: AvroLimits = AvroLimits(), _ write: (AvroFileWriter) throws -> Void
    ) throws {
        let (file, records) = (Collected(), Collected())
        let writer = try AvroFileWriter(
            schema: schema, codec: codec, metadata: metadata, blockBytes: blockBytes, limits: limits,
            onRecords: { records.append($0) }, sink: { file.append($0) })
        try write(writer)
        try writer.finish()
        (bytes, recordBytes) = (file.bytes, records.bytes)
        (recordCount, byteCount) = (writer.recordCount, writer.byteCount)
    }

    /// The file with the marker of `FileBytes` in place of its own, which is another in each run.
    var steady: [UInt8] {
        var steady = bytes
        let sync = Array(bytes.suffix(FileBytes.sync.count))
        var index = 0
        while index <= steady.count - sync.count {
            if steady[index..<index + sync.count].elementsEqual(sync) {
                steady.replaceSubrange(index..<index + sync.count, with: FileBytes.sync)
                index += sync.count
            } else {
                index += 1
            }
        }
        return steady
    }
}

/// A record with three fields for each case: as it is, nullable with null first, and with null second.
struct CaseRecord: Sendable {
    let cases: [ValueCase]
    /// Whether a type that has a name is spoken of by it the second time; else it gets another name.
    var hasReferences = true

    var schema: String {
        var fields: [String] = []
        for (index, valueCase) in cases.enumerated() {
            fields.append(#"{"name":"f\#(index)","type":\#(valueCase.type),"doc":"\#(valueCase.name)"}"#)
            guard valueCase.type != #""null""# else { continue }
            let (first, second) = (type(valueCase, again: "First"), type(valueCase, again: "Second"))
            fields.append(#"{"name":"f\#(index)_first","type":["null",\#(first)],"default":null}"#)
            fields.append(#"{"name":"f\#(index)_second","type":[\#(second),"null"]}"#)
        }
        return #"{"type":"record","name":"Row","namespace":"wharf.test","fields":[\#(fields.joined(separator: ","))]}"#
    }

    private func type(_ valueCase: ValueCase, again suffix: String) -> String {
        guard let name = valueCase.typeName else { return valueCase.type }
        return hasReferences
            ? #""\#(name)""# : valueCase.type.replacing(#""name":"\#(name)""#, with: #""name":"\#(name)\#(suffix)""#)
    }

    /// As many as show every value of every case in each of its fields.
    var rowCount: Int { cases.map { $0.values.count + 1 }.max() ?? 0 }

    /// The fields of a row: those that may be null are once more often than there are values, all null in the first row.
    func row(_ row: Int) -> [(value: Value, meaning: String, nullBranch: Int?)] {
        cases.flatMap { valueCase in
            let values = valueCase.values
            let value = values[row % values.count]
            guard valueCase.type != #""null""# else { return [(value.value, value.meaning, nil as Int?)] }
            let place = row % (values.count + 1)
            let nullable = place == 0 ? (value: Value.null, meaning: "null") : values[place - 1]
            return [
                (value.value, value.meaning, nil), (nullable.value, nullable.meaning, 0),
                (nullable.value, nullable.meaning, 1),
            ]
        }
    }

    func write(_ row: Int, into file: AvroFileWriter) throws {
        for (value, _, nullBranch) in self.row(row) {
            if let nullBranch { file.putBranch(value == .null ? nullBranch : 1 - nullBranch) }
            value.put(into: file)
        }
        try file.endRecord()
    }
}
