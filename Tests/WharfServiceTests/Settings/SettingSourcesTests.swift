import MariaDB
import Testing

@testable import WharfService

struct SettingSourcesTests {
    @Test func laterSource_Wins() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least + "WHARF_WORKERS=4\nWHARF_DRAIN=5\n"])
        let given = try folder.sources(["WHARF_WORKERS": "8", "WHARF_DRAIN": "", "HOME": "/"]).read()
        let settings = try ServiceSettings(given)
        #expect(settings.workers == 8)
        #expect(settings.drainSeconds == 30, "an empty value is none")
        #expect(settings.tableLoads == 8)
        #expect(settings.database.host == "db.example")
        #expect(given.values["DB_NAME"]?.origin == .file("\(folder.path)/wharf.env", line: 2))
        #expect(given.values["WHARF_WORKERS"]?.origin == .environment)
    }

    @Test func variableThatSaysWhatTheFileSays_CameFromIt() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least + "WHARF_DRAIN=5\n"])
        let sources = folder.sources(["WHARF_DRAIN": "5", "WHARF_WORKERS": "9"])
        let given = try sources.read()
        #expect(given.values["WHARF_DRAIN"]?.origin == .file("\(folder.path)/wharf.env", line: 4))
        try folder.put(SettingsFolder.least + "WHARF_WORKERS=3\n", in: "wharf.env")
        let next = try ServiceSettings(try sources.following(given).read())
        #expect(next.drainSeconds == 30)
        #expect(next.workers == 9)
    }

    @Test(
        arguments: [
            ("WHARF_WORKER=3", "line 1: there is no setting WHARF_WORKER"),
            ("DB_PASSWORD=geheim", "no setting DB_PASSWORD"),
            ("WHARF_ENV_FILE=/x", "from the environment only"), ("geheim", "line 1: this is no line NAME=VALUE"),
        ])
    func fileWithAnError_IsRefused_WithTheLine(_ text: String, _ expected: String) throws {
        let folder = try SettingsFolder(["wharf.env": text])
        let error = #expect(throws: SettingError.self) { try folder.sources().read() }
        #expect(error?.description.contains(expected) == true)
        #expect(error?.description.contains("\(folder.path)/wharf.env") == true)
        #expect(error?.description.contains("geheim") == false)
    }

    @Test func fileThatIsNotThere_IsAnErrorOnlyWhenItWasNamed() throws {
        let folder = try SettingsFolder()
        let error = #expect(throws: SettingError.self) { try folder.sources().read() }
        #expect(error?.description.contains("No such file") == true)
        #expect(throws: SettingError.self) {
            try SettingSources(environment: ["WHARF_ENV_FILE": "\(folder.path)/no"]).read()
        }
        let given = try SettingSources(environment: ["WHARF_ENV_FILE": "/dev/null"]).read()
        #expect(given.values.keys.sorted() == ["WHARF_ENV_FILE"])
    }

    @Test func misspelledVariable_IsNoError_AndKnown() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least])
        let given = try folder.sources(["WHARF_WORKRES": "1", "DB_X": "", "WHARF_TOKEN": "t", "OTHER": "x"]).read()
        #expect(given.unknownVariables == ["DB_X", "WHARF_WORKRES"])
    }
}

struct SecretSourceTests {
    private func password(_ folder: SettingsFolder, _ environment: [String: String]) throws -> String {
        try ServiceSettings(try folder.sources(environment).read()).database.password
    }

    @Test(arguments: [("geheim", "geheim"), ("geheim\n", "geheim"), ("a b\r\n", "a b"), (" x\n\n", " x\n")])
    func secret_IsItsFile_WithoutTheLastLineEnd(_ text: String, _ expected: String) throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least, "db_pass": text])
        #expect(try password(folder, ["DB_PASS_FILE": "\(folder.path)/db_pass"]) == expected)
        #expect(try password(folder, ["CREDENTIALS_DIRECTORY": folder.path]) == expected)
        let both = ["DB_PASS_FILE": "\(folder.path)/db_pass", "CREDENTIALS_DIRECTORY": folder.path]
        #expect(try password(folder, both) == expected, "a file that is the credential is one way")
    }

    @Test func secretGivenTwice_IsRefused_WithBothWays() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least + "DB_PASS=geheim1\n", "db_pass": "geheim2"])
        let error = #expect(throws: SettingError.self) { try password(folder, ["CREDENTIALS_DIRECTORY": folder.path]) }
        #expect(error?.name == "DB_PASS")
        #expect(error?.description.contains("wharf.env, line 4, and \(folder.path)/db_pass") == true)
        #expect(error?.description.contains("geheim") == false)
        #expect(try password(folder, ["CREDENTIALS_DIRECTORY": folder.path, "DB_PASS": ""]) == "geheim2")
    }

    @Test(arguments: [("", "is empty"), ("\n", "is not text"), ("a\u{0}b", "is not text")])
    func secretThatIsNone_IsRefused(_ text: String, _ expected: String) throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least, "db_pass": text])
        let error = #expect(throws: SettingError.self) { try password(folder, ["CREDENTIALS_DIRECTORY": folder.path]) }
        #expect(error?.description.contains("DB_PASS") == true)
    }

    @Test func secretFileThatIsNotThere_IsRefused() throws {
        let folder = try SettingsFolder(["wharf.env": SettingsFolder.least])
        let error = #expect(throws: SettingError.self) { try password(folder, ["DB_PASS_FILE": "/nowhere/db_pass"]) }
        #expect(error?.description.contains("/nowhere/db_pass") == true)
    }
}
