import Glibc
import SlipwayBundle
import SlipwayDeploy
package import SlipwayModel
import SlipwaySystem
import Synchronization

/// The short-lived child that reads what came from outside: it gets the bundle as its standard input, and the daemon
/// only its words. Nothing a bundle holds is parsed in the daemon itself.
package enum Worker {
    package struct Found: Codable, Sendable {
        package var name: ReleaseName
        package var digest: Digest
        package var spec: ServiceSpec
        /// Why it is believed.
        package var trust: ReleaseTrust
    }

    /// One line of the worker's output.
    enum Word: Codable {
        case found(Found)
        case described(BundleDescription)
        case note(String)
        /// What could not be taken from the worker on this host.
        case unconfined([String])
        case refused(Refusal)
    }

    static func verify(
        _ configuration: NodeConfiguration, _ bundle: BundlePlace, accepting: Set<Acceptance> = []
    ) throws -> Found {
        let call = try call(.verify, configuration, bundle, accepting: accepting)
        return try found(in: try words(configuration, call, bundle))
    }

    /// What the bundle holds, for a comparison; unpacks nothing.
    static func contents(
        _ configuration: NodeConfiguration, _ bundle: BundlePlace, accepting: Set<Acceptance> = []
    ) throws -> (found: Found, contents: ReleaseContents) {
        let words = try words(
            configuration, try call(.describe, configuration, bundle, accepting: accepting), bundle)
        for word in words {
            if case .described(let description) = word { return (try found(in: words), try description.contents) }
        }
        throw NodeError("describe", "the bundle", "the worker did not tell what is in it")
    }

    /// The release that `verify` or `contents` has found in it, and no other.
    static func install(
        _ configuration: NodeConfiguration, _ bundle: BundlePlace, _ judged: Found, accepting: Set<Acceptance>,
        _ report: @escaping (String) -> Void
    ) throws -> InstalledRelease {
        let found = try write(.install, configuration, bundle, judged, accepting: accepting, report)
        guard let release = try InstalledRelease.reopen(found.digest, in: configuration.layout) else {
            throw NodeError("install", found.name.description, "the worker left nothing behind")
        }
        return release
    }

    /// Installs anew what is there damaged; nothing of it is believed before it was read.
    static func repair(
        _ configuration: NodeConfiguration, _ bundle: BundlePlace, _ judged: Found, accepting: Set<Acceptance>
    ) throws {
        _ = try write(.repair, configuration, bundle, judged, accepting: accepting) { _ in }
    }

    private static func write(
        _ task: WorkerCall.Task, _ configuration: NodeConfiguration, _ bundle: BundlePlace, _ judged: Found,
        accepting: Set<Acceptance>, _ report: (String) -> Void
    ) throws -> Found {
        // It may not remove the folder itself, and one that was killed has left what was in it.
        defer { ReleaseFolder.clear(configuration.layout) }
        var call = try call(task, configuration, bundle, accepting: accepting)
        call.expecting = judged.digest
        let words = try words(configuration, call, bundle)
        for word in words { if case .note(let text) = word { report(text) } }
        let found = try found(in: words)
        guard found.digest == judged.digest, found.trust == judged.trust else { throw Self.altered }
        return found
    }

    static let altered = Refusal(
        .badInput, "the bundle is refused: it was altered while it was read", hint: "deploy it again")

    private static func found(in words: [Word]) throws -> Found {
        for case .found(let found) in words { return found }
        throw NodeError("read", "the bundle", "the worker did not tell what it found")
    }

    private static func call(
        _ task: WorkerCall.Task, _ configuration: NodeConfiguration, _ bundle: BundlePlace,
        accepting: Set<Acceptance>
    ) throws -> WorkerCall {
        WorkerCall(
            task, root: configuration.root, development: configuration.development, accepting: accepting,
            bounds: WorkerBounds(bundle: try bundle.file.size()), offset: bundle.offset)
    }

    /// Everything the worker says until it has ended well; throws what it refuses.
    private static func words(
        _ configuration: NodeConfiguration, _ call: WorkerCall, _ bundle: BundlePlace
    ) throws -> [Word] {
        try bundle.file.seek(to: 0)
        let pipe = try Pipe()
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: configuration.daemon, arguments: ["worker"] + call.words,
                environment: ["PATH": "/usr/bin:/bin", "LC_CTYPE": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"],
                folder: "/",
                descriptors: [bundle.file.fd, pipe.writer!.fd, 2]))
        pipe.writer = nil
        let text: [UInt8]
        do {
            text = try WorkerEnd.read(pipe.reader, until: Clock.monotonic() + call.bounds.wall * 1000)
        } catch {
            // It may be waiting to be heard; nobody listens any longer.
            child.signal(SIGKILL)
            _ = child.ending(within: -1)
            throw error
        }
        // It has said all it had to say, and may not hold anybody up any longer.
        var ended = child.ending(within: 10_000)
        if ended == nil {
            child.signal(SIGKILL)
            ended = child.ending(within: -1)
        }
        let ending = ended ?? .unknown
        if let refusal = WorkerEnd.refusal(ending) { throw refusal }
        let words = try text.split(separator: 10).map { try JSONText.value(Word.self, from: Array($0)) }
        for case .unconfined(let lacks) in words { tell(lacks) }
        for case .refused(let refusal) in words { throw refusal }
        guard ending == .exited(0) else {
            throw NodeError(call.task.rawValue, "the bundle", "the worker ended with \(ending)")
        }
        return words
    }

    /// Once in a daemon's life.
    private static func tell(_ lacks: [String]) {
        for lack in lacks where told.withLock({ $0.insert(lack).inserted }) {
            DaemonLog.write("not enforced on the worker that reads bundles: \(lack)")
        }
    }

    private static let told = Mutex<Set<String>>([])
}
