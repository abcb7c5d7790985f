import MariaDB
import Testing

extension EndToEndTests {
    /// Many clients that want the same rows, in orders that block each other.
    struct BulkContentionTests {
        private static let ids = 400

        let stack: Stack

        init() throws { stack = try Stack.shared() }

        /// A hundred rows of all, from another place for each client, upwards or downwards.
        private func begin(_ client: Int, _ choice: String) throws -> Curl {
            let upwards = (0..<100).map { (client * 17 + $0) % Self.ids + 1 }
            let ids = client % 2 == 0 ? upwards : upwards.reversed()
            let name = choice == "update" ? "Of client \(client)" : "Of all"
            let rows = ids.map { "[\($0),\"\(name)\"]" }.joined(separator: ",")
            let path = try stack.scratch("body", Array("{\"table\":\"departments\",\"data\":[\(rows)]}".utf8))
            let arguments = ["-H", "Content-Type: application/json", "--data-binary", "@\(path)"]
            return try Curl(stack, "/bulk?on_duplicate=\(choice)", arguments)
        }

        @Test(arguments: ["reject", "skip", "update"])
        func sameRows_GoInOnce_AndNobodyGetsAnError(_ choice: String) throws {
            let answers = try stack.answers((0..<64).map { try begin($0, choice) })
            var inserted = 0
            for answer in answers {
                let receipt: Receipt
                if answer.status == 200 {
                    receipt = try answer.json(BulkAnswer.self).load
                } else {
                    // All of its rows were there already.
                    try #require(choice == "reject", "\(answer.status) \(answer.text)")
                    let problem = try stack.expectProblem(answer, 422, "nothing-loaded")
                    receipt = try #require(problem.loads?.first)
                }
                try stack.expectClosed(receipt, isAlone: false)
                #expect(
                    receipt.read == 100 && (receipt.rejected == 0) == (choice != "reject" || receipt.inserted == 100))
                inserted += receipt.inserted
            }
            #expect(inserted == Self.ids)
            #expect(try stack.count("departments") == Self.ids)
        }
    }
}
