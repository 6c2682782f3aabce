import ArgumentParser
import SlipwayBuild
import SlipwayBundle
import SlipwayControl
import SlipwayCrypto
import SlipwayModel
import SlipwayRecipe
import SlipwayStore
import SlipwaySystem
import SlipwayVerbs

struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds a release from a recipe into the store.",
        discussion: """
            The first build fetches the images the recipe names; later ones need no network. The same inputs give the \
            same digest on any machine. The release is signed: by --key, else $SLIPWAY_KEY, else the key that `slipway \
            keys generate` has made, else a development key, which the first build makes.

            Example: slipway build recipes/hello --version 1.0.1 --set hello.greeting=Welcome --output hello.tar
            """)

    @Argument(help: "A recipe.yaml, or the folder that holds it.", completion: .file()) var recipe: String
    @Option(help: "The release's version; wins over the recipe's.") var version: String?
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A key of the recipe such as listen.http or switch.trial, or else a default property.",
            valueName: "key=value"))
    var settings: [String] = []
    @Option(help: ArgumentHelp("Write the release as one file too.", valueName: "file"), completion: .file())
    var output: String?
    @Flag(help: "Take the place of a release of the same name and version with other content.") var replace = false
    @Option(help: ArgumentHelp("The key that signs: a name of yours, or a file.", valueName: "key"))
    var key: String?
    @Option(help: ArgumentHelp("Take the key's passphrase from a file.", valueName: "file"), completion: .file())
    var passphraseFile: String?
    @Option(
        help: ArgumentHelp(
            "The release's place in the row of its app's; the highest in the store and one more by default.",
            valueName: "number"))
    var sequence: Int?
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let sequence, !(1...(1 << 53)).contains(sequence) {
            throw ValidationError("--sequence takes a number from 1, not \(sequence)")
        }
    }

    func run() throws {
        let recipe = try RecipeLoader.load(
            recipe, settings: settings.map { try Setting($0) }, version: version)
        if let output { try OutputFile.check(output, example: recipe.name.name + ".tar") }
        let line = ProgressLine(quiet: speech.quiet || speech.json)
        let assets = try BuildAssets.besideProgram()
        // Before there is a store.
        try Builder.check(recipe, assets: assets)
        let key = try KeysChoice.signing(option: key, passphraseFile: passphraseFile) {
            if !speech.quiet { Terminal.tell($0) }
        }
        let storeOption = store
        let store = try DirectoryStore(at: StoreFolder.path(store))
        let builder = Builder(
            store: store, assets: assets, storeOption: storeOption, report: line.show)
        let manifest: Descriptor
        do {
            defer { line.clear() }
            manifest = try builder.build(recipe, replacing: replace, signing: key, sequence: sequence)
            if let output { try BundleWriter.write(manifest, name: recipe.name, from: store, to: output) }
        }
        if speech.json {
            guard let statement = try StoredAttachments(store, of: manifest)?.signed().statement else {
                throw Refusal(.failed, "the store has lost the statement of \(recipe.name)")
            }
            let document = BuildDocument(
                recipe.name, digest: manifest.digest, sequence: statement.sequence, signedBy: key.shown.name,
                output: output)
            Terminal.answer(try JSONText.string(document, pretty: true))
        } else {
            Terminal.answer("\(recipe.name.name) \(recipe.name.version) \(manifest.digest)")
        }
    }
}
