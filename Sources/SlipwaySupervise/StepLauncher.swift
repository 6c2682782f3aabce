import Glibc
import SlipwayModel
import SlipwaySystem

/// Runs one step of a release's own with the environment of the app's own program, in a run folder of its own, and ends
/// it at its deadline, and when the daemon that wants it is gone. Standard input is a pipe whose other end only the
/// daemon holds; what went wrong is said on standard output.
package enum StepLauncher {
    /// A step that did not do its work, in words that follow its name.
    private struct Fault: Error {
        var words: String
        /// The node's rather than the step's own.
        var isOfNode = false
    }

    /// The exit status: 0 when it has done its work, 1 when it has not, 2 when the node could not run it.
    package static func run(_ call: StepCall) -> Int32 {
        ProcessTable.becomeSubreaper()
        do {
            try Folders.make(call.app.run, mode: 0o700)
            // An undo begins when the step itself has ended, whoever began that.
            let lock = try FileLock(waitingFor: call.app.stepLock)
            return try withExtendedLifetime(lock) {
                StepRemains(call.app).clear()
                defer { StepRemains(call.app).clear() }
                if Waiting.until(readable: 0, deadline: 0) { throw gone }
                try work(call)
                return ExitCode.done.rawValue
            }
        } catch let fault as Fault {
            tell(fault.words)
            return (fault.isOfNode ? ExitCode.stuck : .failed).rawValue
        } catch let error as SuperviseError {
            tell("was not started: \(error)")
            return ExitCode.failed.rawValue
        } catch {
            tell("was not started: \(SuperviseError.sentence(error))")
            return ExitCode.stuck.rawValue
        }
    }

    private static let gone = Fault(words: "was cut: the daemon has gone", isOfNode: true)

    private static func tell(_ words: String) {
        let bytes = Array(words.utf8.prefix(4000))
        _ = write(1, bytes, bytes.count)
    }

    private static func work(_ call: StepCall) throws {
        let log = try StepLog(call.app)
        let (plan, version) = try plan(call)
        let child: ChildProcess
        var request = LaunchRequest(
            path: plan.path, arguments: plan.arguments, environment: environment(plan, version, call),
            folder: plan.folder, descriptors: [-1, log.output.fd, log.output.fd], newSession: true)
        request.user = try HostUser.known(ofApp: call.app.name)
        try request.user.map { try AppUser.own(call.slot, [], $0) }
        let birth = try StepRemains(call.app).record.opened()
        request.birth = birth.fd
        do {
            child = try withExtendedLifetime(birth) { try ChildProcess.launch(request) }
        } catch let error as SystemError {
            throw Fault(words: "cannot be started: \(error.reason)")
        }
        log.say("\(call.title) begins")
        let begun = Clock.monotonic()
        let watch = watch(child, until: begun + Int64(call.deadline.milliseconds))
        let ending = StepRemains.endWithAllChildren(child) ?? .unknown
        switch watch {
        case .daemonHasGone:
            log.say("\(call.title) \(gone.words)")
            throw gone
        case .timeIsUp:
            log.say("\(call.title) was killed after \(call.deadline)")
            throw Fault(words: "was not done in \(call.deadline)")
        case .stepHasEnded: break
        }
        log.say("\(call.title) ended with \(ending) after \(TimeSpan(milliseconds: Int(Clock.monotonic() - begun)))")
        if ending != .exited(0) { throw Fault(words: "ended with \(ending)") }
    }

    private enum Watch {
        case stepHasEnded
        case daemonHasGone
        case timeIsUp
    }

    private static func watch(_ child: ChildProcess, until deadline: Int64) -> Watch {
        while true {
            var entries = [child.pidfd.fd, 0].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let left = deadline - Clock.monotonic()
            let count = poll(&entries, 2, Int32(clamping: max(left, 0)))
            if count < 0, errno == EINTR { continue }
            if entries[0].revents != 0 { return .stepHasEnded }
            if entries[1].revents != 0 { return .daemonHasGone }
            if left <= 0 { return .timeIsUp }
        }
    }

    /// What the app's own program would be started with, in folders of the step's own.
    private static func plan(_ call: StepCall) throws -> (LaunchPlan, version: String) {
        let own = SlotLayout(app: call.app, generation: call.generation)
        var spec = try SlotFolder.spec(own)
        spec.launch.command = call.command
        spec.launch.folder = "."
        let configuration = try SlotFolder.configuration(own)
        let ports = spec.listen.map { ($0.name, configuration.port(of: $0)) }
        let folder = SlotFolder(slot: call.slot)
        let source = try folder.source(
            spec, configuration, ports: Dictionary(ports) { $1 }, nodeName: call.nodeName, call.secrets)
        let plan = try LaunchPlan(source, slot: call.slot)
        try folder.make(plan, source)
        return (plan, spec.version)
    }

    private static func environment(_ plan: LaunchPlan, _ version: String, _ call: StepCall) -> [String: String] {
        plan.environment.merging([
            "SLIPWAY_APP": call.app.name, "SLIPWAY_GENERATION": "\(call.generation)",
            "SLIPWAY_VERSION": version, "SLIPWAY_RELEASE": plan.folder, "SLIPWAY_SHARED": call.app.shared,
            "SLIPWAY_PROPERTIES": call.slot.nodeProperties, SlotRemains.variable: SlotRemains.mark(of: call.slot),
        ]) { $1 }
    }
}
