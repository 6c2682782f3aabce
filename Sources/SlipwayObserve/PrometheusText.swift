/// Metrics as Prometheus reads them (text format 0.0.4): families in the order they are added, each with its help and
/// type, and left out when it has no sample.
package struct PrometheusText: Sendable {
    package enum Kind: String, Sendable { case counter, gauge }

    package struct Sample: Sendable {
        package var labels: [(name: String, value: String)]
        package var value: Double

        package init(_ value: Double, _ labels: [(name: String, value: String)] = []) {
            self.value = value
            self.labels = labels
        }
    }

    package private(set) var lines: [String] = []

    package init() {}

    package mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        lines.append("# HELP \(name) \(Self.escaped(help, quotes: false))")
        lines.append("# TYPE \(name) \(kind.rawValue)")
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
            let braces = labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}"
            lines.append("\(name)\(braces) \(Self.number(sample.value))")
        }
    }

    package var text: String { lines.map { $0 + "\n" }.joined() }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
