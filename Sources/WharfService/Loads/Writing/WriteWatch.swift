/// Looks up from the writing of a load now and then: at the client, and at how far it is.
struct WriteWatch {
    /// Throws where the load must not go on.
    let look: () throws -> Void
    /// Takes the number of rows sent so far.
    let note: (Int) -> Void

    /// - Throws: as `look`.
    func look(afterRows rows: Int) throws {
        try look()
        note(rows)
    }
}
