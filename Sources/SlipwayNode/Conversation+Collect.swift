import SlipwayControl
package import SlipwayDeploy
package import SlipwayModel
import SlipwaySystem

extension Conversation {
    func collect() throws -> String {
        guard let freed = try node.collect() else {
            throw Refusal(.busy, "a release is being installed on this node", hint: "try again when that has ended")
        }
        tell(
            .collected(
                CollectDocument(
                    place: node.configuration.layout.state, releases: freed.releases, files: freed.files,
                    bytes: freed.bytes)))
        return ""
    }
}

extension Node {
    /// Removes what no app needs; nil while a release is installed.
    func collect() throws -> ReleaseCollector.Freed? {
        if let (name, _) = damaged.first {
            throw Refusal(
                .badInput, "nothing is collected while the history of \(name) cannot be read",
                hint: "what is wrong with it: " + configuration.command("status \(name)"))
        }
        try Removal.sweep(configuration.layout.apps)
        // Seldom any: a desk is not to be found busy for nothing.
        for desk in all where !Retirement.strangers(desk).isEmpty && desk.claim("collecting") == nil {
            defer { desk.release() }
            Retirement.sweep(desk)
        }
        return try ReleaseCollector(configuration.layout).collect {
            Set(all.flatMap { NeedPlan.releases($0.ledger.state) })
        }
    }

    /// A failure costs room only. What an install would meet is left for the next time.
    func collectQuietly() {
        do {
            guard let freed = try collect(), freed != .init(), isDaemon else { return }
            DaemonLog.write("collected \(freed.releases) releases, \(freed.files) files, \(freed.bytes) bytes")
        } catch {
            if isDaemon { DaemonLog.write("cannot collect: \(error)") }
        }
    }
}

/// Which releases an app still needs: those of every generation it keeps, and of a switch under way.
package enum NeedPlan {
    package static func releases(_ state: LedgerState) -> Set<Digest> {
        var needed = Set(state.generations.values.filter { $0.standing != .bad }.map(\.digest))
        if let open = state.open {
            needed.insert(open.transaction.digest)
            if let previous = open.transaction.previous.flatMap({ state.generations[$0] }) {
                needed.insert(previous.digest)
            }
        }
        return needed
    }
}
