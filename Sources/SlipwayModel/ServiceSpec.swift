/// How a release runs as a service: the file `service/service.json` inside it, written by the builder and read by
/// wrapper and daemon. Everything in it is the same on every node.
package struct ServiceSpec: Codable, Hashable, Sendable {
    package var schema = 1
    package var name: String
    package var version: String
    package var runtime: Runtime
    package var launch: Launch
    package var sockets: Sockets
    package var jvm: JVM?
    /// nil in releases of before there was one, and where the recipe wants none.
    package var warmStart: WarmStart?
    package var listen: [Listener]
    package var webapps: [WebApp]
    /// Files of the release whose `${…}` are filled in on the node at each start, into `SlotLayout.files`.
    package var nodeFiles: [String]
    /// Folders that outlive generations, below the app's `shared/`.
    package var shared: [String]
    package var limits: Limits
    /// nil in releases of before there was a choice.
    package var logs: Logs?
    package var incidents: Incidents?
    package var cluster: Cluster?
    package var hooks: Hooks
    /// Steps of its own in a switch to it, in the recipe's order; nil when there are none.
    package var steps: [SwitchStep]?
    /// The secrets that command, environment, properties and node files name; each must exist before a start.
    package var secrets: [String]
    /// The lowest GNU C library that runs all of it, such as `2.34`; nil when nothing needs one.
    package var glibc: String?
    package var health: [HealthCheck]
    package var start: Start
    package var stop: Stop
    package var `switch`: SwitchPolicy
    package var restart: RestartPolicy
    /// Generations kept besides those that must be.
    package var keep: Int
    package var order: Int

    package init(
        name: String, version: String, runtime: Runtime, launch: Launch, sockets: Sockets = .admitted,
        jvm: JVM? = nil, listen: [Listener], webapps: [WebApp], nodeFiles: [String] = [], shared: [String] = [],
        limits: Limits = Limits(), cluster: Cluster? = nil, hooks: Hooks = Hooks(), steps: [SwitchStep]? = nil,
        secrets: [String] = [],
        glibc: String? = nil, health: [HealthCheck], start: Start, stop: Stop, switch: SwitchPolicy,
        restart: RestartPolicy, keep: Int, order: Int
    ) {
        self.name = name
        self.version = version
        self.runtime = runtime
        self.launch = launch
        self.sockets = sockets
        self.jvm = jvm
        self.listen = listen
        self.webapps = webapps
        self.nodeFiles = nodeFiles
        self.shared = shared
        self.limits = limits
        self.cluster = cluster
        self.hooks = hooks
        self.steps = steps
        self.secrets = secrets
        self.glibc = glibc
        self.health = health
        self.start = start
        self.stop = stop
        self.switch = `switch`
        self.restart = restart
        self.keep = keep
        self.order = order
    }

    package enum Runtime: String, Codable, Sendable { case tomcat, java, exec }

    /// Who opens the listening sockets, and how the program takes part in a switch.
    package enum Sockets: String, Codable, Sendable {
        /// The wrapper; the program gets the first as descriptor 0, is told to admit and to park, and answers.
        case admitted
        /// The wrapper; the program gets them as `LISTEN_FDS` and the first as descriptor 0, and serves at once.
        case inherited
        /// The program itself; it finds its ports as `${listen.NAME}`.
        case own
    }

    /// The program as the node starts it. `${release}`, `${run}`, `${work}`, `${temp}`, `${shared}`, properties, facts,
    /// `${secret:NAME}` (its text), `${secret-file:NAME}` and `${file:PATH}` (paths of the copy that the node has made)
    /// are resolved at each start. The word `${jvm}` stands for the options of `jvm`.
    package struct Launch: Codable, Hashable, Sendable {
        package var command: [String]
        package var env: [String: String]
        /// The working folder, in the release.
        package var folder: String
        package init(command: [String], env: [String: String], folder: String = ".") {
            self.command = command
            self.env = env
            self.folder = folder
        }
    }

    package struct JVM: Codable, Hashable, Sendable {
        /// `512m`, `2g`; nil is Java's own choice.
        package var heap: String?
        package var options: [String]
        /// Only the quick compiler is used: sooner up, slower at its best. nil is no.
        package var fastStart: Bool?
        package init(heap: String? = nil, options: [String] = [], fastStart: Bool? = nil) {
            self.heap = heap
            self.options = options
            self.fastStart = fastStart
        }
    }

    package struct Limits: Codable, Hashable, Sendable {
        /// Bytes.
        package var memory: Int64?
        /// Hundredths of one processor: 200 is two.
        package var cpu: Int?
        /// Open files of one process.
        package var nofile: Int?
        /// Processes and threads of all of it.
        package var processes: Int?
        /// How readily the kernel ends it when memory is short (`oom_score_adj`, 0 to 1000); nil is 100.
        package var oomScore: Int?
        package init(
            memory: Int64? = nil, cpu: Int? = nil, nofile: Int? = nil, processes: Int? = nil, oomScore: Int? = nil
        ) {
            self.memory = memory
            self.cpu = cpu
            self.nofile = nofile
            self.processes = processes
            self.oomScore = oomScore
        }
    }

    package struct Cluster: Codable, Hashable, Sendable {
        package enum Sessions: String, Codable, Sendable { case none, `static`, multicast }
        package var name: String
        package var sessions: Sessions
        package init(name: String, sessions: Sessions) {
            self.name = name
            self.sessions = sessions
        }
    }

    /// Programs of the release that run at fixed moments; paths in it.
    package struct Hooks: Codable, Hashable, Sendable {
        /// Before each start; the app is not started when it fails.
        package var preStart: String?
        package init(preStart: String? = nil) { self.preStart = preStart }
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
        /// The program asks these paths itself before it says that it is started; nil: whoever starts it does.
        package var warmsItself: Bool?
        package init(deadline: TimeSpan = .seconds(120), warmUp: [String] = [], warmsItself: Bool? = nil) {
            self.deadline = deadline
            self.warmUp = warmUp
            self.warmsItself = warmsItself
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
