import Glibc
import SlipwayControl
import SlipwayCrypto
import SlipwayDeploy
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Looks at a host before an installation; changes nothing.
package struct HostSurvey {
    package let paths: InstallPaths
    let keeping: InstallFacts.Keeping

    /// Where an installation of this user goes. Refuses a folder that cannot be a node's.
    package init(root: String?) throws {
        let scope: Scope
        if let root {
            try NodeFolder.check(root)
            scope = .folder(try Self.absolute(root))
        } else if geteuid() == 0 {
            scope = .system(prefix: Self.prefix)
        } else {
            scope = .home(try Self.home())
        }
        paths = InstallPaths(scope)
        keeping = Self.keeping(scope)
    }

    /// `/usr/local` unless that cannot be written, as on hosts with a sealed `/usr`.
    private static var prefix: String {
        let usual = "/usr/local"
        let other = "/opt/slipway"
        if Files.exists(usual + "/lib/slipway/current") { return usual }
        if Files.exists(other + "/lib/slipway/current") { return other }
        return access(usual, W_OK) == 0 || (!Files.exists(usual) && access("/usr", W_OK) == 0) ? usual : other
    }

    /// As the kernel tells it, so that the daemon's program is known by its path.
    private static func absolute(_ root: String) throws -> String {
        var path = joined(try Files.workingFolder(), root)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        var rest: [String] = []
        while !Files.exists(path), path != "/" {
            rest.append(lastName(of: path))
            path = parent(of: path)
        }
        guard Files.isFolder(path) else {
            throw Refusal(.usage, "\(path) is a file, not a folder", hint: "name a folder: --root DIR")
        }
        return ([try Files.real(path)] + rest.reversed()).joined(separator: "/").replacing("//", with: "/")
    }

    /// Whether a node's folder is the one of an installation into this user's home.
    static func isOfUser(_ root: String?) -> Bool {
        guard let root, geteuid() != 0, let home = try? home() else { return false }
        return root == NodeFolder.ofUser(home)
    }

    private static func home() throws -> String {
        if let home = ProcessTable.environment()["HOME"], home.hasPrefix("/"), home != "/" { return home }
        if let home = try HostUser.home(of: geteuid()) { return home }
        throw Refusal(
            .notFound, "this user has no home folder to install into", hint: "name a folder: --root DIR")
    }

    private static func keeping(_ scope: Scope) -> InstallFacts.Keeping {
        switch scope {
        case .folder: return .keeper
        case .system: return Files.isFolder("/run/systemd/system") ? .systemd : .keeper
        case .home:
            let run = ProcessTable.environment()["XDG_RUNTIME_DIR"] ?? "/run/user/\(geteuid())"
            return Files.exists(run + "/systemd/private") ? .userSystemd : .keeper
        }
    }

    package func facts(_ offer: Offer) throws -> InstallFacts {
        let layout = paths.node
        let look = DaemonLook(paths: paths)
        var facts = InstallFacts()
        facts.isRoot = geteuid() == 0
        facts.keeping = keeping
        if let id = try? Files.linkTarget(paths.current), Files.isFolder(paths.programs(id)) {
            facts.installed = .init(programs: id, version: ProgramFolder.version(id))
        }
        facts.runs = look.node != nil
        facts.isOnTrial = Files.exists(paths.trial)
        facts.key = try keyState(offer, layout)
        facts.floor = try FloorFile(layout, offer.name.name, release: offer.name.name).read()
        facts.isKnown = (try? InstalledRelease.reopen(offer.digest, in: layout)) ?? nil != nil
        // One whose first deploy is under way has its port already, and is not listed yet.
        facts.hasApp = Files.exists(layout.app(offer.name.name).want)
        if let app = look.app(offer.name.name) {
            facts.isLive = app.digest == offer.digest && app.state == "active"
        }
        facts.hasUnits = UnitFiles(paths, keeping).areWritten
        facts.hasCommand = (try? Files.linkTarget(paths.command)) == paths.current + "/slipwayd"
        facts.hasUser =
            try HostUser.named(HostUser.nameOfApp(offer.name.name)) != nil && HostAccounts().hasOperators
        facts.hasForeignCommand = try isForeign(paths.command)
        if case .folder = paths.scope { facts.foreignOwner = try foreignOwner(layout.state) }
        try takeRoom(&facts)
        facts.host = hostFacts(offer.spec, layout)
        return facts
    }

    private func keyState(_ offer: Offer, _ layout: NodeLayout) throws -> InstallFacts.KeyState {
        let entries = try TrustFolder.entries(layout)
        if let entry = entries.first(where: { $0.key.line == offer.keyLine && $0.isRevoked })
            ?? entries.first(where: {
                $0.key.line == offer.keyLine
            })
        {
            return entry.isRevoked ? .revoked : .trusted
        }
        return entries.isEmpty ? .none : .unknown
    }

    /// A link to a daemon is an installer's, of this place or of one before.
    private func isForeign(_ command: String) throws -> Bool {
        guard let facts = try Files.facts(command) else { return false }
        guard facts.kind == .link else { return true }
        return try !Files.linkTarget(command).hasSuffix("/current/slipwayd")
    }

    private func foreignOwner(_ path: String) throws -> String? {
        guard let owner = try Files.facts(try Self.nearest(path), following: true)?.owner, owner != 0,
            owner != geteuid()
        else { return nil }
        return ProcessTable.userName(owner)
    }

    private func takeRoom(_ facts: inout InstallFacts) throws {
        let (state, library) = (try Self.nearest(paths.node.state), try Self.nearest(paths.library))
        let room = try Files.room(at: state)
        facts.stateRoom = room.bytes
        facts.inodes = room.inodes
        facts.libraryRoom = try Files.room(at: library).bytes
        facts.isOneDisk =
            try Files.facts(state, following: true)?.device == Files.facts(library, following: true)?.device
    }

    /// The folder that is there of a path that may not be.
    private static func nearest(_ path: String) throws -> String {
        var path = path
        while !Files.isFolder(path), path != "/" { path = parent(of: path) }
        return path
    }

    private func hostFacts(_ spec: ServiceSpec, _ layout: NodeLayout) -> PreflightFacts {
        let host = HostFacts()
        var facts = PreflightFacts()
        facts.availableMemory = host.availableMemory
        facts.totalMemory = host.totalMemory
        facts.glibc = host.glibc
        let secrets = SecretFolder(layout)
        facts.unset = spec.secrets.filter { !secrets.contains($0) }
        facts.taken = spec.listen.compactMap(taken)
        return facts
    }

    private func taken(_ listener: ServiceSpec.Listener) -> PreflightFacts.Taken? {
        do {
            _ = try TCPSocket.listen(port: listener.port, backlog: 1)
            return nil
        } catch let error as SystemError {
            return PreflightFacts.Taken(
                name: listener.name, port: listener.port,
                holder: PortHolder.name(of: PortHolder.holders(listener.port)),
                isForbidden: error.code == EACCES)
        } catch {
            return nil
        }
    }
}
