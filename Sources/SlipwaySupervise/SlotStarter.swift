import SlipwayModel
import SlipwaySystem

/// Starts the program of a slot: folder, pipes, descriptors, process.
struct SlotStarter {
    /// A program that was started, and what its release says of its end.
    struct Started {
        var process: ChildProcess
        var link: ProgramLink
        /// From SIGTERM to SIGKILL, in ms.
        var stopDeadline: Int64
    }
    /// The open socket of a listener and its port; nil while it is not open.
    typealias Sockets = (ServiceSpec.Listener) -> (socket: OpenFile, port: Int)?

    let slot: SlotLayout
    let nodeName: String
    let log: LogCollector

    /// nil while a socket of the slot is not open. Throws when release, configuration or system do not allow a start.
    func start(_ sockets: Sockets) throws -> Started? {
        let spec = try SlotFolder.spec(slot)
        let configuration = try SlotFolder.configuration(slot)
        var ports: [String: Int] = [:]
        var open: [OpenFile] = []
        for listener in spec.listen {
            let wanted = ServiceSpec.Listener(name: listener.name, port: configuration.port(of: listener))
            guard let found = sockets(wanted) else { return nil }
            ports[listener.name] = found.port
            open.append(found.socket)
        }
        let folder = SlotFolder(slot: slot)
        let source = try folder.source(spec, configuration, ports: ports, nodeName: nodeName)
        let plan = try LaunchPlan(source, slot: slot)
        try folder.make(plan)
        let link = try ProgramLink(slot)
        let output = try log.writer()
        let process = try withExtendedLifetime((open, output)) {
            try ChildProcess.launch(
                LaunchRequest(
                    path: plan.path, arguments: plan.arguments, environment: plan.environment,
                    folder: source.release, descriptors: [open.first?.fd ?? -1, output.fd, output.fd],
                    newSession: true))
        }
        return Started(process: process, link: link, stopDeadline: Int64(spec.stopDeadline.milliseconds))
    }
}
