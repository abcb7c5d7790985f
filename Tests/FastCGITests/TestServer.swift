import FastCGI
import Glibc
import Synchronization
import Testing

/// The tests block threads and count descriptors, so they run one by one.
@Suite(.serialized) struct FastCGITests {}

/// Polls until `condition` holds; false after ten seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        poll(nil, 0, 1)
    }
    return condition()
}

/// A value that threads share.
final class Shared<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>

    init(_ value: Value) {
        storage = Mutex(value)
    }

    var value: Value {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }

    func update(_ change: @Sendable (inout Value) -> Void) {
        storage.withLock { change(&$0) }
    }
}

/// A path for a socket that no other test has.
func makeSocketPath() -> String {
    let number = socketCount.withLock { count in
        count += 1
        return count
    }
    return "/tmp/wharf-fastcgi-\(getpid())-\(number).sock"
}

private let socketCount = Mutex(0)

/// How many sockets that are bound to `path`, or were accepted on it, are open in any process (proc(5)).
func countSockets(boundTo path: String) -> Int {
    guard let file = fopen("/proc/net/unix", "r") else { return -1 }
    defer { fclose(file) }
    var count = 0
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), file) != nil {
        if strstr(line, path) != nil { count += 1 }
    }
    return count
}

/// How many descriptors this process has open.
func countDescriptors() -> Int {
    guard let directory = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
}

/// Runs `body` beside a server on a socket of its own, stops the server, and checks that nothing is left behind.
func withServer(
    workers: Int = 2, receiveTimeoutSeconds: Int = 10, sendTimeoutSeconds: Int = 10,
    handler: @escaping @Sendable (FastCGIRequest) throws -> Void,
    _ body: (_ path: String, _ server: FastCGIServer) throws -> Void
) throws {
    let path = makeSocketPath()
    let server = FastCGIServer(
        listener: try .unix(path: path), workers: workers,
        receiveTimeoutSeconds: receiveTimeoutSeconds, sendTimeoutSeconds: sendTimeoutSeconds)
    try server.start { _ in
        { request in
            do { try handler(request) } catch { Issue.record(error) }
        }
    }
    defer {
        server.stop(drainSeconds: 5)
        #expect(server.connectionsInProgress == 0)
        #expect(access(path, F_OK) != 0, "the socket file is left")
        // A child that another test is just starting has our descriptors until its exec closes them.
        #expect(eventually { countSockets(boundTo: path) == 0 }, "a socket is left open")
    }
    try body(path, server)
}

extension FastCGIRequest {
    /// The whole body, in pieces of an odd size.
    func readWholeBody() throws(FastCGIError) -> [UInt8] {
        var body: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 50_021, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = try readBody(into: buffer)
            if count == 0 { return body }
            body += buffer[..<count]
        }
    }
}

/// The error that `body` throws, if any.
func failure(of body: () throws(FastCGIError) -> Void) -> FastCGIError? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
