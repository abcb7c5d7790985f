internal import Synchronization

/// Requests that this process has answered, by route, and those that it is answering.
///
/// Each worker counts for itself: a lock that all of them take for each request is what they would wait for.
final class RequestFigures: Sendable {
    struct Kind: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    struct State {
        fileprivate(set) var counts: [Kind: Int] = [:]
        fileprivate(set) var durations: [String: Histogram] = [:]
        fileprivate(set) var running = 0

        fileprivate mutating func add(_ other: State) {
            counts.merge(other.counts, uniquingKeysWith: +)
            durations.merge(other.durations) { $0 + $1 }
            running += other.running
        }
    }

    /// Those of one worker.
    final class Share: Sendable {
        fileprivate let state = Mutex(State())

        func begin() { state.withLock { $0.running += 1 } }

        /// - Parameter route: the route's pattern, never the path; nil where there is nothing at the address.
        func end(route: String?, method: String, status: Int, seconds: Double) {
            let route = route ?? other
            let kind = Kind(route: route, method: methods.contains(method) ? method : other, status: status)
            state.withLock { state in
                state.running -= 1
                state.counts[kind, default: 0] += 1
                state.durations[route, default: Histogram()].observe(seconds)
            }
        }
    }

    /// Stands for each address at which nothing is, and each method that HTTP does not know: clients choose those.
    static let other = "_other"
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let shares = Mutex<[Share]>([])

    /// The sum of all workers'.
    var now: State {
        shares.withLock { shares in
            shares.reduce(into: State()) { sum, share in sum.add(share.state.withLock { $0 }) }
        }
    }

    /// A share for one more worker.
    func makeShare() -> Share {
        let share = Share()
        shares.withLock { $0.append(share) }
        return share
    }
}

/// Durations, counted in buckets from the time of a look-up by key to that of an upload of gigabytes.
struct Histogram {
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800]

    /// How many were at most as long as each bound.
    private(set) var counts = [Int](repeating: 0, count: bounds.count)
    private(set) var count = 0
    private(set) var sum = 0.0

    static func + (left: Histogram, right: Histogram) -> Histogram {
        var sum = left
        for index in sum.counts.indices { sum.counts[index] += right.counts[index] }
        sum.count += right.count
        sum.sum += right.sum
        return sum
    }

    mutating func observe(_ seconds: Double) {
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { counts[index] += 1 }
        count += 1
        sum += seconds
    }
}
