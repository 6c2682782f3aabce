/// How a release runs as a service: the file `service/service.json` inside it, written by the builder and read by
/// wrapper and daemon. Everything in it is the same on every node.
package struct ServiceSpec: Codable, Hashable, Sendable {
    package var schema = 1
    package var name: String
    package var version: String
    package var runtime: Runtime
    package var launch: Launch
    package var listen: [Listener]
    package var webapps: [WebApp]
    package var health: [HealthCheck]
    package var start: Start
    package var stop: Stop
    package var `switch`: SwitchPolicy
    package var restart: RestartPolicy
    /// Generations kept besides those that must be.
    package var keep: Int
    package var order: Int

    package init(
        name: String, version: String, runtime: Runtime, launch: Launch, listen: [Listener], webapps: [WebApp],
        health: [HealthCheck], start: Start, stop: Stop, switch: SwitchPolicy, restart: RestartPolicy, keep: Int,
        order: Int
    ) {
        self.name = name
        self.version = version
        self.runtime = runtime
        self.launch = launch
        self.listen = listen
        self.webapps = webapps
        self.health = health
        self.start = start
        self.stop = stop
        self.switch = `switch`
        self.restart = restart
        self.keep = keep
        self.order = order
    }

    package enum Runtime: String, Codable, Sendable { case tomcat }

    /// The program as the node starts it, in the release's folder, with descriptor 0 the first listener's socket.
    /// `${release}`, `${run}`, `${work}`, `${temp}`, `${shared}` and properties are resolved at each start.
    package struct Launch: Codable, Hashable, Sendable {
        package var command: [String]
        package var env: [String: String]
        package init(command: [String], env: [String: String]) {
            self.command = command
            self.env = env
        }
    }

    package struct Listener: Codable, Hashable, Sendable {
        package var name: String
        package var port: Int
        package init(name: String, port: Int) {
            self.name = name
            self.port = port
        }
    }

    package struct WebApp: Codable, Hashable, Sendable {
        /// `/`, `/admin`, `/a/b`.
        package var context: String
        package init(context: String) { self.context = context }
        /// Tomcat's base name of the context: `ROOT`, `admin`, `a#b`.
        package var base: String {
            context == "/" ? "ROOT" : String(context.dropFirst().map { $0 == "/" ? "#" : $0 })
        }
    }

    package struct Start: Codable, Hashable, Sendable {
        /// How long until the gate must have passed.
        package var deadline: TimeSpan
        /// Paths asked on the private port before the first client is admitted.
        package var warmUp: [String]
        package init(deadline: TimeSpan = .seconds(120), warmUp: [String] = []) {
            self.deadline = deadline
            self.warmUp = warmUp
        }
    }

    package struct Stop: Codable, Hashable, Sendable {
        package var drain: TimeSpan
        /// From SIGTERM to SIGKILL.
        package var deadline: TimeSpan
        package init(drain: TimeSpan = .seconds(10), deadline: TimeSpan = .seconds(30)) {
            self.drain = drain
            self.deadline = deadline
        }
    }
}
