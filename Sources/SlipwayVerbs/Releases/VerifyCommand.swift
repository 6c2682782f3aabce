import ArgumentParser
import SlipwayBundle
import SlipwayControl
import SlipwayModel
import SlipwayStore
import SlipwaySystem

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compares a release, or an installed app, with its digests.",
        discussion: """
            Of a bundle or a release in the store every blob, and its signature with your keys, with --root also with \
            those that the node trusts; of an installed app every file. A bare name that the store does not know is \
            the app on the node. Exit code 65 when something is damaged, or the signature is not to be trusted.

            Example: slipway verify hello@current --repair --root ~/node
            """)

    @Argument(help: "A release as deploy takes it, APP@N, APP@current, or an APP alone.", completion: .file())
    var what: String
    @Flag(help: "Put damaged files of an installed app back, from the release in the store.") var repair = false
    @Option(
        help: ArgumentHelp("Repair from this bundle instead of the store.", valueName: "file"), completion: .file())
    var from: String?
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if from != nil, !repair { throw ValidationError("--from says what to repair from, so it needs --repair") }
    }

    func run() throws {
        let source = ReleaseSource(storeFolder: try StoreFolder.path(store))
        if let reference = try GenerationReference(what) {
            return try tell(installed(reference.app, reference.number, source), app: reference.app)
        }
        if case .stored(let name, nil)? = Reference(what), !source.holds(name) {
            do {
                return try tell(installed(name, nil, source), app: name)
            } catch let refusal as Refusal where refusal.code == .notFound || refusal.code == .unreachable {
                throw Refusal(
                    .notFound, "neither the store \(source.storeFolder) nor the node knows \(name)",
                    hint: "build it, or name the node with --root")
            }
        }
        if repair {
            throw Refusal(
                .usage, "only an installed app can be repaired", hint: "for a damaged store: slipway build RECIPE")
        }
        try released(source)
    }

    /// Its bytes first: of damaged ones nobody can say who signed them.
    private func released(_ source: ReleaseSource) throws {
        var document: VerifyDocument
        let signed: SignedStatement?
        if let found = try source.inspected(what) {
            document = VerifyDocument(
                release: found.name, digest: found.digest, files: found.seen.blobs, bytes: found.seen.bytes,
                damaged: found.seen.damaged.map { .init(path: $0.path, digest: $0.digest, what: $0.what) })
            guard document.damaged.isEmpty else {
                try tell(document, unit: "blobs", hint: Self.mending(document, source.storeFolder))
                return
            }
            signed = found.signed
        } else {
            let bundle = try source.opened(what)
            try source.checkPrograms(what)
            let files = try ReleaseSource.contents(bundle).parts.flatMap(\.listing.files)
            document = VerifyDocument(
                release: bundle.name.description, digest: bundle.manifestDigest, files: files.count,
                bytes: files.reduce(0) { $0 + $1.size }, damaged: [])
            signed = bundle.signed
        }
        let signature = try SignatureView(signed, root: node.resolvedRoot())
        document.signedBy = signature.key
        document.signature = signature.standing
        try tell(document, unit: source.isStored(what) ? "blobs" : "files")
        guard let refusal = signature.refusal(document.release) else {
            if !speech.json { Terminal.answer("  " + signature.line) }
            return
        }
        if speech.json { throw ArgumentParser.ExitCode(SlipwayModel.ExitCode.badInput.rawValue) }
        throw refusal
    }

    /// What is damaged is no use to anybody, and what is missing a build makes again; documents are made for a sequence.
    private static func mending(_ document: VerifyDocument, _ store: String) -> String {
        let places = document.damaged.map { ShellWord.quoted(joined(store, $0.path)) }
        let words = ["the list of what is attached", "the manifest of a document", "the document"]
        let isAttached = document.damaged.contains { damage in words.contains { damage.what.hasPrefix($0) } }
        return "remove what is damaged and build it again: rm -f \(places.joined(separator: " ")); "
            + "slipway build RECIPE --replace" + (isAttached ? " --sequence N, with a higher one than it had" : "")
    }

    private func installed(_ app: String, _ generation: Int?, _ source: ReleaseSource) throws -> VerifyDocument {
        let found = try asked(.verify(app: app, generation: generation))
        guard repair, !found.damaged.isEmpty else { return found }
        let bundle = try from.map { try source.open($0) } ?? stored(found.digest, source)
        return try ReleaseSource.naming(from) {
            try asked(
                .repair(app: app, generation: generation, offset: bundle.asked), descriptors: [bundle.file])
        }
    }

    private func stored(_ digest: Digest, _ source: ReleaseSource) throws -> BundlePlace {
        do {
            return try source.open(digest.description)
        } catch let refusal as Refusal where refusal.code == .notFound {
            let bundle = node.command("verify \(what) --repair --from FILE")
            throw Refusal(
                .notFound, refusal.sentence, hint: "build it, or name a bundle of it: \(bundle)",
                detail: refusal.detail)
        }
    }

    private func asked(_ verb: NodeRequest.Verb, descriptors: [OpenFile] = []) throws -> VerifyDocument {
        var document: VerifyDocument?
        _ = try node.ask(verb, descriptors: descriptors) { if case .verified(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told nothing of what it verified") }
        return document
    }

    private func tell(
        _ document: VerifyDocument, app: String? = nil, unit: String = "files", hint mending: String? = nil
    ) throws {
        let isWhole = document.damaged.count <= document.repaired
        if speech.json {
            Terminal.answer(try JSONText.string(document, pretty: true))
        } else {
            for damage in document.damaged { Terminal.answer("  \(damage.path): \(damage.what)") }
            Terminal.answer(Self.verdict(document, unit))
            if let hint = mending ?? app.flatMap({ hint(document, $0, isWhole) }) { Terminal.tell("hint: " + hint) }
        }
        if !isWhole { throw ArgumentParser.ExitCode(SlipwayModel.ExitCode.badInput.rawValue) }
    }

    private static func verdict(_ document: VerifyDocument, _ unit: String) -> String {
        if document.damaged.isEmpty {
            return "\(document.release) is whole: \(document.files) \(unit), \(Sizes.text(document.bytes))"
        }
        let verdict = "\(document.release) is damaged: \(document.damaged.count) of its \(document.files) \(unit)"
        return document.repaired > 0 ? verdict + ", \(document.repaired) put back" : verdict
    }

    private func hint(_ document: VerifyDocument, _ app: String, _ isWhole: Bool) -> String? {
        if document.damaged.isEmpty { return nil }
        // What runs may have read the damaged ones.
        if isWhole { return "let it read them anew: " + node.command("restart \(app)") }
        return repair ? nil : "put them back: " + node.command("verify \(what) --repair")
    }
}
