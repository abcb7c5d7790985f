extension Exchange {
    /// Notes what has become of a request's loads, for the log and the audit.
    func note(_ loads: [Load]) {
        outcome.note(loads)
        auditUpdates(of: loads)
    }

    /// Notes in the audit what loads have changed: rows that took other values are gone as they were.
    private func auditUpdates(of loads: [Load]) {
        for load in loads {
            if let detail = load.updateDetail { audit(Load.updateAct, of: load.table.name, detail) }
        }
    }
}

extension Load {
    /// What the audit calls it.
    static let updateAct = "update rows"

    /// What the audit says of a load that may have replaced values; nil of any other.
    var updateDetail: String? {
        guard options.onDuplicate == .update, !options.isDryRun, receipt.state == .done else { return nil }
        return "load \(receipt.id): \(receipt.updated) updated of \(receipt.read)"
    }
}
