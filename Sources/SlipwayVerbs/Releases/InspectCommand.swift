import ArgumentParser
import SlipwayBundle
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "What a release holds, who signed it, and the documents about it.",
        discussion: """
            Components, sizes, jars, ports, the secrets it needs. Every byte is compared with its digest on the way; \
            a release that nobody signed, or a key that nobody trusts, is shown all the same.

            Example: slipway inspect hello:1.0.0 --files

            The bill of materials for another program: slipway inspect hello --bom > hello.cdx.json
            """)

    @Argument(help: "A bundle file, name[:version] in the store, or sha256:….", completion: .file()) var ref: String
    @Flag(help: "Every file too.") var files = false
    @Flag(help: "Print the bill of materials (CycloneDX) as it is.") var bom = false
    @Flag(help: "Print the provenance (in-toto, SLSA) as it is.") var provenance = false
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @Option(
        help: ArgumentHelp("A node's folder, whose trusted keys count beside yours.", valueName: "dir"),
        completion: .directory)
    var root: String?
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if [files, bom, provenance].count(where: { $0 }) > 1 {
            throw ValidationError("--files, --bom and --provenance are three answers: ask for one")
        }
    }

    func run() throws {
        if try GenerationReference(ref) != nil {
            throw Refusal(
                .usage, "\(ref) is a generation of an app, not a release",
                hint: "inspect is for releases; for an app: slipway status, diff, verify")
        }
        var node = NodeOptions()
        node.root = root
        let place = try node.resolvedRoot()
        let bundle = try ReleaseSource(storeFolder: StoreFolder.path(store)).opened(ref)
        if bom { return try print(bundle, MediaType.bom, "bill of materials") }
        if provenance { return try print(bundle, MediaType.provenance, "provenance") }
        let contents = try ReleaseSource.contents(bundle)
        let document = try document(bundle, contents, SignatureView(bundle.signed, root: place))
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        let view = try SignatureView(bundle.signed, root: place)
        InspectText.lines(document, contents, view, listingFiles: files).forEach(Terminal.answer)
    }

    private func document(
        _ bundle: OpenedBundle, _ contents: ReleaseContents, _ signature: SignatureView
    ) throws -> InspectDocument {
        let listed = Dictionary((contents.jars ?? []).map { ($0.path, $0) }) { $1 }
        let paths = contents.parts.flatMap(\.listing.files).map(\.path).filter { $0.hasSuffix(".jar") }
        let nested = (contents.jars ?? []).map(\.path).filter { $0.contains("!/") }
        let jars = (paths + nested).map { path in
            if let jar = listed[path] { return InspectDocument.Jar(name: jar.name, version: jar.version) }
            let name = JarName(path: path)
            return InspectDocument.Jar(
                name: name?.name ?? String(lastName(of: path).dropLast(4)), version: name?.version)
        }
        var document = InspectDocument(
            contents, platform: "\(bundle.config.os)/\(bundle.config.architecture)",
            jars: jars.sorted { ($0.name, $0.version ?? "") < ($1.name, $1.version ?? "") }, listingFiles: files)
        document.sequence = signature.sequence
        document.signedBy = signature.key
        document.signature = signature.standing
        document.bom = try bundle.document(MediaType.bom).flatMap { BillOfMaterials(reading: $0) }?.components
        document.provenance = try bundle.document(MediaType.provenance).flatMap { ProvenanceFacts(reading: $0) }
            .map { .init(builder: $0.builder, dependencies: $0.dependencies) }
        return document
    }

    /// To the byte: whoever hashes it finds the digest that the statement names.
    private func print(_ bundle: OpenedBundle, _ type: String, _ name: String) throws {
        guard let bytes = try bundle.document(type) else {
            throw Refusal(
                .notFound, "\(bundle.name) has no \(name)",
                hint: "build it again, which makes one: slipway build RECIPE")
        }
        Terminal.answer(String(decoding: bytes.last == 10 ? bytes.dropLast() : bytes, as: UTF8.self))
    }
}
