internal import Synchronization

/// When each report was last refreshed, by whatever process, as far as this one knows.
final class RefreshTimes: Sendable {
    private let state = Mutex<[String: Double]>([:])

    /// Seconds since 1970, by the report's name.
    var now: [String: Double] { state.withLock { $0 } }

    func note(_ times: [String: Double]) { state.withLock { $0 = times } }
}
