import Glibc
package import SlipwayControl
import SlipwayDeploy
import SlipwayModel
package import SlipwaySystem

/// What can be asked of a node while its daemon is absent: the same verbs by the same code, in the client's process.
/// Wrappers that are started this way live on.
package enum OfflineNode {
    /// Hands the replies but the last to `body`, and returns the last sentence. Refuses with 69 what needs a daemon.
    package static func ask(
        _ request: NodeRequest, configuration: NodeConfiguration, descriptors: [OpenFile] = [],
        _ body: (NodeReply) throws -> Void
    ) throws -> String {
        let need = need(of: request.verb)
        let layout = configuration.layout
        guard need != .daemon, Files.isFolder(layout.apps) else {
            throw Refusal(
                .unreachable, "no daemon runs for \(layout.state)", hint: "start it with: \(configuration.startCommand)"
            )
        }
        do {
            let lock = need == .nothing ? nil : try take(layout)
            return try withExtendedLifetime(lock) {
                let node = try Node(reading: configuration)
                return try withoutActuallyEscaping(body) { body in
                    try Conversation(node, LocalClient(descriptors, body)).carryOut(request.verb)
                }
            }
        } catch let error as SystemError {
            throw error.refusal
        }
    }

    /// What a verb needs of the node.
    enum Need {
        /// It only looks.
        case nothing
        /// Nobody else may change the node meanwhile.
        case lock
        /// It goes on after its client has gone, or watches what it has begun.
        case daemon
    }

    static func need(of verb: NodeRequest.Verb) -> Need {
        switch verb {
        case .status, .history, .logs, .secretList, .compare, .verify, .configuration, .incidents, .events: .nothing
        case .start, .stop, .restart, .kill, .killstart, .hold, .unhold, .pin, .unpin, .dump, .collect, .undeploy,
            .secretSet, .secretRemove, .nodeSet:
            .lock
        case .deploy, .plan, .rollback, .configure, .abort, .repair, .node, .metrics, .shutDown: .daemon
        }
    }

    private static func take(_ layout: NodeLayout) throws -> FileLock {
        // What root would start here would run as root, though a user can change every file of it.
        if let owner = try Files.facts(layout.state, following: true)?.owner, owner != getuid() {
            let name = ProcessTable.userName(owner)
            throw Refusal(
                .notPermitted, "the node \(layout.state) belongs to \(name)", hint: "run the command as \(name)")
        }
        try Folders.make(layout.run, mode: 0o700)
        guard let lock = try FileLock.taken(layout.lock, within: 1000) else {
            throw Refusal(
                .busy, "another program works on \(layout.state), or its daemon is just starting",
                hint: "try again in a moment")
        }
        return lock
    }
}
