import SlipwayModel
import SlipwaySystem

/// Starts the program of a slot: folder, pipes, descriptors, limits, process.
struct SlotStarter {
    /// A program that was started, and what its release says of its end.
    struct Started {
        var program: RunningProgram
        /// It takes clients from now on, without saying so.
        var isReady: Bool
        /// From SIGTERM to SIGKILL, in ms.
        var stopDeadline: Int64
        /// Limits that could not be set, in words.
        var unenforced: [String]
    }
    /// The open socket of a listener and its port; nil while it is not open.
    typealias Sockets = (ServiceSpec.Listener) -> (socket: OpenFile, port: Int)?

    let slot: SlotLayout
    let nodeName: String
    let secrets: SecretFolder
    let log: LogCollector

    /// nil while a socket of the slot is not open. Throws when release, configuration or system do not allow a start.
    func start(_ sockets: Sockets) throws -> Started? {
        let spec = try SlotFolder.spec(slot)
        let configuration = try SlotFolder.configuration(slot)
        var ports: [String: Int] = [:]
        var open: [OpenFile] = []
        for listener in spec.listen {
            let wanted = ServiceSpec.Listener(name: listener.name, port: configuration.port(of: listener))
            if spec.sockets == .own {
                ports[listener.name] = wanted.port
                continue
            }
            guard let found = sockets(wanted) else { return nil }
            ports[listener.name] = found.port
            open.append(found.socket)
        }
        let folder = SlotFolder(slot: slot)
        let source = try folder.source(spec, configuration, ports: ports, nodeName: nodeName, secrets)
        let plan = try LaunchPlan(source, slot: slot)
        do {
            try folder.make(plan, source)
            return try launch(plan, source, open)
        } catch {
            try? folder.remove()
            throw error
        }
    }

    private func launch(_ plan: LaunchPlan, _ source: LaunchPlan.Source, _ open: [OpenFile]) throws -> Started {
        let spec = source.spec
        let link = try ProgramLink(slot)
        let output = try log.writer()
        var request = request(plan, source)
        request.descriptors = [open.first?.fd ?? -1, output.fd, output.fd]
        if spec.sockets == .inherited {
            // The convention of `sd_listen_fds(3)`; descriptor 0 besides is what `System.inheritedChannel` takes.
            request.descriptors += open.map(\.fd)
            request.environment["LISTEN_FDS"] = "\(open.count)"
            request.environment["LISTEN_FDNAMES"] = spec.listen.map(\.name).joined(separator: ":")
            request.environment["LISTEN_PID"] = nil
            request.pidVariable = "LISTEN_PID"
        }
        var unenforced: [String] = []
        if let wanted = plan.limits.nofile {
            let (granted, refusal) = ProcessLimits.allowOpenFiles(wanted)
            request.openFiles = Int64(granted)
            if let refusal { unenforced.append("open files \(wanted): the hard limit is \(granted) (\(refusal))") }
        }
        let made = ControlGroups.needed(plan.limits) ? ControlGroups(slot).make(plan.limits) : .init()
        request.groups = made.folders
        do {
            let process = try withExtendedLifetime((open, output)) { try ChildProcess.launch(request) }
            return Started(
                program: RunningProgram(process, link, obeys: spec.sockets == .admitted, groups: made.folders),
                isReady: spec.sockets != .admitted && spec.preStart == nil,
                stopDeadline: Int64(spec.stopDeadline.milliseconds),
                unenforced: made.unenforced(process.unjoined) + unenforced)
        } catch {
            for folder in made.folders { _ = ControlGroups.remove(folder) }
            throw error
        }
    }

    /// The program itself, or the step before it where a hook is to be run.
    private func request(_ plan: LaunchPlan, _ source: LaunchPlan.Source) -> LaunchRequest {
        var request = LaunchRequest(
            path: plan.path, arguments: plan.arguments, environment: plan.environment, folder: plan.folder,
            newSession: true)
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
