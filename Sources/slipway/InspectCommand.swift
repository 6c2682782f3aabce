import ArgumentParser
import SlipwayBundle
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "What a release holds: components, sizes, jars, ports, secrets it needs.",
        discussion: """
            Every byte is compared with its digest on the way.

            Example: slipway inspect hello:1.0.0 --files
            """)

    @Argument(help: "A bundle file, name[:version] in the store, or sha256:….", completion: .file()) var ref: String
    @Flag(help: "Every file too.") var files = false
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        if try GenerationReference(ref) != nil {
            throw Refusal(
                .usage, "\(ref) is a generation of an app, not a release",
                hint: "inspect is for releases; for an app: slipway status, diff, verify")
        }
        let bundle = try ReleaseSource(storeFolder: StoreFolder.path(store)).opened(ref)
        let contents = try ReleaseSource.contents(bundle)
        let jars = contents.parts.flatMap(\.listing.files).map(\.path).filter { $0.hasSuffix(".jar") }
            .map { path in
                let name = JarName(path: path)
                return InspectDocument.Jar(
                    name: name?.name ?? String(lastName(of: path).dropLast(4)), version: name?.version)
            }
        let document = InspectDocument(
            contents, platform: "\(bundle.config.os)/\(bundle.config.architecture)",
            jars: jars.sorted { ($0.name, $0.version ?? "") < ($1.name, $1.version ?? "") }, listingFiles: files)
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        InspectText.lines(document, contents, listingFiles: files).forEach(Terminal.answer)
    }
}
