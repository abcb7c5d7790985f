import Foundation
import Glibc
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// What `wharf check` finds where something is wrong, and what it leaves.
    struct CheckTests {
        private let database: ScratchDatabase
        private let loader: RoleUser
        private let folder: SettingsFolder

        init() throws {
            database = try ScratchDatabase(hasReports: true)
            loader = try RoleUser(.loader, of: database).grant()
            folder = try SettingsFolder()
            for name in ["spool", "bucket"] { mkdir("\(folder.path)/\(name)", 0o700) }
        }

        /// The items, where these settings differ from good ones.
        private func items(_ more: [String: String] = [:], socket: String? = nil) throws -> [CheckItem] {
            let own = loader.connectionSettings
            let good = [
                "DB_USER": own.user, "DB_PASS": own.password, "DB_NAME": own.database ?? "",
                "DB_SOCKET": own.socket ?? "", "WHARF_SPOOL": "\(folder.path)/spool", "WHARF_SPOOL_LIMIT": "1K",
                "WHARF_BUCKET": "\(folder.path)/bucket",
            ]
            try folder.put("", in: "wharf.env")
            let given = try folder.sources(good.merging(more) { $1 }).read()
            let socket = socket ?? "\(folder.path)/no.sock"
            let items = try CheckOffice(given, role: .loader, socket: socket).items()
            #expect(!items.contains { $0.line(nameWidth: 0).contains(own.password) && own.password.count > 4 })
            for name in ["spool", "bucket"] {
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)") == [])
            }
            return items
        }

        /// The one item of that name that is not ok.
        private func trouble(_ name: String, _ items: [CheckItem]) throws -> CheckItem {
            try #require(items.first { $0.name == name && $0.state != .ok }, "\(items.map { $0.line(nameWidth: 9) })")
        }

        @Test func goodInstallation_HasNoFailure() throws {
            let items = try items()
            #expect(!items.contains { $0.state == .failed }, "\(items.map { $0.line(nameWidth: 9) })")
            for name in ["settings", "database", "tls", "rights", "schema", "reporting", "clock", "bucket"] {
                #expect(items.contains { $0.name == name && $0.state == .ok }, "\(name)")
            }
        }

        @Test func wrongPassword_IsToldWithoutIt() throws {
            let item = try trouble("database", try items(["DB_PASS": "falsch-und-geheim"]))
            #expect(item.state == .failed)
            #expect(item.finding.contains("1045"))
            #expect(item.advice?.contains("DB_PASS") == true)
            #expect(!item.line(nameWidth: 0).contains("falsch"))
        }

        @Test(
            arguments: [
                (["DB_SOCKET": "/nowhere/mysqld.sock"], "see that the server runs"),
                (["DB_SOCKET": "", "DB_HOST": "127.0.0.1", "DB_PORT": "1"], "see that the server runs"),
                (["DB_NAME": "wharf_not_there"], "wharf grant"), (["DB_TLS_CA": "/dev/null"], "DB_TLS_CA"),
            ])
        func databaseThatRefuses_IsToldWithAdvice(_ settings: [String: String], _ advice: String) throws {
            let item = try trouble("database", try items(settings))
            #expect(item.state == .failed)
            #expect(item.advice?.contains(advice) == true)
        }

        @Test func encryption_IsToldAsItIs() throws {
            #expect(try items().contains { $0.name == "tls" && $0.finding.contains("unix socket") })
            #expect(try trouble("tls", try items(["DB_TLS": "required"])).advice?.contains("DB_TLS=ca") == true)
        }

        @Test func missingRight_IsNamed() throws {
            try loader.revoke("DELETE, TRIGGER")
            let rights = try items().filter { $0.name == "rights" }
            let failed = try #require(rights.first { $0.state == .failed })
            #expect(failed.finding.hasPrefix("no DELETE on \(database.settings.database ?? ""):"))
            #expect(failed.advice?.contains("wharf grant loader") == true)
            #expect(rights.first { $0.state == .warning }?.finding.hasPrefix("no TRIGGER on ") == true)
        }

        @Test func otherRoles_AreCheckedForTheirOwnRights() throws {
            for role in [DatabaseRole.migrator, .reporter, .bi] {
                let holder = try RoleUser(role, of: database).grant()
                defer { withExtendedLifetime(holder) {} }
                let user = holder.connectionSettings
                let given = try SettingSources(environment: [
                    "DB_USER": user.user, "DB_PASS": user.password, "DB_NAME": user.database ?? "",
                    "DB_SOCKET": user.socket ?? "", "WHARF_ENV_FILE": "/dev/null",
                ]).read()
                let items = try CheckOffice(given, role: role, socket: "").items()
                #expect(!items.contains { $0.state == .failed }, "\(items.map { $0.line(nameWidth: 9) })")
                #expect(items.count { $0.name == "rights" } == role.needs.count)
            }
        }

        @Test func missingSchema_AsksForMigrations() throws {
            try database.connection.execute("DELETE FROM wharf_migrations WHERE version = \(Migration.all.count)")
            #expect(try trouble("schema", try items()).advice?.contains("wharf migrate") == true)
            try database.connection.execute("DROP TABLE \(database.reporting.quoted("hires_by_q"))")
            #expect(try trouble("reporting", try items()).state == .failed)
        }

        @Test func bucketThatIsNotThere_OrNoMount_Fails() throws {
            let gone = try trouble("bucket", try items(["WHARF_BUCKET": "\(folder.path)/nowhere"]))
            #expect(gone.state == .failed)
            #expect(gone.advice?.contains("mount it") == true)
            #expect(try trouble("bucket", try items(["WHARF_BUCKET_IS_MOUNT": "yes"])).state == .failed)
            #expect(try trouble("bucket", try items(["WHARF_BUCKET": ""])).state == .warning)
        }

        @Test(.enabled(if: getuid() == 0, "a disk in memory needs root"))
        func closedBucket_AndFullSpool_Fail() throws {
            let disk = "\(folder.path)/disk"
            mkdir(disk, 0o700)
            try #require(mount("tmpfs", disk, "tmpfs", 0, "size=64k") == 0)
            defer { umount2(disk, Int32(MNT_DETACH)) }
            let full = try trouble("spool", try items(["WHARF_SPOOL": disk]))
            #expect(full.state == .failed)
            #expect(full.advice?.contains("make room") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
            try #require(mount("tmpfs", disk, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
            let closed = try trouble("bucket", try items(["WHARF_BUCKET": disk, "WHARF_BUCKET_IS_MOUNT": "yes"]))
            #expect(closed.state == .failed)
            #expect(closed.advice?.contains("right to write") == true)
            #expect(try trouble("spool", try items(["WHARF_SPOOL": disk])).advice?.contains("chown") == true)
        }

        @Test func spoolThatCannotBeWritten_OrIsNotThere_IsTold() throws {
            try folder.put("", in: "file")
            #expect(try trouble("spool", try items(["WHARF_SPOOL": "\(folder.path)/file/spool"])).state == .failed)
            #expect(try trouble("spool", try items(["WHARF_SPOOL": "\(folder.path)/none"])).state == .warning)
            #expect(access("\(folder.path)/none", F_OK) != 0)
            let small = try trouble("spool", try items(["WHARF_SPOOL_LIMIT": "1000T"]))
            #expect(small.finding.contains("less than WHARF_SPOOL_LIMIT"))
        }

        @Test func misspelledSetting_IsAWarning() throws {
            let items = try items(["WHARF_WORKRES": "4"])
            #expect(items.contains { $0.state == .warning && $0.finding.contains("WHARF_WORKRES") })
        }

        @Test func socket_IsTried() throws {
            try folder.put("", in: "plain")
            #expect(try trouble("socket", try items()).state == .warning)
            #expect(try trouble("socket", try items(socket: "\(folder.path)/plain")).finding.contains("no socket"))
            let listener = try ScratchListener("\(folder.path)/s.sock")
            chmod(listener.path, 0o660)
            #expect(try items(socket: listener.path).contains { $0.name == "socket" && $0.state == .ok })
            chmod(listener.path, 0o666)
            #expect(try trouble("socket", try items(socket: listener.path)).advice?.contains("0660") == true)
            chmod(listener.path, 0o600)
            #expect(try trouble("socket", try items(socket: listener.path)).finding.contains("only its owner"))
            listener.stop()
            #expect(try trouble("socket", try items(socket: listener.path)).finding.contains("refused"))
        }
    }
}

/// A unix socket that somebody listens on.
private final class ScratchListener {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0 && listen(descriptor, 5) == 0)
    }

    /// Leaves the file.
    func stop() { close(descriptor) }
}

struct ServerCheckTests {
    @Test(arguments: [(0.0, "ok"), (-1.9, "ok"), (2.5, "warning"), (-3600, "FAILED")])
    func clock_IsJudgedByItsDifference(_ seconds: Double, _ expected: String) {
        #expect(ClockCheck.judged(secondsAhead: seconds).state.rawValue == expected)
    }
}
