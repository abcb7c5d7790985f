import Crypto
import Testing

@testable import WharfService

struct BackupManifestTests {
    private let manifest = BackupManifest.sample(set: LoadIdentifier(), setTables: ["jobs", "departments"])

    private func reason(_ bytes: [UInt8], _ name: BackupName? = nil) -> BackupDamage.Reason? {
        do throws(BackupDamage.Reason) {
            _ = try BackupManifest(bytes, of: name ?? manifest.name)
            return nil
        } catch { return error }
    }

    @Test func manifest_ComesBackEqual() throws {
        #expect(try BackupManifest(manifest.encoded(), of: manifest.name) == manifest)
        var empty = manifest
        (empty.set, empty.setTables, empty.firstKey, empty.lastKey, empty.rows) = (nil, nil, nil, nil, 0)
        #expect(try BackupManifest(empty.encoded(), of: manifest.name) == empty)
    }

    /// What anybody can check with `head -n -2 | sha256sum`.
    @Test func lastMember_IsTheDigestOfAllThatStandsBeforeItsLine() throws {
        let text = String(decoding: try manifest.encoded(), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.suffix(2) == ["}", ""])
        let content = lines.dropLast(3).joined(separator: "\n") + "\n"
        let digest = SHA256.hash(data: Array(content.utf8)).hexadecimal
        #expect(lines[lines.count - 3] == "  \"manifest_sha256\" : \"\(digest)\"")
        #expect(text.contains("\"records_sha256\" : "))
        #expect(text.contains("\"is_nullable\" : false"))
    }

    @Test func flippedByte_IsNoticed() throws {
        let bytes = try manifest.encoded()
        for offset in bytes.indices {
            for bit in [1, 0x20, 0x80] as [UInt8] {
                var changed = bytes
                changed[offset] ^= bit
                #expect(reason(changed) == .notWhole, "\(offset)")
            }
        }
    }

    @Test func cutOrGrownManifest_IsNoticed() throws {
        let bytes = try manifest.encoded()
        for length in bytes.indices { #expect(reason(Array(bytes.prefix(length))) == .notWhole, "\(length)") }
        #expect(reason(bytes + [10]) == .notWhole)
        #expect(reason(bytes + bytes) == .notWhole)
        #expect(reason([UInt8](repeating: 32, count: SealedDocument.limitBytes + 1)) == .tooLarge)
    }

    @Test func manifestOfAnotherBackup_IsRefused() throws {
        let bytes = try manifest.encoded()
        #expect(reason(bytes, BackupName(table: "jobs", id: LoadIdentifier())) == .otherName)
        #expect(reason(bytes, BackupName(table: "departments", id: manifest.id)) == .otherName)
        var renamed = manifest
        renamed.file = "jobs.avro"
        #expect(reason(try renamed.encoded()) == .otherName)
    }

    @Test func otherDocuments_AreRefused() throws {
        let seal = "manifest_sha256"
        #expect(reason(try SealedDocument.encode(["format": 2], seal: seal)) == .unknownFormat(2))
        #expect(reason(try SealedDocument.encode(["format": 1], seal: seal)) == .otherContent)
        #expect(reason(try SealedDocument.encode(["form": 1], seal: seal)) == .otherContent)
        #expect(reason(try SealedDocument.encode(manifest, seal: "other_sha256")) == .notWhole)
        var negative = manifest
        negative.rows = -1
        #expect(reason(try negative.encoded()) == .otherContent)
    }

    @Test func proof_ComesBackEqual_AndOnlyForItsBackup() throws {
        let proof = BackupProof(
            backup: manifest.id, level: .drill, passed: false, detail: "row 3 differs", rows: 17, seconds: 1.5)
        let bytes = try proof.encoded()
        #expect(try BackupProof(bytes, of: manifest.name, id: proof.id) == proof)
        #expect(throws: BackupDamage.Reason.otherName) {
            try BackupProof(bytes, of: BackupName(table: "jobs", id: LoadIdentifier()), id: proof.id)
        }
        #expect(throws: BackupDamage.Reason.otherName) {
            try BackupProof(bytes, of: manifest.name, id: LoadIdentifier())
        }
        var changed = bytes
        changed[40] ^= 1
        #expect(throws: BackupDamage.Reason.notWhole) { try BackupProof(changed, of: manifest.name, id: proof.id) }
    }
}
