import Glibc
import SlipwayBundle
import SlipwayDeploy
package import SlipwayModel
import SlipwaySystem

/// The short-lived child that reads what came from outside: it gets the bundle as its standard input, and the daemon
/// only its words. Nothing a bundle holds is parsed in the daemon itself.
package enum Worker {
    package struct Found: Codable, Sendable {
        package var name: ReleaseName
        package var digest: Digest
        package var spec: ServiceSpec
    }

    /// One line of the worker's output.
    enum Word: Codable {
        case found(Found)
        case described(BundleDescription)
        case note(String)
        case refused(Refusal)
    }

    static func verify(_ configuration: NodeConfiguration, _ bundle: OpenFile) throws -> Found {
        try run(configuration, "verify", bundle) { _ in }
    }

    static func install(
        _ configuration: NodeConfiguration, _ bundle: OpenFile, _ report: @escaping (String) -> Void
    ) throws -> InstalledRelease {
        let found = try run(configuration, "install", bundle, report)
        guard let release = try InstalledRelease.reopen(found.digest, in: configuration.layout) else {
            throw NodeError("install", found.name.description, "the worker left nothing behind")
        }
        return release
    }

    /// Installs anew what is there damaged; nothing of it is believed before it was read.
    static func repair(_ configuration: NodeConfiguration, _ bundle: OpenFile) throws {
        _ = try run(configuration, "repair", bundle) { _ in }
    }

    /// What the bundle holds, for a comparison; unpacks nothing.
    static func contents(_ configuration: NodeConfiguration, _ bundle: OpenFile) throws -> ReleaseContents {
        for word in try words(configuration, "describe", bundle) {
            if case .described(let description) = word { return try description.contents }
        }
        throw NodeError("describe", "the bundle", "the worker did not tell what is in it")
    }

    private static func run(
        _ configuration: NodeConfiguration, _ task: String, _ bundle: OpenFile, _ report: (String) -> Void
    ) throws -> Found {
        var found: Found?
        for word in try words(configuration, task, bundle) {
            switch word {
            case .found(let it): found = it
            case .note(let text): report(text)
            case .described, .refused: break
            }
        }
        guard let found else { throw NodeError(task, "the bundle", "the worker did not tell what it found") }
        return found
    }

    /// Everything the worker says until it has ended well; throws what it refuses.
    private static func words(
        _ configuration: NodeConfiguration, _ task: String, _ bundle: OpenFile
    ) throws -> [Word] {
        try bundle.seek(to: 0)
        let pipe = try Pipe()
        var arguments = ["worker", task]
        if let root = configuration.root { arguments += ["--root", root] }
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: configuration.daemon, arguments: arguments,
                environment: ["PATH": "/usr/bin:/bin", "LC_CTYPE": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"],
                folder: "/",
                descriptors: [bundle.fd, pipe.writer!.fd, 2]))
        pipe.writer = nil
        let lines: [ArraySlice<UInt8>]
        do {
            lines = try pipe.reader.readAll(limit: 64 << 20).split(separator: 10)
        } catch {
            // It may be waiting to be heard; nobody listens any longer.
            child.signal(SIGKILL)
            _ = child.ending(within: -1)
            throw error
        }
        let ending = child.ending(within: -1) ?? .unknown
        let words = try lines.map { try JSONText.value(Word.self, from: Array($0)) }
        for word in words { if case .refused(let refusal) = word { throw refusal } }
        guard ending == .exited(0) else {
            throw NodeError(task, "the bundle", "the worker ended with \(ending)")
        }
        return words
    }

    /// The worker's own `main`: the bundle is descriptor 0, words go to descriptor 1.
    package static func main(task: String, layout: NodeLayout) -> Int32 {
        do {
            let terms = TrustTerms(
                keys: try TrustFolder.read(layout, development: nil), accepting: [.unsigned, .unknownKey])
            let verified = try BundleVerifier.verify(try OpenFile(owning: 0).duplicate(), trusting: terms)
            let bundle = verified.content
            switch task {
            case "verify":
                try say(.found(Found(name: bundle.name, digest: bundle.manifestDigest, spec: try spec(of: bundle))))
            case "describe": try say(.described(BundleDescription(try ReleaseContents(bundle: bundle))))
            case "install", "repair":
                let installer = ReleaseInstaller(layout) { component, unpacked in
                    try? say(.note("\(component.rawValue) \(unpacked ? "unpacked" : "is here already")"))
                }
                let release = try installer.install(verified, thorough: task == "repair")
                try say(.found(Found(name: release.name, digest: release.digest, spec: release.spec)))
            default: throw Refusal(.usage, "the worker knows no task \(task)")
            }
            return 0
        } catch let refusal as Refusal {
            try? say(.refused(refusal))
        } catch let error as SystemError {
            try? say(.refused(error.refusal))
        } catch {
            try? say(.refused(Refusal(.failed, "\(error)")))
        }
        return 1
    }

    private static func spec(of bundle: OpenedBundle) throws -> ServiceSpec {
        let bytes = try bundle.content(of: ReleaseLayout.serviceSpec, in: .wrapper, limit: 4 << 20) ?? []
        guard let spec = try? JSONText.value(ServiceSpec.self, from: bytes) else {
            throw Refusal(.badInput, "the bundle of \(bundle.name) does not say how it runs as a service")
        }
        if let fault = spec.fault { throw Refusal(.badInput, "the bundle of \(bundle.name) cannot run: \(fault)") }
        return spec
    }

    private static func say(_ word: Word) throws {
        let line = try JSONText.bytes(word) + [10]
        var rest = line[...]
        while !rest.isEmpty {
            let count = try rest.withUnsafeBytes { bytes in
                try checked("write to", "the daemon") { write(1, bytes.baseAddress, bytes.count) }
            }
            rest = rest.dropFirst(count)
        }
    }
}
