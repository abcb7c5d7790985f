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
