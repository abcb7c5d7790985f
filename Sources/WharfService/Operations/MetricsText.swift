/// Prometheus' text format, version 0.0.4.
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details>
struct MetricsText {
    enum Kind: String {
        case counter, gauge, histogram
    }

    typealias Labels = [(name: String, value: String)]

    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"
    private(set) var text = ""

    /// "Only one HELP line may exist for any given metric name." Its samples follow it.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: Labels, _ value: Double) { put(name, labels, "\(value)") }

    mutating func sample(_ name: String, _ labels: Labels, _ value: Int) { put(name, labels, "\(value)") }

    /// A family of one sample without labels.
    mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        family(name, .gauge, help)
        sample(name, [], value)
    }

    /// "The bucket with label `{le="+Inf"}` must exist. Its value must be identical to the value of `x_count`."
    mutating func histogram(_ name: String, _ labels: Labels, _ histogram: Histogram) {
        for (bound, count) in zip(Histogram.bounds, histogram.counts) {
            sample(name + "_bucket", labels + [("le", "\(bound)")], count)
        }
        sample(name + "_bucket", labels + [("le", "+Inf")], histogram.count)
        sample(name + "_sum", labels, histogram.sum)
        sample(name + "_count", labels, histogram.count)
    }

    private mutating func put(_ name: String, _ labels: Labels, _ value: String) {
        let pairs = labels.map { "\($0.name)=\"\(Self.escapedLabel($0.value))\"" }
        text += name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " \(value)\n"
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == "\\" ? "\\\\" : $0.isNewline ? "\\n" : String($0) })
    }

    private static func escapedLabel(_ text: String) -> String {
        String(escaped(text).flatMap { $0 == "\"" ? "\\\"" : String($0) })
    }
}
