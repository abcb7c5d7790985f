import Glibc
import Testing

@testable import FastCGI

extension FastCGITests {
    struct ListenerTests {
        @Test func unix_MakesASocketWithItsMode_AndCloseRemovesIt() throws {
            let path = makeSocketPath()
            let listener = try FastCGIListener.unix(path: path, mode: 0o600)
            var status = stat()
            #expect(lstat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            listener.close()
            listener.close()
            #expect(access(path, F_OK) != 0)
            #expect(countSockets(boundTo: path) == 0)
        }

        @Test func unix_IsRefused_WhenSomebodyListens() throws {
            let path = makeSocketPath()
            let first = try FastCGIListener.unix(path: path, backlog: 0)
            // Once with room in the backlog and twice without.
            for _ in 0..<3 {
                let error = #expect(throws: FastCGIError.self) { try FastCGIListener.unix(path: path) }
                #expect(error?.code == .inUse)
                #expect(error?.path == path)
                #expect(error?.isRetriable == true)
            }
            #expect(access(path, F_OK) == 0)
            first.close()
        }

        @Test func unix_ReplacesAStaleSocket() throws {
            let path = makeSocketPath()
            var first: FastCGIListener? = try .unix(path: path)
            withExtendedLifetime(first) {}
            first = nil
            #expect(access(path, F_OK) == 0, "deinit leaves the file")
            try FastCGIListener.unix(path: path).close()
            #expect(access(path, F_OK) != 0)
        }

        @Test func close_LeavesASuccessorsSocket() throws {
            let path = makeSocketPath()
            let first = try FastCGIListener.unix(path: path)
            unlink(path)
            let second = try FastCGIListener.unix(path: path)
            first.close()
            _ = try RawClient(path: path)
            second.close()
        }

        @Test func unix_LeavesAFileThatIsNotASocket() throws {
            let path = makeSocketPath()
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            defer { unlink(path) }
            let error = #expect(throws: FastCGIError.self) { try FastCGIListener.unix(path: path) }
            #expect(error?.code == .notASocket)
            #expect(access(path, F_OK) == 0)
        }

        @Test func unix_IsRefused_WhenThePathCannotBe() {
            for path in ["", "a\0b", "/tmp/" + String(repeating: "x", count: 103)] {
                let error = #expect(throws: FastCGIError.self) { try FastCGIListener.unix(path: path) }
                #expect(error?.code == .invalidPath)
            }
            let error = #expect(throws: FastCGIError.self) { try FastCGIListener.unix(path: "/nowhere/a.sock") }
            #expect(error?.code.rawValue == ENOENT)
        }

        @Test func inherited_IsNil_WhenNothingWasPassedToThisProcess() throws {
            #expect(try FastCGIListener.inherited() == nil)
            #expect(try FastCGIListener.inherited(processID: nil, count: "1", descriptor: 3) == nil)
            #expect(try FastCGIListener.inherited(processID: "1", count: "1", descriptor: 3) == nil)
            #expect(try FastCGIListener.inherited(processID: "\(getpid())", count: "0", descriptor: 3) == nil)
        }

        @Test func inherited_IsRefused_UnlessItIsOneListeningSocket() {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            for (count, descriptor) in [("2", descriptor), ("x", descriptor), ("1", descriptor), ("1", -1)] {
                let error = #expect(throws: FastCGIError.self) {
                    try FastCGIListener.inherited(processID: "\(getpid())", count: count, descriptor: descriptor)
                }
                #expect(error?.code == .notASocket)
            }
        }

        @Test func inheritedTCPSocket_Serves_AndAResetTruncatesTheBody() throws {
            let (descriptor, port) = try makeTCPSocket()
            let listener = try #require(
                try FastCGIListener.inherited(processID: "\(getpid())", count: "1", descriptor: descriptor))
            let error = Shared<FastCGIError?>(nil)
            let server = FastCGIServer(listener: listener, workers: 1)
            try server.start { _ in
                { request in
                    error.value = failure { () throws(FastCGIError) in _ = try request.readWholeBody() }
                }
            }
            let client = try RawClient(port: port)
            try client.sendRequest(body: [1])
            #expect(try client.readReply().status == "Status: 500 Internal Server Error")
            client.close()
            #expect(error.value == nil)
            let resetting = try RawClient(port: port)
            try resetting.sendRequest([("CONTENT_LENGTH", "10")], body: nil)
            try resetting.sendBody([1, 2, 3])
            #expect(eventually { server.connectionsInProgress == 1 })
            resetting.reset()
            #expect(eventually { error.value != nil })
            #expect(error.value?.code == .truncatedBody)
            server.stop(drainSeconds: 5)
        }

        private func makeTCPSocket() throws -> (descriptor: Int32, port: UInt16) {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            try #require(listen(descriptor, 10) == 0)
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            }
            try #require(result == 0)
            return (descriptor, UInt16(bigEndian: address.sin_port))
        }
    }
}
