import Glibc
package import SlipwayBundle
import SlipwayDeploy
package import SlipwayModel
import SlipwaySystem

extension Worker {
    /// The worker's own `main`: the bundle is descriptor 0, words go to descriptor 1. `isBoundToFiles`: it may open
    /// nothing but what it needs.
    package static func main(_ words: [String], isBoundToFiles: Bool = true) -> Int32 {
        do {
            try work(try WorkerCall(words), isBoundToFiles)
            return 0
        } catch let refusal as Refusal {
            try? say(.refused(refusal))
        } catch let error as SystemError where error.code == ENOMEM {
            try? say(.refused(WorkerEnd.needs("memory")))
        } catch let error as SystemError where error.code == EFBIG {
            try? say(.refused(WorkerEnd.needs("room for one file")))
        } catch let error as SystemError {
            try? say(.refused(error.refusal))
        } catch {
            try? say(.refused(Refusal(.failed, "\(error)")))
        }
        return 1
    }

    private static func work(_ call: WorkerCall, _ isBoundToFiles: Bool) throws {
        let layout = NodeLayout(root: call.root)
        // Whatever lies outside is taken before nothing outside can be reached any more.
        let terms = TrustTerms(
            keys: try TrustFolder.read(layout, development: call.development), accepting: call.accepting,
            platform: HostPlatform.own)
        let bundle = try OpenFile(owning: 0).duplicate()
        let places = call.task.writes ? try ReleaseInstaller.Places(layout) : nil
        let folders = call.task.writes ? [layout.objects, layout.releases, layout.incoming] : []
        let owner = try Files.facts(layout.state, following: true)?.owner
        let lacks = Confinement(
            memory: call.bounds.memory, processor: call.bounds.processor, folders: isBoundToFiles ? folders : nil,
            isStranger: !call.task.writes, needsOthersFiles: owner != 0
        ).apply()
        if !lacks.isEmpty { try say(.unconfined(lacks)) }

        let verified = try BundleVerifier.verify(bundle, from: call.offset, trusting: terms)
        if let expected = call.expecting, expected != verified.manifestDigest { throw altered }
        let spec: ServiceSpec
        if let places {
            let installer = ReleaseInstaller(layout) { component, unpacked in
                try? say(.note("\(component.rawValue) \(unpacked ? "unpacked" : "is here already")"))
            }
            spec = try installer.install(verified, thorough: call.task == .repair, in: places).spec
        } else {
            spec = try Self.spec(of: verified.content)
        }
        try say(
            .found(
                Found(name: verified.name, digest: verified.manifestDigest, spec: spec, trust: verified.trust)))
        if call.task == .describe {
            try say(.described(BundleDescription(try ReleaseContents(bundle: verified.content))))
        }
    }

    /// How the release of a bundle runs; refuses with 65 what cannot run.
    package static func spec(of bundle: OpenedBundle) throws -> ServiceSpec {
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

/// What this host runs, in OCI's words.
package enum HostPlatform {
    package static let own: Platform = {
        var names = utsname()
        guard uname(&names) == 0 else { return .linuxAMD64 }
        let machine = withUnsafeBytes(of: names.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return Platform(os: "linux", architecture: architecture(machine))
    }()

    static func architecture(_ machine: String) -> String {
        switch machine {
        case "x86_64": "amd64"
        case "aarch64": "arm64"
        case _: machine
        }
    }
}
