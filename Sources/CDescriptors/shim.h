#pragma once
// close_range(2) and O_PATH: glibc declares them for _GNU_SOURCE only, which Swift's Glibc module does not set.
#include <fcntl.h>
#include <linux/close_range.h>

int close_range(unsigned int first, unsigned int last, int flags);

static const int wharf_o_path = __O_PATH;

/// Gives the calling thread a descriptor table of its own, with what stands below `first` and nothing else.
static inline int wharf_unshare_descriptors(unsigned int first) {
    return close_range(first, ~0U, CLOSE_RANGE_UNSHARE);
}
