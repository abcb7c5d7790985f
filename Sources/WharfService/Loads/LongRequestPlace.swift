/// A long request's place in the registry, given back when nobody holds it any more.
final class LongRequestPlace {
    private let registry: LoadRegistry

    /// - Throws: `Problem` where there is none.
    init(_ registry: LoadRegistry) throws {
        // Before there is an object, whose end would give back what it has not had.
        guard registry.enter() else {
            throw Problem(.busy, "\(registry.requestLimit) uploads are running, as many as may. Try again soon.")
        }
        self.registry = registry
    }

    deinit { registry.leave() }
}
