package import SlipwayModel
import SlipwayNode

/// Decides what an installation will do on a host, or refuses before anything is changed.
package struct InstallPlan: Hashable, Sendable {
    package let steps: [InstallStep]
    /// Slipway's programs on this node are newer, and stay.
    package let keepsNewer: Bool

    /// Bytes of the disk that are to be left, whatever comes.
    private static let reserve: Int64 = 64 << 20

    package var isNothing: Bool { steps.isEmpty }

    package init(_ offer: Offer, _ facts: InstallFacts, _ options: InstallOptions, _ paths: InstallPaths) throws {
        try Self.checkKey(offer, facts, options, paths)
        try Self.checkSequence(offer, facts)
        if facts.hasForeignCommand {
            throw Refusal(
                .failed, "\(paths.command) is there, and no installer has made it",
                hint: "move it away, or choose another place: --root DIR")
        }
        if let owner = facts.foreignOwner {
            throw Refusal(
                .notPermitted, "\(paths.node.state) would lie in a folder of the user \(owner), not of this one",
                hint: "run this installer as \(owner), or name a folder of your own: --root DIR")
        }
        let isSame = facts.installed?.programs == offer.programs
        keepsNewer = !isSame && facts.installed.map { Self.isNewer($0.version, than: offer.version) } ?? false
        let bringsPrograms = !isSame && !keepsNewer
        let deploys = !facts.isLive || !options.overrides.isEmpty
        if deploys { try Self.checkHost(offer, facts, paths, secrets: Set(options.secrets.keys)) }
        try Self.checkRoom(offer, facts, paths, programs: bringsPrograms, release: !facts.isKnown)

        var steps: [InstallStep] = []
        if case .system = paths.scope, !facts.hasUser { steps.append(.accounts(app: offer.name.name)) }
        if facts.installed == nil { steps.append(.folders) }
        if facts.key == .none || facts.key == .unknown { steps.append(.trust) }
        if facts.isOnTrial { steps.append(.settle) }
        if bringsPrograms || !facts.hasCommand { steps.append(.programs) }
        // Those of a newer version stay, as its programs do.
        if facts.keeping != .keeper, !facts.hasUnits, !keepsNewer { steps.append(.units) }
        if let old = facts.installed, bringsPrograms {
            steps.append(.upgrade(from: old.version))
        } else if !facts.runs {
            steps.append(.start)
        }
        if !options.secrets.isEmpty { steps.append(.secrets(options.secrets.keys.sorted())) }
        if deploys { steps.append(.deploy) }
        self.steps = steps
    }

    private static func isNewer(_ version: String, than other: String) -> Bool {
        let (one, two) = (numbers(version), numbers(other))
        return two.lexicographicallyPrecedes(one)
    }

    private static func numbers(_ version: String) -> [Int] {
        version.split { !$0.isNumber }.map { Int($0) ?? .max }
    }

    // MARK: what speaks against it

    private static func checkKey(
        _ offer: Offer, _ facts: InstallFacts, _ options: InstallOptions, _ paths: InstallPaths
    ) throws {
        if let wanted = options.key, wanted != offer.keyLine { throw wrongKey(offer) }
        if case .system = paths.scope, offer.isDevelopmentKey {
            throw Refusal(
                .badInput, "the installer is signed by a development key, and the system's own node trusts none",
                hint: "make a key for releases: slipway keys generate NAME, then build and make the installer anew; "
                    + "to try it without: --root DIR")
        }
        switch facts.key {
        case .none, .trusted: break
        case .revoked:
            throw Refusal(
                .badInput, "the installer is refused: its key \(offer.keyName) was revoked on this node",
                hint: "get one that is signed by another key")
        case .unknown:
            if options.key == nil {
                throw Refusal(
                    .badInput,
                    "the installer is refused: it is signed by \(offer.keyLine), and this node trusts other keys",
                    hint: "when that key is to be trusted as well, say so: --key \(offer.keyLine)")
            }
        }
    }

    package static func wrongKey(_ offer: Offer) -> Refusal {
        Refusal(
            .badInput, "the installer is signed by \(offer.keyLine), not by the key that --key names",
            hint: "fetch it from where you have that key from; a fingerprint is the line of 56 letters of a .pub file")
    }

    private static func checkSequence(_ offer: Offer, _ facts: InstallFacts) throws {
        guard let floor = facts.floor, offer.sequence < floor, !facts.isKnown else { return }
        throw Refusal(
            .badInput,
            "the installer is refused: its sequence \(offer.sequence) is below \(floor), "
                + "the highest that \(offer.name.name) has had here",
            hint: "install a later release, or go back to one that was here: slipway rollback \(offer.name.name)")
    }

    /// An app that is here already shall be judged by the daemon, which knows what is its own.
    private static func checkHost(
        _ offer: Offer, _ facts: InstallFacts, _ paths: InstallPaths, secrets: Set<String>
    ) throws {
        var host = facts.host
        if facts.hasApp { host.taken = [] }
        host.unset.removeAll(where: secrets.contains)
        let obstacles = PreflightPlan.obstacles(offer.spec, host, command: paths.line)
        guard var first = obstacles.first else { return }
        if first.code == .notFound, let name = host.unset.first {
            first.hint = "give the file that holds it: --secret \(name)=FILE"
        }
        throw first
    }

    private static func checkRoom(
        _ offer: Offer, _ facts: InstallFacts, _ paths: InstallPaths, programs: Bool, release: Bool
    ) throws {
        let forPrograms = programs ? offer.programBytes : 0
        // Each file takes a block that is half full in the mean.
        let forRelease = release ? offer.bytes + offer.files * 2048 : 0
        func check(_ folder: String, _ wanted: Int64, _ room: Int64) throws {
            guard wanted > 0, wanted + reserve > room else { return }
            throw Refusal(
                .noRoom,
                "\(folder) needs \(ByteSize.words(wanted + reserve)), and its disk has \(ByteSize.words(room)) left",
                hint: "make room, or choose another place: --root DIR")
        }
        // A filesystem that counts no inodes says 0.
        if release, facts.inodes > 0, offer.files + 1000 > facts.inodes {
            throw Refusal(
                .noRoom,
                "\(paths.node.state) needs \(offer.files + 1000) inodes, and its disk has \(facts.inodes) left",
                hint: "remove files there, or choose another place: --root DIR")
        }
        if facts.isOneDisk { return try check(paths.node.state, forPrograms + forRelease, facts.stateRoom) }
        try check(paths.node.state, forRelease, facts.stateRoom)
        try check(paths.library, forPrograms, facts.libraryRoom)
    }
}
