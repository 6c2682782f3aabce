import Glibc
import SlipwayBundle
import SlipwayModel
import SlipwayStore
import SlipwaySystem

/// Finds the release a person means and opens it as a bundle.
struct ReleaseSource {
    let storeFolder: String

    /// Whether the store knows a release of that name.
    func holds(_ name: String) -> Bool {
        (try? DirectoryStore(reading: storeFolder).resolve(name: name, version: nil)) ?? nil != nil
    }

    /// Whether the text names something in the store, be it there or not.
    func isStored(_ text: String) -> Bool {
        switch Reference(text) {
        case .stored?, .digest?: true
        case .bundle?, .remote?, nil: false
        }
    }

    /// A release in the store with every blob compared with its digest.
    struct Inspected {
        var name: String
        var digest: Digest
        var seen: DirectoryStore.Inspection
        /// Read where nothing is damaged.
        var signed: SignedStatement?
    }

    /// nil when the text names a bundle.
    func inspected(_ text: String) throws -> Inspected? {
        switch Reference(text) {
        case .stored(let name, let version)?:
            let store = try DirectoryStore(reading: storeFolder)
            guard let (found, manifest) = try store.resolve(name: name, version: version) else { throw missing(text) }
            return try inspected(manifest, found.description, store)
        case .digest(let digest)?:
            let store = try DirectoryStore(reading: storeFolder)
            guard let manifest = try store.resolve(digest) else { throw missing(text) }
            return try inspected(manifest, digest.description, store)
        case .bundle?, .remote?, nil: return nil
        }
    }

    private func inspected(
        _ manifest: Descriptor, _ name: String, _ store: DirectoryStore
    ) throws -> Inspected {
        var found = Inspected(name: name, digest: manifest.digest, seen: try store.inspect(manifest))
        guard found.seen.damaged.isEmpty else { return found }
        found.signed = try StoredAttachments(store, of: manifest)?.signed()
        if let stated = found.signed?.statement.manifest, stated.digest != manifest.digest {
            throw Refusal(
                .badInput, "\(name) is not to be trusted: its statement is of another release, \(stated.digest.short)",
                hint: "build it again: slipway build RECIPE --sequence N")
        }
        return found
    }

    /// Every byte compared with its digest.
    func opened(_ text: String) throws -> OpenedBundle {
        let bundle = try open(text)
        return try Self.naming(text) { try BundleVerifier.open(bundle.file, from: bundle.offset) }
    }

    /// The programs of an installer too, where the text names one: whoever signed the release has signed them.
    func checkPrograms(_ text: String) throws {
        let place = try open(text)
        guard place.offset > 0 else { return }
        try Self.naming(text) {
            let installer = try OpenedInstaller.open(place.file)
            try installer.head.compare(place.file)
            try installer.programs(trusting: installer.key).check()
        }
    }

    /// Whoever reads a bundle has only its content: where a person named a file, a refusal of it tells which.
    static func naming<Result>(_ text: String?, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let refusal as Refusal where refusal.code == .badInput {
            guard let text, case .bundle(let path)? = Reference(text) else { throw refusal }
            throw named(refusal, path)
        }
    }

    static func named(_ refusal: Refusal, _ path: String) -> Refusal {
        guard let subject = ["the bundle ", "the installer "].first(where: refusal.sentence.hasPrefix) else {
            return refusal
        }
        var named = refusal
        named.sentence = subject + path + " " + refusal.sentence.dropFirst(subject.count)
        named.hint = refusal.hint ?? "fetch or build it again"
        return named
    }

    /// What is in it, for people.
    static func contents(_ bundle: OpenedBundle) throws -> ReleaseContents { try ReleaseContents(bundle: bundle) }

    func open(_ text: String) throws -> BundlePlace {
        guard let reference = Reference(text) else {
            if text.hasPrefix("sha256:") {
                throw Refusal(
                    .usage, "\(text) is no digest: a digest has 64 hex digits",
                    hint: "`slipway build` prints it in its last line")
            }
            throw Refusal(
                .usage, "\(text) names no release",
                hint: "give a bundle file, name, name:version or sha256:… of the store")
        }
        switch reference {
        case .bundle(let path):
            let file = try openBundle(path)
            return try Self.naming(text) { try BundlePlace(within: file) }
        case .stored(let name, let version): return BundlePlace(try stored(name, version, text))
        case .digest(let digest):
            let store = try DirectoryStore(reading: storeFolder)
            guard let manifest = try store.resolve(digest) else { throw missing(text) }
            return BundlePlace(try bundle(manifest, ReleaseName(name: "release", version: digest.short), store))
        case .remote:
            throw Refusal(
                .usage, "\(text) is in a registry, and this version deploys from bundles and the store only",
                hint: "copy it first: skopeo copy docker://\(text) oci-archive:release.oci.tar")
        }
    }

    private func openBundle(_ path: String) throws -> OpenFile {
        if Files.isFolder(path) {
            let isRecipe = Files.exists(joined(path, "recipe.yaml"))
            throw Refusal(
                .usage, "\(path) is a folder, not a bundle",
                hint: isRecipe
                    ? "build it first: slipway build \(ShellWord.quoted(path))"
                    : "give a file that `slipway build --output` wrote")
        }
        do {
            return try OpenFile.read(path)
        } catch let error as SystemError where error.isMissing {
            throw Refusal(
                .notFound, "there is no bundle \(path)",
                hint: "build one: slipway build RECIPE --output \(ShellWord.quoted(path))")
        }
    }

    private func stored(_ name: String, _ version: String?, _ text: String) throws -> OpenFile {
        let store = try DirectoryStore(reading: storeFolder)
        guard let (found, manifest) = try store.resolve(name: name, version: version) else { throw missing(text) }
        return try bundle(manifest, found, store)
    }

    /// A file without a name, gone when its last holder lets go. Not in the store: who only looks may not write there.
    private func bundle(_ manifest: Descriptor, _ name: ReleaseName, _ store: DirectoryStore) throws -> OpenFile {
        let folder = TemporaryPlace.folder()
        let path = joined(folder, "slipway-outgoing-" + (try Randomness.hex(bytes: 8)))
        do {
            let writer = try Disk.create(path, mode: 0o600, exclusive: true)
            let reader: OpenFile
            do {
                defer { try? Disk.unlink(path) }
                reader = try OpenFile.read(path)
            }
            try BundleWriter.write(manifest, name: name, from: store, to: writer, at: path)
            return reader
        } catch let error as SystemError where error.subject == path {
            throw Refusal(
                error.refusal.code, error.description,
                hint: "a release on its way lies in \(folder) for a while; TMPDIR names another folder")
        }
    }

    private func missing(_ text: String) -> Refusal {
        Refusal(.notFound, "the store \(storeFolder) has no release \(text)", hint: "build it: slipway build RECIPE")
    }
}
