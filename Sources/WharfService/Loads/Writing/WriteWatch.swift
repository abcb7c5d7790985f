/// Looks up from the writing of a load now and then: at the client, and at how far it is.
struct WriteWatch {
    let isClientGone: () -> Bool
    /// Takes the number of rows sent so far.
    let note: (Int) -> Void

    /// - Throws: `ClientGone`.
    func look(afterRows rows: Int) throws {
        if isClientGone() { throw ClientGone() }
        note(rows)
    }
}
