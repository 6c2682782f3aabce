import ArgumentParser
import SlipwayControl
import SlipwaySystem

struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "What apps and host use, as Prometheus reads it.",
        discussion: """
            The daemon answers the same to an HTTP request for /metrics on its socket, for a collector that reads it:
              curl --unix-socket ~/node/run/slipwayd.sock http://node/metrics

            Example: slipway metrics --root ~/node
            """)

    @OptionGroup var node: NodeOptions

    func run() throws {
        _ = try node.ask(.metrics) { if case .line(let text) = $0 { Terminal.answer(text) } }
    }
}
