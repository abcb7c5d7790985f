import Foundation
import MariaDB
import Testing

@testable import WharfService

struct ServiceSettingsTests {
    private static let least = ["DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u"]

    private func settings(_ more: [String: String] = [:]) throws -> ServiceSettings {
        try ServiceSettings(environment: Self.least.merging(more) { $1 })
    }

    @Test(
        arguments: [
            ("WHARF_WORKERS", "0", "takes threads, 1 to 1024, not '0'"), ("WHARF_WORKERS", "many", "not 'many'"),
            ("DB_PORT", "70000", "takes a port, 1 to 65535"), ("WHARF_SPOOL_LIMIT", "-1", "takes bytes, such as 500M"),
            ("WHARF_SPOOL", "spool", "takes a path that begins with /"),
            ("WHARF_BUCKET_IS_MOUNT", "ja", "takes yes or no"),
            ("DB_TLS", "on", "takes off, required, ca or full"), ("DB_TLS", "ca", "DB_TLS_CA"),
            ("WHARF_ANONYMOUS_SCOPES", "all", "load, backup, restore"), ("WHARF_RETENTION", "x", "takes rules such as"),
            ("REPORTING_DB", "N", "another one than DB_NAME"), ("DB_NAME", "", "must be set"),
            ("DB_USER", "", "must be set"),
            ("DB_HOST", "", "DB_SOCKET or DB_HOST or INSTANCE_CONNECTION_NAME must be set"),
        ])
    func wrongSetting_IsOneLine_ThatSaysWhatItTakes(_ name: String, _ text: String, _ expected: String) {
        let error = #expect(throws: SettingError.self) { try settings([name: text]) }
        let line = error?.description ?? ""
        #expect(line.contains(expected))
        #expect(!line.contains("\n"))
    }

    @Test func everyDefault_IsWhatItsSettingTakes() throws {
        let plain = try settings()
        var explicit: [String: String] = [:]
        for setting in Setting.all { if case .text(let text) = setting.standard { explicit[setting.name] = text } }
        #expect("\(try settings(explicit))" == "\(plain)")
        #expect(plain.spoolLimitBytes == 64 << 30)
        #expect(plain.reporting.name == "n_reporting")
        #expect(plain.database.socket == nil)
    }

    @Test func reload_ChangesWhatCanChange_AndNothingElse() throws {
        let old = try settings(["WHARF_BULK_LIMIT": "1M", "WHARF_ANONYMOUS_SCOPES": "read"])
        let new = old.changed(to: try settings(["WHARF_TABLE_LOADS": "2", "WHARF_WORKERS": "3", "DB_PASS": "p"]))
        #expect(new.bulkLimitBytes == 16 << 20)
        #expect(new.anonymousScopes.isEmpty)
        #expect(new.tableLoads == 2)
        #expect(new.database.password == "p")
        #expect(new.workers == 16)
    }

    @Test func names_AreThereOnce() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.name)).isDisjoint(with: Setting.othersNames))
    }

    @Test func readme_HasTheList() throws {
        let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let readme = try String(contentsOfFile: "\(path)/README.md", encoding: .utf8)
        let rows = Setting.all.map { setting in
            let standard = setting.standardText.isEmpty ? "" : "\(setting.standardText) "
            let reload = setting.change == .reload ? "yes " : ""
            return "| `\(setting.name)` | \(setting.takes) | \(standard)| \(setting.meaning) | \(reload)|"
        }
        let listed = readme.split(separator: "\n").drop { $0 != "## Settings" }.dropFirst()
            .prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("| `") }.map(String.init)
        #expect(listed == rows, "the table must be:\n\(rows.joined(separator: "\n"))")
    }
}

struct SettingsListingTests {
    @Test func listing_HasValuesAndOrigins_AndNoSecret() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least + "DB_PASS=geheim\n"])
        let given = try folder.sources(["WHARF_DRAIN": "7", "GCP_CREDENTIALS": "geheim", "WHARF_X": "geheim"]).read()
        let report = try SettingsListing(given).report()
        let text = report.lines.joined(separator: "\n") + report.json
        #expect(!text.contains("geheim"))
        func line(_ name: String) -> [String] {
            let words = report.lines.first { $0.hasPrefix("\(name) ") }?.split(separator: " ") ?? []
            return words.prefix(2).map(String.init) + [words.dropFirst(2).joined(separator: " ")]
        }
        #expect(line("DB_PASS") == ["DB_PASS", "(set)", "\(folder.path)/wharf.env, line 4"])
        #expect(line("WHARF_DRAIN") == ["WHARF_DRAIN", "7", "environment"])
        #expect(line("WHARF_WORKERS") == ["WHARF_WORKERS", "16", "default"])
        #expect(line("REPORTING_DB") == ["REPORTING_DB", "wharf_reporting", "default"])
        #expect(line("DB_TLS") == ["DB_TLS", "off", "default"])
        #expect(line("WHARF_BUCKET") == ["WHARF_BUCKET", "-", "default"])
        #expect(report.lines.last == "there is no setting WHARF_X: the variable does nothing")
    }
}
