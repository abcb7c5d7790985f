import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    @Suite(.oneResponder)
    struct LimitTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let large = Text.named(1...100_000)

        private func expectRefused(_ answer: Answer, _ status: Int, _ type: String) throws {
            let problem = try stack.expectProblem(answer, status, type)
            for load in problem.loads ?? [] {
                #expect(load.state == "failed")
                #expect(load.problem?.type == type)
            }
            #expect(try stack.counts() == [0, 0, 0])
            #expect(stack.spooled.isEmpty)
        }

        @Test func fullSpool_RefusesTheLoad_AndTheNextOneGoesIn() throws {
            try stack.withResponder(["WHARF_SPOOL_LIMIT": "1M"]) {
                for _ in 0..<2 {
                    let parts: [Part] = [.file("jobs", Text.named(1...10)), .file("departments", large)]
                    try expectRefused(stack.upload(parts), 507, "spool-full")
                    try expectRefused(
                        stack.upload(parts, "", ["-H", "Transfer-Encoding: chunked"]), 507, "spool-full")
                }
                try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...1000))]))
            }
        }

        /// Together they take more than the limit: what one gave back the next may take.
        @Test func spoolLimit_IsGivenBack_ByEachLoad() throws {
            try stack.withResponder(["WHARF_SPOOL_LIMIT": "4M"]) {
                for round in 0..<6 {
                    let first = round * 20_000 + 1
                    try stack.expectSuccess(stack.upload([.file("departments", Text.named(first..<first + 20_000))]))
                }
            }
        }

        @Test(.enabled(if: SmallDisk.isPossible, "a small disk needs root and mount(2)"))
        func fullDisk_RefusesTheLoad_AndTheNextOneGoesIn() throws {
            try stack.kill("wharf", SIGTERM)
            let disk = try SmallDisk(at: "\(stack.path)/spool")
            defer {
                #expect(throws: Never.self) {
                    try stack.kill("wharf", SIGTERM)
                    try disk.unmount()
                    try stack.start()
                }
            }
            try stack.start()
            for _ in 0..<2 { try expectRefused(stack.upload([.file("departments", large)]), 507, "spool-full") }
            try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...1000))]))
            try eventually("an empty disk") { stack.spooled.isEmpty }
        }

        @Test(arguments: ["", "Transfer-Encoding: chunked", "Content-Encoding: gzip"])
        func uploadOverTheLimit_IsRefused(_ header: String) throws {
            try stack.withResponder(["WHARF_UPLOAD_LIMIT": "2M"]) {
                let body = MultipartBody([.file("jobs", Text.named(1...10)), .file("departments", large)]).bytes
                #expect(body.count > 2 << 20)
                let isPacked = header.hasSuffix("gzip")
                let path = try stack.scratch("body", isPacked ? stack.gzip(body) : body)
                let answer = try stack.curl(
                    "/upload",
                    ["-H", MultipartBody.contentType, "--data-binary", "@\(path)"]
                        + (header.isEmpty ? [] : ["-H", header]))
                try expectRefused(answer, 413, "too-large")
                // With a Content-Length nothing was read, so that there was no load.
                #expect((try answer.json(ProblemDocument.self).loads == nil) == header.isEmpty)
                try stack.expectSuccess(stack.upload([.file("departments", Text.named(1...10))]))
            }
        }

        /// 320 MB in less than one: stopped by the limit, long before it is unpacked.
        @Test func gzipBomb_IsRefused() throws {
            let member = try stack.gzip(Array(String(repeating: "1,Department\n", count: 1 << 20).utf8))
            let bomb = (0..<24).flatMap { _ in member }
            #expect(bomb.count < Stack.memoryBound(megabytes: 1))
            try stack.withResponder(["WHARF_UPLOAD_LIMIT": "8M"]) {
                let answer = try stack.uploadBare(bomb, "?table=departments", ["-H", "Content-Encoding: gzip"])
                try expectRefused(answer, 413, "too-large")
                #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 64))
            }
        }
    }
}

/// A small disk in memory.
struct SmallDisk {
    let path: String

    init(at path: String, options: String = "size=2m,mode=700") throws {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, options) == 0 else {
            throw FileError(operation: "mount", path: path, number: errno)
        }
    }

    func unmount() throws {
        guard umount(path) == 0 else { throw FileError(operation: "umount", path: path, number: errno) }
    }

    static let isPossible: Bool = {
        guard getuid() == 0 else { return false }
        var template = Array("\(environment("TMPDIR") ?? "/tmp")/wharf-disk-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return false }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { rmdir(path) }
        do {
            try SmallDisk(at: path).unmount()
            return true
        } catch {
            return false
        }
    }()
}
