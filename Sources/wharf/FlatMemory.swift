import CMalloc

/// How the allocator behaves in processes that load.
enum FlatMemory {
    /// Large blocks go back to the system when they are freed, whichever thread freed them: glibc would raise the bound
    /// for that to 32 MiB as it goes, and keep a heap for each thread (mallopt(3)).
    ///
    /// What a request of a few hundred kilobytes takes is kept for the next one: the system would fill each page of it with
    /// zeros again.
    static func keep() {
        mallopt(M_MMAP_THRESHOLD, 1 << 20)
        mallopt(M_TRIM_THRESHOLD, 2 << 20)
        mallopt(M_ARENA_MAX, 2)
    }
}
