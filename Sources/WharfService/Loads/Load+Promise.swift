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

    /// Takes over the end of the load where it has come to one: by a COMMIT whose answer was lost.
    func lookUp() throws {
        let store = LoadStore(connection: try context.database.connection())
        guard try store.settledState(receipt.id)?.isFinal == true, let ended = try store.find(receipt.id) else {
            return
        }
        receipt = ended
        context.registry.end(ended)
    }

    /// Reads the file once more, to its end.
    func receiveAgain() throws {
        try replay()
        try source.finish()
    }
}
