import Logging

/// The loads of one request, for the log's line about it. Belongs to the worker that serves the request.
final class LoadOutcomes {
    private var receipts: [Receipt] = []

    /// What is noted of a load later wins.
    func note(_ loads: [Load]) {
        for receipt in loads.map(\.receipt) {
            if let index = receipts.firstIndex(where: { $0.id == receipt.id }) {
                receipts[index] = receipt
            } else {
                receipts.append(receipt)
            }
        }
    }

    /// Nothing where there were no loads.
    func add(to facts: inout Logger.Metadata) {
        guard !receipts.isEmpty else { return }
        facts["load_ids"] = .array(receipts.map { "\($0.id)" })
        facts["rows"] = .stringConvertible(receipts.reduce(0) { $0 + $1.read })
        facts["rejected"] = .stringConvertible(receipts.reduce(0) { $0 + $1.rejected })
    }
}
