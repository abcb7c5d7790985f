import Crypto
import Glibc
import Testing

@testable import Bucket

struct BucketFileTests {
    let folder: ScratchFolder
    let bucket: Bucket

    init() throws {
        folder = try ScratchFolder()
        bucket = Bucket(path: folder.path)
    }

    static let sizes = [0, 1, 70_000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (4 << 20) + 12_345]

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    @Test(arguments: sizes, [1000, 65_536, 3 << 20])
    func writer_WritesWhatItIsGiven_InPiecesOfAnySize(_ size: Int, _ piece: Int) throws {
        let bytes = noise(size)
        let writer = try bucket.create("file.avro")
        try bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: size, by: piece) {
                try writer.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, size)]))
            }
        }
        #expect(try writer.finish() == BucketFile(bytes: size, sha256: hexadecimal(bytes)))
        #expect(try folder.bytes("file.avro") == bytes)
        #expect(folder.names == ["file.avro"])
    }

    @Test(arguments: sizes, [1, 999, 65_536, 3 << 20])
    func reader_ReadsWhatIsThere_InPiecesOfAnySize(_ size: Int, _ piece: Int) throws {
        let size = piece == 1 ? min(size, 70_000) : size
        let bytes = noise(size, seed: 2)
        try folder.put("file.avro", bytes)
        let reader = try bucket.open("file.avro")
        var target = [UInt8](repeating: 0, count: piece)
        var got: [UInt8] = []
        while true {
            let count = try target.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            got += target.prefix(count)
        }
        #expect(got == bytes)
        #expect(reader.count == size)
        #expect(try reader.finish() == BucketFile(bytes: size, sha256: hexadecimal(bytes)))
        #expect(try target.withUnsafeMutableBytes { try reader.read(into: $0) } == 0)
    }

    @Test func reader_KnowsTheWholeFile_WhenItsCallerReadAPart() throws {
        let bytes = noise(5 << 20)
        try folder.put("file.avro", bytes)
        let reader = try bucket.open("file.avro")
        var target = [UInt8](repeating: 0, count: 100)
        _ = try target.withUnsafeMutableBytes { try reader.read(into: $0) }
        #expect(try reader.finish() == BucketFile(bytes: bytes.count, sha256: hexadecimal(bytes)))
    }

    @Test func reader_EndsItsThread_WhenItIsClosedOrDropped() throws {
        try folder.put("file.avro", noise(9 << 20))
        try bucket.open("file.avro").close()
        _ = try bucket.open("file.avro")
        try eventually("no session") { bucket.sessionCount == 0 }
    }

    @Test func abandonedWriter_LeavesNothing() throws {
        let writer = try bucket.create("file.avro")
        try noise(3 << 20).withUnsafeBytes { try writer.write($0) }
        #expect(folder.names == ["file.avro"])
        writer.abandon()
        #expect(folder.names == [])
        #expect(throws: BucketError.self) { try writer.finish() }
        #expect(bucket.sessionCount == 0)
    }

    @Test func droppedWriter_LeavesNothing() throws {
        _ = try bucket.create("file.avro")
        try eventually("no file") { folder.names.isEmpty }
        try eventually("no session") { bucket.sessionCount == 0 }
    }

    @Test func finishedWriter_KeepsItsFile_WhenItIsAbandonedLater() throws {
        let writer = try bucket.create("file.avro")
        _ = try writer.finish()
        writer.abandon()
        #expect(folder.names == ["file.avro"])
    }

    @Test func knownName_IsNeverWrittenOver() throws {
        try folder.put("file.avro", [1, 2, 3])
        let error = #expect(throws: BucketError.self) { try bucket.create("file.avro") }
        #expect(error?.kind == .exists)
        #expect(#expect(throws: BucketError.self) { try bucket.write("file.avro", [4]) }?.kind == .exists)
        #expect(try folder.bytes("file.avro") == [1, 2, 3])
    }

    @Test(arguments: [0, 1, 65_536, 200_000])
    func smallFile_ComesBack(_ size: Int) throws {
        let bytes = noise(size)
        try bucket.write("file.json", bytes)
        #expect(try bucket.read("file.json", limit: size) == bytes)
        #expect(try bucket.status(of: "file.json").bytes == size)
        #expect(abs(try bucket.status(of: "file.json").modifiedAt - time(nil)) < 60)
    }

    @Test func fileOverTheLimit_IsTooLarge() throws {
        try folder.put("file.json", noise(100_001))
        let error = #expect(throws: BucketError.self) { try bucket.read("file.json", limit: 100_000) }
        #expect(error?.kind == .tooLarge)
    }

    @Test func names_AreThoseOfFiles_InTheDirectoryOrAFolderOfIt() throws {
        for name in ["b", "a", ".hidden"] { try folder.put(name, []) }
        mkdir("\(folder.path)/incoming", 0o700)
        #expect(try bucket.names().sorted() == [".hidden", "a", "b"])
        #expect(try bucket.names(in: "incoming") == [])
        try folder.put("incoming/foreign.avro", [1])
        #expect(try bucket.names(in: "incoming") == ["foreign.avro"])
        #expect(try bucket.read("incoming/foreign.avro", limit: 1) == [1])
        try bucket.remove("incoming/foreign.avro")
        #expect(try bucket.names(in: "incoming") == [])
        #expect(try bucket.names(in: "nowhere") == [])
    }

    @Test func removedFile_IsGone_AndMayBeRemovedAgain() throws {
        try folder.put("file", [])
        try bucket.remove("file")
        try bucket.remove("file")
        #expect(folder.names == [])
    }

    @Test(arguments: [
        "", ".", "..", "../file", "a/../b", "/etc/passwd", "a/b/c", "a/", "nul\0", String(repeating: "x", count: 256),
    ])
    func nameThatLeavesTheDirectory_IsRefused(_ name: String) throws {
        let operations: [(Bucket) throws -> Void] = [
            { _ = try $0.read(name, limit: 1) }, { try $0.write(name, []) }, { try $0.remove(name) },
            { _ = try $0.create(name) }, { _ = try $0.open(name) }, { _ = try $0.status(of: name) },
            { _ = try $0.names(in: name) },
        ]
        for operation in operations {
            #expect(#expect(throws: BucketError.self) { try operation(bucket) }?.kind == .badName)
        }
    }

    @Test func link_IsNotFollowed() throws {
        #expect(symlink("/etc/passwd", "\(folder.path)/link") == 0)
        #expect(throws: BucketError.self) { try bucket.read("link", limit: 1 << 20) }
    }
}
