/// Which calls there are at an address.
struct RouteTable {
    private struct Place {
        let pattern: PathPattern
        var routes: [Route]
    }

    /// By their address, where there is no part in braces in it.
    private var fixed: [String: [Route]] = [:]
    private var open: [Place] = []

    init(_ routes: [Route]) {
        for route in routes {
            let pattern = PathPattern(route.pattern)
            if pattern.isFixed {
                fixed[route.pattern, default: []].append(route)
            } else if let index = open.firstIndex(where: { $0.routes[0].pattern == route.pattern }) {
                open[index].routes.append(route)
            } else {
                open.append(Place(pattern: pattern, routes: [route]))
            }
        }
    }

    /// The calls at a path, which share a pattern, and what the path's parts in braces match; nil where there is nothing.
    func routes(at path: String) -> (routes: [Route], captures: [String])? {
        if let routes = fixed[path] { return (routes, []) }
        let segments = PathPattern.segments(of: path)
        for place in open {
            if let captures = place.pattern.captures(of: segments) { return (place.routes, captures) }
        }
        return nil
    }
}
