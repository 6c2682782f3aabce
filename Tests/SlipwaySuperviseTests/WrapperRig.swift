import Glibc
import SlipwayModel
import SlipwaySystem
import SlipwayTesting
import Testing

/// An app's folder with the real wrapper at work in it.
final class WrapperRig {
    static let patience: Int64 = 60_000

    let temporary: TemporaryFolder
    let app: String
    var wrapper: ChildProcess?
    private(set) var channel: LineChannel?
    private(set) var descriptors: [OpenFile] = []
    private(set) var latest: WrapperStatus?
    private var rev = 0
    /// More words on the wrapper's command line.
    var options: [String] = []
    /// More variables of its environment.
    var variables: [String: String] = [:]

    init() throws {
        temporary = try TemporaryFolder("wrapper")
        app = temporary("apps/shop")
        try Folders.make(app)
        try temporary.write("load.py", FakeProgram.load)
    }

    deinit {
        channel = nil
        for slot in lastWritten()?.slots ?? [] {
            slot.process.flatMap(ChildProcess.adopt)?.signalGroup(SIGKILL)
        }
        wrapper?.signal(SIGKILL)
        _ = wrapper?.ending(within: 10_000)
        for slot in lastWritten()?.slots ?? [] {
            slot.process.flatMap(ChildProcess.adopt)?.signalGroup(SIGKILL)
        }
    }

    static let program: String? = {
        let built = ProcessTable.environment()["SLIPWAY_DIST"].map { $0 + "/slipway-wrapper" }
        return [built, ".build/debug/slipway-wrapper"].compactMap(\.self).first { Files.exists($0) }
    }()
    static let python: String? = Command.find(
        "python3", in: "/usr/bin:" + (ProcessTable.environment()["PATH"] ?? ""))

    func generation(
        _ number: Int, options: [String] = [], port: Int = 0, stop: TimeSpan = .seconds(30),
        overrides: [String: String] = [:], env: [String: String] = [:], command: [String]? = nil,
        files: [String: String] = [:], _ change: (inout ServiceSpec) -> Void = { _ in }
    ) throws {
        let python = try #require(Self.python)
        var spec = ServiceSpec(
            name: "shop", version: "1.\(number)", runtime: .tomcat,
            launch: .init(
                command: command ?? [python, "${release}/program.py", "${run}", "${work}"] + options, env: env),
            listen: [.init(name: "http", port: port)], webapps: [.init(context: "/")], health: [], start: .init(),
            stop: .init(deadline: stop), switch: .init(), restart: .init(), keep: 5, order: 10)
        change(&spec)
        let release = "releases/\(number)"
        for (name, text) in files { try program(release + "/" + name, text) }
        try temporary.write(release + "/program.py", FakeProgram.text)
        try temporary.write(release + "/service/service.json", try JSONText.string(spec))
        try temporary.write(release + "/properties/ROOT.properties", "page.size=50\ngreeting=Gr\u{fc}\u{df} Gott\n")
        let folder = "apps/shop/generations/\(number)"
        try temporary.write(folder + "/config.json", try JSONText.string(Configuration(overrides: overrides)))
        if !Files.exists(temporary(folder + "/release")) {
            try Disk.symlink(to: "../../../../" + release, at: temporary(folder + "/release"))
        }
    }

