/// What an operator has set for one app on one node, on top of what the release brings: a generation's `config.json`.
package struct Configuration: Codable, Hashable, Sendable {
    package var schema = 1
    /// By key: `listen.http`, `jvm.heap`, or a property of the web apps.
    package var overrides: [String: String]

    package init(overrides: [String: String] = [:]) { self.overrides = overrides }

    package func port(of listener: ServiceSpec.Listener) -> Int {
        overrides["listen." + listener.name].flatMap(Int.init) ?? listener.port
    }
}
