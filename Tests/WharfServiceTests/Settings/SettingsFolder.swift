import Foundation

@testable import WharfService

/// A folder with files of settings, removed with the test.
final class SettingsFolder {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = "\(FileManager.default.temporaryDirectory.path)/wharf-settings-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try put(text, in: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func put(_ text: String, in name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// Sources with the file `wharf.env` of this folder.
    func sources(_ environment: [String: String] = [:]) -> SettingSources {
        SettingSources(environment: environment, file: "\(path)/wharf.env")
    }

    static let least = "DB_HOST=db.example\nDB_NAME=wharf\nDB_USER=loader\n"
}
