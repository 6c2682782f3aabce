package import SlipwayModel

/// What a wrapper reads of a release's `ServiceSpec`: how its program is started and ended.
package struct ProgramSpec: Hashable, Sendable {
    package var name: String
    package var version: String
    package var launch: ServiceSpec.Launch
    package var listen: [ServiceSpec.Listener]
    /// From SIGTERM to SIGKILL.
    package var stopDeadline: TimeSpan

    /// Reads `service.json`. Throws `SuperviseError`.
    package init(_ json: JSONValue) throws {
        name = try json.text("name")
        version = try json.text("version")
        let launch = try json.member("launch")
        let command = try launch.list("command").map {
            guard case .text(let word) = $0 else { throw JSONValue.fault("launch.command", "is no list of texts") }
            return word
        }
        self.launch = ServiceSpec.Launch(command: command, env: try launch.texts("env"))
        listen = try json.list("listen").map(WireFormat.listener)
        stopDeadline = try json.member("stop").span("deadline")
    }
}
