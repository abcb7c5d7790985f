import Glibc

/// Clients that each send one bulk request after the other. All of them in one thread, which waits for answers.
final class BulkCrowd {
    private struct Client {
        let connection: BulkConnection
        var batch: EmployeeBatch
        var watch: Stopwatch
    }

    private static let answerLimitMilliseconds: CInt = 120_000

    private var clients: [Client] = []
    private(set) var batches: EmployeeBatches
    /// From a request to its answer, of all requests.
    private(set) var milliseconds: [Double] = []

    init(_ stack: Stack, clients count: Int, rowsPerBatch: Int) throws {
        batches = try EmployeeBatches(stack.database, rows: rowsPerBatch)
        for _ in 0..<count {
            let connection = try BulkConnection(url: stack.wharf.url, token: stack.wharf.token)
            clients.append(Client(connection: connection, batch: batches.next(), watch: .wall()))
        }
    }

    /// Sends for so long, and waits for the last answers.
    ///
    /// - Throws: `BenchError` with the first answer that is not a success.
    func run(seconds: Int) throws {
        let watch = Stopwatch.wall()
        for index in clients.indices { try send(index) }
        var waiting = Array(clients.indices)
        while !waiting.isEmpty {
            let ended = try ready(waiting).filter { try takeAnswer($0) }
            guard watch.seconds < Double(seconds) else {
                waiting.removeAll(where: ended.contains)
                continue
            }
            for index in ended {
                clients[index].batch = batches.next()
                try send(index)
            }
        }
    }

    private func send(_ index: Int) throws {
        let document = clients[index].batch.document
        clients[index].watch = .wall()
        try clients[index].connection.send(document)
    }

    /// Those for whom something has come.
    private func ready(_ waiting: [Int]) throws -> [Int] {
        var descriptors = waiting.map {
            pollfd(fd: clients[$0].connection.descriptor, events: Int16(POLLIN), revents: 0)
        }
        let count = poll(&descriptors, nfds_t(descriptors.count), Self.answerLimitMilliseconds)
        guard count > 0 else { throw BenchError("no answer for \(Self.answerLimitMilliseconds / 1000) s") }
        return zip(waiting, descriptors).filter { $0.1.revents != 0 }.map(\.0)
    }

    /// - Returns: whether the client's answer is whole.
    private func takeAnswer(_ index: Int) throws -> Bool {
        guard try clients[index].connection.receive(clients[index].batch) else { return false }
        milliseconds.append(clients[index].watch.seconds * 1000)
        return true
    }
}
