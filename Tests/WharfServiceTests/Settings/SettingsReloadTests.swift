import Bucket
import MariaDB
import Testing

@testable import WharfService

struct SettingsReloadTests {
    @Test func reading_TellsWhatChanged_AndWhatWaits() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least + "WHARF_DRAIN=5\n", "db_pass": "one"])
        let sources = folder.sources(["CREDENTIALS_DIRECTORY": folder.path, "WHARF_DRAIN": "5"])
        var reload = SettingsReload(sources, try sources.read())
        #expect(try reload.run().changed == [])
        try folder.put(SettingsFolder.least + "WHARF_WORKERS=3\n", in: "wharf.env")
        try folder.put("two\n", in: "db_pass")
        let outcome = try reload.run()
        #expect(outcome.changed == ["DB_PASS", "WHARF_DRAIN"])
        #expect(outcome.waiting == ["WHARF_WORKERS"])
        #expect(outcome.settings.database.password == "two")
        let again = try reload.run()
        #expect(again.changed == [] && again.waiting == ["WHARF_WORKERS"], "it waits for a restart still")
    }

    @Test func wrongReading_ChangesNothing() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least])
        let sources = folder.sources()
        var reload = SettingsReload(sources, try sources.read())
        try folder.put(SettingsFolder.least + "WHARF_DRAIN=9\nWHARF_TABLE_LOADS=none\n", in: "wharf.env")
        #expect(throws: SettingError.self) { try reload.run() }
        try folder.put(SettingsFolder.least + "WHARF_DRAIN=9\n", in: "wharf.env")
        #expect(try reload.run().changed == ["WHARF_DRAIN"])
    }

    @Test func change_ReachesAllThatHoldALimit() throws {
        let scratch = try SpoolScratch()
        let least = ["DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "WHARF_BUCKET": "/nowhere", "DB_PASS": "one"]
        let shared = SharedState(settings: try ServiceSettings(environment: least), spool: scratch.root)
        let worker = WorkerState(shared: shared)
        let more = [
            "WHARF_SPOOL_LIMIT": "7", "WHARF_TABLE_LOADS": "2", "WHARF_BUCKET_TIMEOUT": "3", "DB_PASS": "two",
            "WHARF_ANONYMOUS_SCOPES": "read", "DB_HOST": "elsewhere",
        ]
        shared.change(to: try ServiceSettings(environment: least.merging(more) { $1 }))
        #expect(shared.spool.budget.limitBytes == 7)
        #expect(shared.registry.tableLimit == 2)
        #expect(shared.bucket?.timeoutSeconds == 3)
        #expect(shared.settings.anonymousScopes.description == "read")
        #expect(worker.database.settings.password == "two")
        #expect(worker.database.settings.host == "h", "another database needs a restart")
    }
}
