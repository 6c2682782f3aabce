import Glibc
import SlipwayModel
import SlipwaySystem

/// Starts the program of a slot: folder, pipes, descriptors, limits, process.
struct SlotStarter {
    /// A program that was started, and what its release says of its end.
    struct Started {
        var program: RunningProgram
        /// Those whose sockets it got, as the node has configured them.
        var listeners: [ServiceSpec.Listener] = []
        /// It takes clients from now on, without saying so.
        var isReady: Bool
        /// From SIGTERM to SIGKILL, in ms.
        var stopDeadline: Int64
        /// Limits that could not be set, in words.
        var unenforced: [String]
        /// The class-data archive that it was given.
        var archive: String?
    }

    let slot: SlotLayout
    let nodeName: String
    let secrets: SecretFolder
    let log: LogCollector
    let members: MembersFile

    /// nil while a socket of the slot is not open. `asStock`: without what was baked into its release. Throws when release, configuration or system do not allow a start.
    func start(_ sockets: ListenerTable, asStock: Bool) throws -> Started? {
        let spec = try SlotFolder.spec(slot)
        let configuration = try SlotFolder.configuration(slot)
        var ports: [String: Int] = [:]
        var open: [OpenFile] = []
        for listener in Self.listeners(spec, configuration) {
            if spec.sockets == .own {
                ports[listener.name] = listener.port
                continue
            }
            guard let found = sockets.socket(for: listener) else { return nil }
            ports[listener.name] = found.port
            open.append(found.socket)
        }
        let folder = SlotFolder(slot: slot)
        let warm = WarmOptions(slot).find(spec, configuration, asStock: asStock) { log.say($0) }
        let source = try folder.source(
            spec, configuration, ports: ports, nodeName: nodeName, secrets, warm: warm)
        let plan = try LaunchPlan(source, slot: slot)
        do {
            try folder.make(plan, source)
            try members.set(plan.members, of: slot.generation)
            var started = try launch(plan, source, open)
            started.archive = ArchivePlan.archive(in: warm ?? [])
            if spec.sockets != .own { started.listeners = Self.listeners(spec, configuration) }
            return started
        } catch {
            try? folder.remove()
            members.forget(slot.generation)
            throw error
        }
    }

    /// What whoever started this wrapper may have had to take off the program's control groups.
    func limitAgain(_ spec: ProgramSpec) {
        let overrides = (try? SlotFolder.configuration(slot))?.overrides ?? [:]
        guard let limits = try? ServiceSpec.Limits(spec.limits, overrides) else { return }
        if ControlGroups.needed(limits) { _ = ControlGroups(slot).make(limits) }
    }

    /// What a program that another wrapper has started listens on by sockets that it was given; takes up the cluster's
    /// members that it names.
    func resume(_ spec: ProgramSpec) -> [ServiceSpec.Listener] {
        log.obey(spec.logs)
        if let bytes = try? Files.read(slot.nodeProperties),
            let found = try? ClusterMembers(PropertiesFile(reading: bytes).values[ClusterMembers.key] ?? "")
        {
            try? members.set(found.addresses, of: slot.generation)
        }
        if spec.sockets == .own { return [] }
        return (try? SlotFolder.configuration(slot)).map { Self.listeners(spec, $0) } ?? []
    }

    /// With the ports that the node has set.
    private static func listeners(_ spec: ProgramSpec, _ configuration: Configuration) -> [ServiceSpec.Listener] {
        spec.listen.map { ServiceSpec.Listener(name: $0.name, port: configuration.port(of: $0)) }
    }

    private func launch(_ plan: LaunchPlan, _ source: LaunchPlan.Source, _ open: [OpenFile]) throws -> Started {
        let spec = source.spec
        let link = try ProgramLink(slot)
        let output = try log.writer(spec.logs)
        var request = request(plan, source)
        request.descriptors = [open.first?.fd ?? -1, output.fd, output.fd]
        if spec.sockets != .own { Self.hand(open, spec, &request) }
        let unenforced = try limit(&request, plan.limits)
        let made = ControlGroups.needed(plan.limits) ? ControlGroups(slot).make(plan.limits) : .init()
        request.groups = made.folders
        let memory = MemoryEvents(in: made.folders)
        do {
            try request.user.map { try AppUser.own(slot, spec.shared, $0) }
            let birth = try BirthRecord(slot).opened()
            request.birth = birth.fd
            let process = try withExtendedLifetime((open, output, birth)) { try ChildProcess.launch(request) }
            return Started(
                program: RunningProgram(
                    process, link, obeys: spec.sockets == .admitted, groups: made.folders, memory: memory),
                isReady: spec.sockets != .admitted && spec.preStart == nil,
                stopDeadline: Int64(spec.stopDeadline.milliseconds),
                unenforced: made.unenforced(process.unjoined) + unenforced + plan.limits.unscored(process))
        } catch {
            for folder in made.folders { _ = ControlGroups.remove(folder) }
            throw error
        }
    }

    /// The convention of `sd_listen_fds(3)`; descriptor 0 besides is what `System.inheritedChannel` takes.
    private static func hand(_ open: [OpenFile], _ spec: ProgramSpec, _ request: inout LaunchRequest) {
        request.descriptors += open.map(\.fd)
        request.environment["LISTEN_FDS"] = "\(open.count)"
        request.environment["LISTEN_FDNAMES"] = spec.listen.map(\.name).joined(separator: ":")
        request.environment["LISTEN_PID"] = nil
        request.pidVariable = "LISTEN_PID"
    }

    /// The limits of the process itself, and its user; returns those that cannot be, in words.
    private func limit(_ request: inout LaunchRequest, _ limits: ServiceSpec.Limits) throws -> [String] {
        var unenforced: [String] = []
        if let wanted = limits.nofile {
            let (granted, refusal) = ProcessLimits.allowOpenFiles(wanted)
            request.openFiles = Int64(granted)
            if let refusal { unenforced.append("open files \(wanted): the hard limit is \(granted) (\(refusal))") }
        }
        request.oomScore = Int32(clamping: limits.oomScore ?? ServiceSpec.Limits.usualScore)
        request.user = try HostUser.known(ofApp: slot.app.name)
        // A node in a folder of root's own is as private as its owner wants it.
        if request.user == nil, geteuid() == 0, slot.app.folder.hasPrefix(NodeLayout(root: nil).apps + "/") {
            unenforced.append("user: this host has no user \(HostUser.nameOfApp(slot.app.name)), it runs as root")
        }
        return unenforced
    }

    /// The program itself, or the step before it where a hook is to be run.
    private func request(_ plan: LaunchPlan, _ source: LaunchPlan.Source) -> LaunchRequest {
        var request = LaunchRequest(
            path: plan.path, arguments: plan.arguments, environment: plan.environment, folder: plan.folder,
            newSession: true)
        request.environment["SLIPWAY_APP"] = slot.app.name
        request.environment["SLIPWAY_GENERATION"] = "\(slot.generation)"
        request.environment[SlotRemains.variable] = SlotRemains.mark(of: slot)
        if let hook = source.spec.preStart {
            let call = LauncherCall(
                release: source.release, hook: hook, reply: slot.reply,
                isSilent: source.spec.sockets != .admitted, path: plan.path, arguments: plan.arguments)
            request.path = Launcher.program
            request.arguments = call.words
        }
        return request
    }
}
