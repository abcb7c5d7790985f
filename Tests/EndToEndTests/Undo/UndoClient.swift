extension Stack {
    /// `POST /loads/{id}/undo`
    ///
    /// - Parameter arguments: for curl, such as those of a key.
    func undo(
        _ id: String, _ document: String = "", _ arguments: [String] = [], as caller: Caller = .developer
    ) throws -> Answer { try beginUndo(id, document, arguments, as: caller).answer() }

    func beginUndo(
        _ id: String, _ document: String = "", _ arguments: [String] = [], as caller: Caller = .developer
    ) throws -> Curl {
        let body = ["-H", "Content-Type: application/json", "-d", document]
        return try Curl(self, "/loads/\(id)/undo", arguments + body, as: caller)
    }
}
