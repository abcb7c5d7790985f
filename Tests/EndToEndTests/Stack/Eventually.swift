import Glibc
import Testing

func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

/// Looks until `condition` holds, every so often; a failure after the deadline.
func eventually(
    _ what: Comment = "", withinSeconds limit: Int = 20, everyMilliseconds interval: Int32 = 10,
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + .seconds(limit)
    while try !condition() {
        try #require(ContinuousClock.now < end, "not within \(limit) s: \(what)", sourceLocation: sourceLocation)
        poll(nil, 0, interval)
    }
}

/// Looks until `value` gives something.
func eventually<Value>(
    _ what: Comment = "", withinSeconds limit: Int = 20, everyMilliseconds interval: Int32 = 10,
    sourceLocation: SourceLocation = #_sourceLocation, _ value: () throws -> Value?
) throws -> Value {
    var found: Value?
    try eventually(what, withinSeconds: limit, everyMilliseconds: interval, sourceLocation: sourceLocation) {
        found = try value()
        return found != nil
    }
    return try #require(found, sourceLocation: sourceLocation)
}
