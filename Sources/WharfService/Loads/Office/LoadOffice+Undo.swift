extension LoadOffice {
    /// Takes back what one load did to its table, as `POST /loads/{id}/undo` does.
    ///
    /// - Parameter isInterrupted: asked often; true ends the undo, and the load stays whole.
    /// - Throws: `CommandError`, with the undo's receipt where it had begun.
    public func undo(
        _ id: String, isDry: Bool, isInterrupted: @escaping @Sendable () -> Bool
    ) throws -> CommandReport {
        try working { instance, requestID in
            let run = UndoRun(context: context(instance, requestID, bytes: nil, isInterrupted)) { done, all in
                self.progress(
                    CommandProgress(what: "taking back \(id)", done: done, expected: all, unit: "rows", facts: []))
            }
            let receipt = try run.run(id, isDry: isDry)
            if !isDry { audit(UndoRun.act, of: receipt.table, UndoRun.detail(receipt), instance, requestID) }
            return try CommandReport(LoadAnswer([receipt], isSingle: true), receipt.lines)
        }
    }
}
