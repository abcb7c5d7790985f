/// A long request's place in the registry, given back when nobody holds it any more.
final class LongRequestPlace {
    private let registry: LoadRegistry

    /// - Parameter registry: in which a place has just been taken by `enter`.
    init(_ registry: LoadRegistry) { self.registry = registry }

    deinit { registry.leave() }
}
