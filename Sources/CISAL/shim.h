#pragma once
#include <isa-l/igzip_lib.h>
#include <stddef.h>

// `struct isal_zstream` has arrays of more elements than Swift imports: it is set up and used here.
struct wharf_deflater {
    struct isal_zstream stream;
    uint8_t level[ISAL_DEF_LVL2_DEFAULT];
};

static inline size_t wharf_deflater_size(void) { return sizeof(struct wharf_deflater); }

/// Packs all the bytes into one stream of RFC 1951, by `isal_deflate_stateless` at level 2.
///
/// - Parameter memory: of `wharf_deflater_size()` bytes, which need not be initialized.
/// - Returns: how many bytes it gave; -1 where they have no room.
static inline int64_t wharf_deflate(void *memory, const void *bytes, uint32_t count, void *output, uint32_t room) {
    struct wharf_deflater *deflater = (struct wharf_deflater *)memory;
    struct isal_zstream *stream = &deflater->stream;
    isal_deflate_stateless_init(stream);
    stream->level = 2;
    stream->level_buf = deflater->level;
    stream->level_buf_size = sizeof deflater->level;
    stream->end_of_stream = 1;
    stream->flush = NO_FLUSH;
    stream->gzip_flag = IGZIP_DEFLATE;
    stream->next_in = (uint8_t *)bytes;
    stream->avail_in = count;
    stream->next_out = (uint8_t *)output;
    stream->avail_out = room;
    int result = isal_deflate_stateless(stream);
    return result == COMP_OK && stream->avail_in == 0 ? stream->total_out : -1;
}
