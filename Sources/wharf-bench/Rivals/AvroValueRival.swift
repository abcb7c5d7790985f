internal import CAvro

/// libavro's value layer: a record is filled field by field, then written or read as a whole.
///
/// Coded in memory as our module does it, block by block; no container, no packing.
final class AvroValueRival {
    private let schema: avro_schema_t
    private let type: UnsafeMutablePointer<avro_value_iface_t>
    private let record: UnsafeMutablePointer<avro_value_t>

    init(schema json: String) throws {
        var schema: avro_schema_t?
        guard avro_schema_from_json_length(json, json.utf8.count, &schema) == 0, let schema else {
            throw BenchError("libavro takes no schema: \(String(cString: avro_strerror()))")
        }
        guard let type = avro_generic_class_from_schema(schema) else { throw BenchError("libavro has no class") }
        record = .allocate(capacity: 1)
        record.initialize(to: avro_value_t())
        guard avro_generic_value_new(type, record) == 0 else { throw BenchError("libavro has no memory") }
        (self.schema, self.type) = (schema, type)
    }

    deinit {
        avro_value_decref(record)
        record.deallocate()
        wharf_avro_value_type_free(type)
        avro_schema_decref(schema)
    }

    /// - Returns: the bytes that were written, in all blocks.
    func write(_ rows: AvroRows, blockBytes: Int) throws -> Int {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * blockBytes, alignment: 16)
        defer { memory.deallocate() }
        guard let writer = avro_writer_memory(memory.baseAddress, Int64(memory.count)) else {
            throw BenchError("libavro has no memory")
        }
        defer { avro_writer_free(writer) }
        var total = 0
        for id in 0..<rows.count {
            guard fill(rows, id) == 0, avro_value_write(writer, record) == 0 else {
                throw BenchError("libavro writes no record: \(String(cString: avro_strerror()))")
            }
            if avro_writer_tell(writer) >= Int64(blockBytes) {
                total += Int(avro_writer_tell(writer))
                avro_writer_reset(writer)
            }
        }
        return total + Int(avro_writer_tell(writer))
    }

    /// - Returns: the sum of what was read, as `AvroRows.sum`.
    func read(_ bytes: UnsafeRawBufferPointer, count: Int) throws -> Int64 {
        guard let reader = avro_reader_memory(bytes.bindMemory(to: CChar.self).baseAddress, Int64(bytes.count)) else {
            throw BenchError("libavro has no memory")
        }
        defer { avro_reader_free(reader) }
        var sum: Int64 = 0
        for _ in 0..<count {
            guard avro_value_read(reader, record) == 0 else {
                throw BenchError("libavro reads no record: \(String(cString: avro_strerror()))")
            }
            sum &+= Int64(integer(0)) &+ long(2) &+ Int64(integer(3)) &+ Int64(integer(4)) &+ Int64(textSize(1))
        }
        return sum
    }

    /// - Returns: 0 where every call gave it.
    private func fill(_ rows: AvroRows, _ id: Int) -> Int32 {
        var (field, chosen) = (avro_value_t(), avro_value_t())
        var result = wharf_avro_value_field(record, 0, &field)
        result |= wharf_avro_value_set_int(&field, Int32(truncatingIfNeeded: id))
        result |= choose(1, &field, &chosen)
        result |= rows.withName(id) { wharf_avro_value_set_string(&chosen, $0.baseAddress, $0.count + 1) }
        result |= choose(2, &field, &chosen)
        result |= wharf_avro_value_set_long(&chosen, rows.moment(id))
        result |= choose(3, &field, &chosen)
        result |= wharf_avro_value_set_int(&chosen, rows.department(id))
        result |= choose(4, &field, &chosen)
        return result | wharf_avro_value_set_int(&chosen, rows.job(id))
    }

    private func choose(_ index: Int, _ field: inout avro_value_t, _ chosen: inout avro_value_t) -> Int32 {
        wharf_avro_value_field(record, index, &field) | wharf_avro_value_set_branch(&field, 1, &chosen)
    }

    /// The value of a field, of a union its branch.
    private func value(_ index: Int) -> avro_value_t {
        var (field, chosen) = (avro_value_t(), avro_value_t())
        _ = wharf_avro_value_field(record, index, &field)
        guard index > 0 else { return field }
        _ = wharf_avro_value_branch(&field, &chosen)
        return chosen
    }

    private func integer(_ index: Int) -> Int32 {
        var (value, number) = (value(index), Int32(0))
        _ = wharf_avro_value_int(&value, &number)
        return number
    }

    private func long(_ index: Int) -> Int64 {
        var (value, number) = (value(index), Int64(0))
        _ = wharf_avro_value_long(&value, &number)
        return number
    }

    private func textSize(_ index: Int) -> Int {
        var (value, size) = (value(index), 0)
        var text: UnsafePointer<CChar>?
        _ = wharf_avro_value_string(&value, &text, &size)
        return size - 1
    }
}
