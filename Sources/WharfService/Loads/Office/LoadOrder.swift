/// What `wharf load` is to load, and how.
public struct LoadOrder: Sendable {
    /// Paths of files and folders; `-` for standard input.
    public var files: [String]
    /// The table of the one file; found by the file's name where nil.
    public var table: String?
    /// `csv` or `ndjson`; found by the file's name where nil.
    public var format: String?
    /// Options of a load by their names, as a query string would have them.
    public var options: [(name: String, value: String)] = []

    public init(files: [String]) { self.files = files }
}
