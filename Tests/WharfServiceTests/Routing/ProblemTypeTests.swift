import Foundation
import Testing

@testable import WharfService

/// The README of the checkout.
enum Readme {
    static var text: String {
        get throws {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            return try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        }
    }
}

struct ProblemTypeTests {
    @Test func readme_HasTheCatalogue_LineForLine() throws {
        let lines = try Readme.text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "| type | status | when |"))
        let table = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map(String.init)
        let catalogue = ProblemType.allCases.map { "| `\($0.rawValue)` | \($0.status) | \($0.meaning) |" }
        #expect(table == catalogue, "this is the table:\n\(catalogue.joined(separator: "\n"))")
    }

    @Test func types_AreInTheOrderOfTheirStatus_AndSayWhatTheyMean() {
        let statuses = ProblemType.allCases.map(\.status)
        #expect(statuses == statuses.sorted())
        for type in ProblemType.allCases {
            #expect((400...599).contains(type.status))
            #expect(!type.title.isEmpty && !type.title.hasSuffix(".") && !type.meaning.isEmpty)
            #expect(type.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
        }
        #expect(Set(ProblemType.allCases.map(\.title)).count == ProblemType.allCases.count)
    }
}
