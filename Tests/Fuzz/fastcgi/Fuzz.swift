import Glibc

@testable import FastCGI

/// What a web server sends: a request that keeps the protocol is received as a slow reader reads it; one that does not is
/// refused, and nothing of it stays open.
func examine(_ input: FuzzInput) {
    var input = input
    let bytes = input.takeFlag() ? encoded(input) : harmless(input.bytes)
    var ends: [Int32] = [-1, -1]
    require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0, "a pair of sockets")
    require(send(ends[0], bytes, bytes.count, 0) == bytes.count, "it has room for an input")
    shutdown(ends[0], Int32(SHUT_WR))
    let reply = serve(ends[1], SlowRequest(bytes))
    close(ends[1])
    if let reply { requireEqual(FastCGIReply(read(ends[0])).body, reply, "the answer") }
    close(ends[0])
}

/// Any bytes, but for lengths above 64 MiB, which libfcgi allocates before it sees that there is less: from 1 GiB on it
/// ends the process. No web server sends that.
private func harmless(_ bytes: [UInt8]) -> [UInt8] { bytes.map { $0 > 0x83 ? $0 & 0x83 : $0 } }

/// Lines `name=value` up to an empty one, then a body, in records that end at cuts.
private func encoded(_ input: FuzzInput) -> [UInt8] {
    var input = input
    let cuts = input.takeCuts()
    let lines = input.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let head = lines.prefix { !$0.isEmpty }
    let body = Array(lines.dropFirst(head.count + 1).joined(separator: [0x0A]))
    let pairs = head.map { line in
        let name = line.prefix { $0 != UInt8(ascii: "=") }
        return (Array(name), Array(line.dropFirst(name.count + 1)))
    }
    let parameters = Array(FastCGIRecord.parameters(pairs).dropFirst(8))
    return FastCGIRecord.begin + stream(.parameters, parameters, cuts) + stream(.input, body, cuts)
}

private func stream(_ kind: FastCGIRecord.Kind, _ content: [UInt8], _ cuts: [Int]) -> [UInt8] {
    let places = [0] + cuts.filter { $0 < content.count } + [content.count]
    let parts = zip(places, places.dropFirst()).filter { $0 < $1 }
    return parts.flatMap { FastCGIRecord.bytes(kind, content[$0..<$1], padding: $1 % 8) }
        + FastCGIRecord.bytes(kind, [])
}

/// libfcgi forgets what it allocates for a management record of a kind that it does not know. No web server sends one.
@_cdecl("__lsan_default_suppressions")
public func suppressions() -> UnsafePointer<UInt8> { ("leak:libfcgi.so" as StaticString).utf8Start }

private let isInitialized: Bool = {
    do {
        try FastCGILibrary.initialize()
        return true
    } catch {
        fatalError("\(error)")
    }
}()

/// - Returns: the answer's body; nil where none is due.
private func serve(_ connection: Int32, _ slow: SlowRequest?) -> [UInt8]? {
    require(isInitialized, "libfcgi is there")
    guard let request = FastCGIRequest.receive(on: connection, pulse: Pulse()) else {
        require(slow == nil, "a request is refused")
        return nil
    }
    defer { request.finish() }
    let parameters = request.parameters.dropFirst().map { [$0.name, $0.value] }
    let values = request.parameterValues("A")
    let body = readBody(request)
    guard let slow else { return nil }
    requireEqual(parameters, slow.pairs, "parameters")
    requireEqual(values, slow.values("A"), "values of A")
    requireEqual(request.parameter("A") ?? "", slow.values("A").first ?? "", "the value of A")
    requireEqual(body, slow.body, "the body")
    try? request.respond(status: 200, body: body ?? [])
    return slow.values("REQUEST_METHOD").first == "HEAD" ? [] : body ?? []
}

/// Nil where the body is not whole.
private func readBody(_ request: FastCGIRequest) -> [UInt8]? {
    var body: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 100)
    do {
        while case let count = try part.withUnsafeMutableBytes({ try request.readBody(into: $0) }), count > 0 {
            body += part.prefix(count)
        }
        return body
    } catch {
        return nil
    }
}

private func read(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while case let count = Glibc.read(descriptor, &part, part.count), count > 0 { bytes += part.prefix(count) }
    return bytes
}
