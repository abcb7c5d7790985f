extension Exchange {
    /// Notes what has become of a request's loads, for the log and the audit.
    func note(_ loads: [Load]) {
        outcome.note(loads)
        auditUpdates(of: loads)
    }

    /// Notes in the audit what loads have changed: rows that took other values are gone as they were.
    private func auditUpdates(of loads: [Load]) {
        for load in loads where load.options.onDuplicate == .update && !load.options.isDryRun {
            let receipt = load.receipt
            guard receipt.state == .done else { continue }
            audit("update rows", of: receipt.table, "load \(receipt.id): \(receipt.updated) updated of \(receipt.read)")
        }
    }
}
