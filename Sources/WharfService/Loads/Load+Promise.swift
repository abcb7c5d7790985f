/// Loads that go on without their client.
extension Load {
    /// What the load must know to go on in another process.
    var terms: PromiseStore.Terms { .init(isCSV: format.isCSV, options: options) }

    /// Keeps the file on disk until `dropFile`, and asks no more for the client.
    func keepFile(isOver: @escaping () -> Bool) throws {
        try original.keep()
        mustEnd = isOver
    }

    func dropFile() { original.drop() }

    /// Reads the file once more, to its end.
    func receiveAgain() throws {
        try replay()
        try source.finish()
    }
}
