#pragma once
#include <avro.h>
#include <stdint.h>

// The low-level encoder is exported by the library, but its header (encoding.h of Avro C 1.11) is not installed. The
// Avro module compares what it writes with known bytes before the first use.
struct wharf_avro_encoding {
    const char *description;
    int (*read_string)(avro_reader_t, char **, int64_t *);
    int (*skip_string)(avro_reader_t);
    int (*write_string)(avro_writer_t, const char *);
    int64_t (*size_string)(avro_writer_t, const char *);
    int (*read_bytes)(avro_reader_t, char **, int64_t *);
    int (*skip_bytes)(avro_reader_t);
    int (*write_bytes)(avro_writer_t, const char *, const int64_t);
    int64_t (*size_bytes)(avro_writer_t, const char *, const int64_t);
    int (*read_int)(avro_reader_t, int32_t *);
    int (*skip_int)(avro_reader_t);
    int (*write_int)(avro_writer_t, const int32_t);
    int64_t (*size_int)(avro_writer_t, const int32_t);
    int (*read_long)(avro_reader_t, int64_t *);
    int (*skip_long)(avro_reader_t);
    int (*write_long)(avro_writer_t, const int64_t);
    int64_t (*size_long)(avro_writer_t, const int64_t);
    int (*read_float)(avro_reader_t, float *);
    int (*skip_float)(avro_reader_t);
    int (*write_float)(avro_writer_t, const float);
    int64_t (*size_float)(avro_writer_t, const float);
    int (*read_double)(avro_reader_t, double *);
    int (*skip_double)(avro_reader_t);
    int (*write_double)(avro_writer_t, const double);
    int64_t (*size_double)(avro_writer_t, const double);
    int (*read_boolean)(avro_reader_t, int8_t *);
    int (*skip_boolean)(avro_reader_t);
    int (*write_boolean)(avro_writer_t, const int8_t);
    int64_t (*size_boolean)(avro_writer_t, const int8_t);
    int (*read_null)(avro_reader_t);
    int (*skip_null)(avro_reader_t);
    int (*write_null)(avro_writer_t);
    int64_t (*size_null)(avro_writer_t);
};
extern const struct wharf_avro_encoding avro_binary_encoding;

static inline int wharf_avro_write_long(avro_writer_t writer, int64_t value) {
    return avro_binary_encoding.write_long(writer, value);
}
static inline int wharf_avro_write_int(avro_writer_t writer, int32_t value) {
    return avro_binary_encoding.write_int(writer, value);
}
static inline int wharf_avro_write_bytes(avro_writer_t writer, const void *bytes, int64_t count) {
    return avro_binary_encoding.write_bytes(writer, (const char *)bytes, count);
}
static inline int wharf_avro_write_float(avro_writer_t writer, float value) {
    return avro_binary_encoding.write_float(writer, value);
}
static inline int wharf_avro_write_double(avro_writer_t writer, double value) {
    return avro_binary_encoding.write_double(writer, value);
}
static inline int wharf_avro_write_boolean(avro_writer_t writer, int8_t value) {
    return avro_binary_encoding.write_boolean(writer, value);
}

// The value layer's calls are macros. Only the benchmark uses them: it holds the encoder above against that layer.
static inline void wharf_avro_value_type_free(avro_value_iface_t *type) { avro_value_iface_decref(type); }
static inline int wharf_avro_value_field(avro_value_t *record, size_t index, avro_value_t *field) {
    return avro_value_get_by_index(record, index, field, NULL);
}
static inline int wharf_avro_value_set_branch(avro_value_t *value, int branch, avro_value_t *chosen) {
    return avro_value_set_branch(value, branch, chosen);
}
static inline int wharf_avro_value_branch(avro_value_t *value, avro_value_t *chosen) {
    return avro_value_get_current_branch(value, chosen);
}
static inline int wharf_avro_value_set_int(avro_value_t *value, int32_t number) {
    return avro_value_set_int(value, number);
}
static inline int wharf_avro_value_set_long(avro_value_t *value, int64_t number) {
    return avro_value_set_long(value, number);
}
/// - Parameter size: of the text and the nought behind it.
static inline int wharf_avro_value_set_string(avro_value_t *value, const void *text, size_t size) {
    return avro_value_set_string_len(value, (const char *)text, size);
}
static inline int wharf_avro_value_int(const avro_value_t *value, int32_t *number) {
    return avro_value_get_int(value, number);
}
static inline int wharf_avro_value_long(const avro_value_t *value, int64_t *number) {
    return avro_value_get_long(value, number);
}
/// - Parameter size: gets that of the text and the nought behind it.
static inline int wharf_avro_value_string(const avro_value_t *value, const char **text, size_t *size) {
    return avro_value_get_string(value, text, size);
}
