/// A whole file of records that stand in key order as they are.
struct SortedFile {
    let file: SpoolFile
    let count: Int
    let chunks: RowChunks
    /// Whether each key is greater than the one before it: then none occurs twice.
    let isStrict: Bool
}
