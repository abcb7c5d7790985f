/// What a caller may be allowed to do.
public enum Scope: String, CaseIterable, Sendable {
    /// Put rows into tables.
    case load
    /// Write and verify backups.
    case backup
    /// Make a table equal to a backup.
    case restore
    /// Refresh and read the metrics.
    case report
    /// See receipts, rejects and tables.
    case read
    /// Everything.
    case admin
}

/// The scopes of one token, or of callers without one.
public struct ScopeSet: Sendable, Hashable {
    private let scopes: Set<Scope>

    public init(_ scopes: Set<Scope>) { self.scopes = scopes }

    /// Scopes by name, with commas or blanks between them: `load,read`. No name gives the empty set.
    ///
    /// - Throws: `ScopeError` that lists the names where there is another one.
    public init(_ text: String) throws(ScopeError) {
        var scopes: Set<Scope> = []
        for name in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let scope = Scope(rawValue: String(name)) else { throw ScopeError(name: String(name)) }
            scopes.insert(scope)
        }
        self.scopes = scopes
    }

    public var isEmpty: Bool { scopes.isEmpty }

    func allows(_ scope: Scope) -> Bool { scopes.contains(scope) || scopes.contains(.admin) }

    func union(_ others: ScopeSet) -> ScopeSet { ScopeSet(scopes.union(others.scopes)) }
}

extension ScopeSet: CustomStringConvertible {
    /// `load,read`, in the order of `Scope`.
    public var description: String {
        Scope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: ",")
    }
}

/// A word that names no scope.
public struct ScopeError: Error, CustomStringConvertible {
    public let name: String

    public var description: String {
        "there is no scope '\(name.forMessage)'; scopes: \(Scope.allCases.map(\.rawValue).joined(separator: ", "))"
    }
}
