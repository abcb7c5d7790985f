import CMalloc

/// How the allocator behaves in processes that load.
enum FlatMemory {
    /// Large blocks go back to the system when they are freed, whichever thread freed them: glibc would raise the bound
    /// for that to 32 MiB as it goes, and keep a heap for each thread (mallopt(3)).
    static func keep() {
        mallopt(M_MMAP_THRESHOLD, 256 << 10)
        mallopt(M_ARENA_MAX, 2)
    }
}
