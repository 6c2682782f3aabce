import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// What an installation says to people: what it will do, and what comes after.
package struct InstallWords: Sendable {
    let offer: Offer
    let facts: InstallFacts
    let plan: InstallPlan
    let paths: InstallPaths

    package init(_ offer: Offer, _ facts: InstallFacts, _ plan: InstallPlan, _ paths: InstallPaths) {
        self.offer = offer
        self.facts = facts
        self.plan = plan
        self.paths = paths
    }

    /// What is in the file, and who vouches for it.
    package static func inside(_ offer: Offer) -> [String] {
        [
            "\(offer.name), sequence \(offer.sequence), \(offer.digest)",
            "Slipway \(offer.version) for \(offer.platform)",
            "signed by the key \(offer.keyLine)",
        ]
    }

    /// What will be done, a line each.
    package var will: [String] { plan.steps.map(doing) }

    package func doing(_ step: InstallStep) -> String {
        switch step {
        case .accounts(let app):
            return "add the group \(HostGroup.operators) and the user \(HostUser.nameOfApp(app)), who runs \(app)"
        case .folders: return "make \(places)"
        case .trust: return "trust that key on this node from now on"
        case .settle: return "end the trial of a daemon that was begun before"
        case .programs:
            return "put Slipway \(offer.version) into \(paths.library), and the command into \(paths.command)"
        case .units: return "write the units of \(facts.keeping == .systemd ? "systemd" : "the user's systemd")"
        case .start: return "start the daemon, \(keeper)"
        case .upgrade(let version): return "replace the daemon of Slipway \(version), on trial; apps run on"
        case .secrets(let names):
            return "set the secret\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))"
        case .deploy:
            let ports = offer.spec.listen.map { "\($0.name) on port \($0.port)" }.joined(separator: ", ")
            return "deploy \(offer.name)" + (ports.isEmpty ? "" : ": " + ports)
        }
    }

    private var places: String {
        paths.root.map { $0 } ?? "\(paths.node.etc) and \(paths.node.state)"
    }

    private var keeper: String {
        switch facts.keeping {
        case .systemd: "kept by systemd as slipwayd.service"
        case .userSystemd: "kept by the user's systemd as slipwayd.service"
        case .keeper: "kept by slipwayd itself"
        }
    }

    /// Where the app answers; nil for one that listens nowhere.
    package func address(_ host: String) -> String? {
        guard let listener = offer.spec.listen.first else { return nil }
        let path = offer.spec.webapps.first?.context ?? "/"
        let port = listener.port == 80 ? "" : ":\(listener.port)"
        return "http://\(host)\(port)\(path == "/" ? "/" : path + "/")"
    }

    /// What a person has still to do, so that it is there after a boot; nothing where the service manager sees to it.
    package var boot: [String] {
        switch facts.keeping {
        case .systemd: return []
        case .userSystemd:
            return ["to keep it running while nobody is logged in: loginctl enable-linger (by root, for this user)"]
        case .keeper:
            let advice = BootAdvice(program: paths.current + "/slipwayd", root: paths.root)
            let starter = BootAdvice.starter(isRoot: facts.isRoot, exists: Files.exists)
            return ["to start it at boot, write into \(advice.place(starter)):"]
                + advice.line(starter).split(separator: "\n").map { "  " + $0 }
        }
    }

    /// The three commands that a person needs next.
    package var next: [String] {
        let app = offer.name.name
        return [paths.line("status \(app)"), paths.line("logs \(app) -f"), paths.line("rollback \(app)")]
    }
}
