import Testing

@testable import WharfService

struct LoadOptionsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let value: String
        let expected: LoadOptions

        init(_ name: String, _ value: String, _ change: (inout LoadOptions) -> Void = { _ in }) {
            (self.name, self.value) = (name, value)
            var options = LoadOptions()
            change(&options)
            expected = options
        }

        var testDescription: String { "\(name)=\(value)" }
    }

    @Test(arguments: [
        Case("delimiter", ";") { $0.delimiter = UInt8(ascii: ";") },
        Case("delimiter", "Semicolon") { $0.delimiter = UInt8(ascii: ";") },
        Case("delimiter", ",") { $0.delimiter = UInt8(ascii: ",") },
        Case("delimiter", "comma") { $0.delimiter = UInt8(ascii: ",") },
        Case("delimiter", "\t") { $0.delimiter = 9 }, Case("delimiter", "\\t") { $0.delimiter = 9 },
        Case("delimiter", "TAB") { $0.delimiter = 9 }, Case("delimiter", "pipe") { $0.delimiter = UInt8(ascii: "|") },
        Case("header", "yes") { $0.header = true }, Case("header", "0") { $0.header = false },
        Case("header", "AUTO"), Case("columns", "id, name ,,x") { $0.columns = ["id", "name", "", "x"] },
        Case("encoding", "Latin-1") { $0.encoding = .latin1 },
        Case("encoding", "cp1252") { $0.encoding = .windows1252 },
        Case("encoding", "UTF8"), Case("on_duplicate", "reject"),
        Case("on_duplicate", "Skip") { $0.onDuplicate = .skip },
        Case("on_duplicate", "update") { $0.onDuplicate = .update }, Case("on_reject", "keep"),
        Case("on_reject", "ABORT") { $0.rejectBudget = .abort },
        Case("max_rejects", "0") { $0.rejectBudget = .records(0) },
        Case("max_rejects", "100") { $0.rejectBudget = .records(100) },
        Case("max_rejects", "0.5%") { $0.rejectBudget = .percent(0.5) },
        Case("max_rejects", "100%") { $0.rejectBudget = .percent(100) }, Case("dry_run", "TRUE") { $0.isDryRun = true },
        Case("dry_run", "on") { $0.isDryRun = true }, Case("dry_run", "no"),
    ])
    func option_IsTaken(_ one: Case) throws {
        var options = LoadOptions()
        try options.set(one.name, to: one.value)
        #expect(options == one.expected)
    }

    @Test(
        arguments: [
            ("delimiter", "", "comma"), ("delimiter", ";;", "comma"), ("delimiter", "a", "comma"),
            ("header", "maybe", "auto"), ("header", "", "auto"), ("columns", "", "commas"),
            ("columns", " , ", "commas"),
            ("encoding", "utf-16", "utf-8"), ("encoding", "", "utf-8"), ("on_duplicate", "ignore", "skip"),
            ("on_reject", "stop", "abort"), ("max_rejects", "-1", "records"), ("max_rejects", "101%", "records"),
            ("max_rejects", "nan%", "records"), ("max_rejects", "-0.1%", "records"), ("max_rejects", "1.5", "records"),
            ("max_rejects", "%", "records"), ("dry_run", "2", "true or false"), ("dry_run", "", "true or false"),
            ("Delimiter", ";", "There is no option"), ("", "", "There is no option"),
        ])
    func option_IsRefused_WithWhatItTakes(_ name: String, _ value: String, _ said: String) throws {
        var options = LoadOptions()
        let problem = try #require(throws: Problem.self) { try options.set(name, to: value) }
        #expect(problem.type == .badOption && problem.type.status == 400)
        #expect(problem.detail.contains(said))
        #expect(options == LoadOptions())
    }

    @Test(arguments: [["on_reject", "max_rejects"], ["max_rejects", "on_reject"]])
    func abort_AndABudget_ContradictEachOther(_ order: [String]) throws {
        var options = LoadOptions()
        let problem = try #require(throws: Problem.self) {
            for name in order { try options.set(name, to: name == "on_reject" ? "abort" : "7") }
        }
        #expect(problem.type == .badOption && problem.detail.contains("contradict"))
    }

    @Test(
        arguments: [
            (.unlimited, 5, 5, true), (.records(0), 0, 9, true), (.records(0), 1, 9, false), (.records(3), 3, 9, true),
            (.records(3), 4, 9, false), (.percent(10), 1, 10, true), (.percent(10), 2, 10, false),
            (.percent(0), 0, 0, true), (.percent(0), 1, 1_000_000, false), (.percent(100), 9, 9, true),
            (.percent(0.5), 5, 1000, true), (.percent(0.5), 6, 1000, false), (.percent(50), 0, 0, true),
        ] as [(LoadOptions.RejectBudget, Int, Int, Bool)])
    func budget_AllowsSoMany(_ budget: LoadOptions.RejectBudget, _ rejected: Int, _ read: Int, _ allows: Bool) {
        #expect(budget.allows(rejected, of: read) == allows)
    }

    @Test func record_RepeatsTheOptions() throws {
        var options = LoadOptions()
        let given = [
            "delimiter": "tab", "header": "yes", "columns": "a,b", "encoding": "latin1", "on_duplicate": "skip",
            "max_rejects": "2.5%", "dry_run": "1",
        ]
        for (name, value) in given { try options.set(name, to: value) }
        let record = options.record
        #expect(record.delimiter == "\t" && record.header == true && record.columns == ["a", "b"])
        #expect(record.encoding == "iso-8859-1" && record.onDuplicate == .skip)
        #expect(record.maxRejects == "2.5%" && record.dryRun)
    }
}