    /// A generation whose program knows nothing of us. `mode`: `inherited`, or the port that it opens itself.
    func plainGeneration(
        _ number: Int, _ mode: String, overrides: [String: String] = [:], env: [String: String] = [:],
        files: [String: String] = [:], _ change: (inout ServiceSpec) -> Void = { _ in }
    ) throws {
        try temporary.write("releases/\(number)/plain.py", FakeProgram.plain)
        let command = [try #require(Self.python), "${release}/plain.py", "${work}", mode]
        try generation(number, overrides: overrides, env: env, command: command, files: files) {
            $0.runtime = .exec
            $0.sockets = mode == "inherited" ? .inherited : .own
            change(&$0)
        }
    }

    /// What the program of a generation has seen of its world; waits for it.
    func seen(_ number: Int) throws -> Seen {
        let path = app + "/generations/\(number)/work/seen.json"
        let deadline = Clock.monotonic() + Self.patience
        while !Files.exists(path), Clock.monotonic() < deadline { poll(nil, 0, 5) }
        return try JSONText.value(Seen.self, from: try Files.read(path))
    }

    /// A file that may be started. Another process writes it: what this one has open for writing, a fork of a parallel
    /// test has open as well, and then it cannot be started.
    func program(_ path: String, _ text: String) throws {
        try Folders.make(parent(of: temporary(path)))
        let source = try temporary.write(path + ".text", text)
        try #require(try Command.run("cp", [source, temporary(path)]).succeeded)
        try Disk.chmod(temporary(path), 0o755)
    }

    /// A secret of this node.
    func secret(_ name: String, _ text: String) throws { try temporary.write("etc/secrets/" + name, text, mode: 0o600) }

    /// Replaces `want.json` and tells the wrapper, if one is at work.
    func want(
        _ slots: [Int: Want.SlotState], listen: Want.Listening = .held, port: Int = 0,
        restart: RestartPolicy = RestartPolicy(), ports: [ServiceSpec.Listener]? = nil, held: Bool = false
    ) throws {
        rev += 1
        let want = Want(
            rev: rev, slots: slots.sorted { $0.key < $1.key }.map { .init(generation: $0.key, state: $0.value) },
            listen: listen, restart: restart, ports: ports ?? [.init(name: "http", port: port)], held: held)
        try DurableFile.replace(app + "/want.json", with: try JSONText.bytes(want))
        if channel != nil { try send(.reload) }
    }

    /// Starts a wrapper, with listening sockets handed over; returns when it serves or has ended.
    func launch(handing sockets: [OpenFile] = []) throws -> ChildProcess {
        let program = try #require(Self.program, "slipway-wrapper is not built")
        let ready = try Pipe()
        var environment = ["SWIFT_BACKTRACE": "enable=no", "SLIPWAY_READY_FD": "\(3 + sockets.count)"]
        if !sockets.isEmpty {
            environment["LISTEN_FDS"] = "\(sockets.count)"
            environment["LISTEN_FDNAMES"] = "http"
        }
        environment.merge(variables) { $1 }
        let process = try ChildProcess.launch(
            LaunchRequest(
                path: try Files.real(program), arguments: ["--app", app, "--node-name", "test-node"] + options,
                environment: environment,
                descriptors: [-1, 2, 2] + sockets.map(\.fd) + [try #require(ready.writer).fd], newSession: true))
        ready.writer = nil
        try #require(Waiting.until(readable: ready.reader.fd, deadline: Clock.monotonic() + Self.patience))
        return process
    }

    /// Starts a wrapper and subscribes to it.
    func start(handing sockets: [OpenFile] = []) throws {
        wrapper = try launch(handing: sockets)
        try attach()
    }

    /// Subscribes to the wrapper that is at work.
    func attach() throws {
        disconnect()
        channel = LineChannel(try UnixSocket.connect(app + "/run/control.sock"))
        try send(.subscribe)
        try status { _ in true }
        descriptors = channel?.takeDescriptors() ?? []
    }

    func send(_ command: WrapperCommand) throws {
        try #require(channel).send(try JSONText.bytes(command))
    }

    /// The first status, from the latest known on, for which the condition holds.
    @discardableResult
    func status(_ condition: (WrapperStatus) -> Bool) throws -> WrapperStatus {
        let deadline = Clock.monotonic() + Self.patience
        if let latest, channel != nil, condition(latest) { return latest }
        while let line = try channel?.line(deadline: deadline) {
            let status = try JSONText.value(WrapperStatus.self, from: line)
            latest = status
            if condition(status) { return status }
        }
        throw RigError(text: "waited in vain; last status \(latest.map { "\($0)" } ?? "none"); log:\n\(log())")
    }

    /// Waits until a slot is in this phase and admits, or not.
    @discardableResult
    func slot(_ number: Int, _ phase: SlotPhase, admitting: Bool? = nil) throws -> WrapperStatus.Slot {
        let status = try status {
            guard let slot = $0.slot(number), slot.phase == phase else { return false }
            return admitting == nil || slot.admitting == admitting
        }
        return try #require(status.slot(number))
    }

    /// Kills the wrapper only, as a crash would.
    func killWrapper() throws {
        let wrapper = try #require(wrapper)
        wrapper.signal(SIGKILL)
        #expect(wrapper.ending(within: 10_000) == .signalled(SIGKILL))
        disconnect()
        self.wrapper = nil
    }

    /// Lets go of the connection, so that the next `start` makes its own.
    func disconnect() {
        channel = nil
        latest = nil
    }
    func dropDescriptors() { descriptors = [] }

    var port: Int { latest?.listen.first?.port ?? 0 }
    func log() -> String { (try? Files.text(app + "/shared/logs/shop.log")) ?? "" }
    func lastWritten() -> WrapperStatus? {
        (try? Files.read(app + "/run/status.json")).flatMap { try? JSONText.value(WrapperStatus.self, from: $0) }
    }

    /// Waits until the log has the text.
    func awaitLog(_ text: String) throws {
        let deadline = Clock.monotonic() + Self.patience
        while !log().contains(text) {
            guard Clock.monotonic() < deadline else { throw RigError(text: "“\(text)” is not in the log:\n\(log())") }
            poll(nil, 0, 5)
        }
    }
}

/// What a fake program tells of itself.
struct Seen: Decodable {
    var pid: Int32
    var session: Int32
    var folder: String
    var env: [String: String]
    var arguments: [String]
    var descriptors: [String]
    var nofile: [Int]?
    var groups: String?
}

struct RigError: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
}
