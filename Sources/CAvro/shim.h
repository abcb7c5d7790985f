#pragma once
#include <avro/io.h>

/* libavro exports the table of its coders of single values, but its header (lang/c/src/encoding.h, the same from 1.7
   to 1.12) is not installed. `BinaryEncoding` compares `description` before it uses anything else. */
struct avro_encoding_t {
    const char *description;
    int (*read_string)(avro_reader_t reader, char **s, int64_t *len);
    int (*skip_string)(avro_reader_t reader);
    int (*write_string)(avro_writer_t writer, const char *s);
    int64_t (*size_string)(avro_writer_t writer, const char *s);
    int (*read_bytes)(avro_reader_t reader, char **bytes, int64_t *len);
    int (*skip_bytes)(avro_reader_t reader);
    int (*write_bytes)(avro_writer_t writer, const char *bytes, const int64_t len);
    int64_t (*size_bytes)(avro_writer_t writer, const char *bytes, const int64_t len);
    int (*read_int)(avro_reader_t reader, int32_t *i);
    int (*skip_int)(avro_reader_t reader);
    int (*write_int)(avro_writer_t writer, const int32_t i);
    int64_t (*size_int)(avro_writer_t writer, const int32_t i);
    int (*read_long)(avro_reader_t reader, int64_t *l);
    int (*skip_long)(avro_reader_t reader);
    int (*write_long)(avro_writer_t writer, const int64_t l);
    int64_t (*size_long)(avro_writer_t writer, const int64_t l);
    int (*read_float)(avro_reader_t reader, float *f);
    int (*skip_float)(avro_reader_t reader);
    int (*write_float)(avro_writer_t writer, const float f);
    int64_t (*size_float)(avro_writer_t writer, const float f);
    int (*read_double)(avro_reader_t reader, double *d);
    int (*skip_double)(avro_reader_t reader);
    int (*write_double)(avro_writer_t writer, const double d);
    int64_t (*size_double)(avro_writer_t writer, const double d);
    int (*read_boolean)(avro_reader_t reader, int8_t *b);
    int (*skip_boolean)(avro_reader_t reader);
    int (*write_boolean)(avro_writer_t writer, const int8_t b);
    int64_t (*size_boolean)(avro_writer_t writer, const int8_t b);
    int (*read_null)(avro_reader_t reader);
    int (*skip_null)(avro_reader_t reader);
    int (*write_null)(avro_writer_t writer);
    int64_t (*size_null)(avro_writer_t writer);
};
typedef struct avro_encoding_t avro_encoding_t;
extern const avro_encoding_t avro_binary_encoding;
