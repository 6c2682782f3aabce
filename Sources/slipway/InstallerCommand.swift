import ArgumentParser
import SlipwayBuild
import SlipwayBundle
import SlipwayControl
import SlipwayCrypto
import SlipwayModel
import SlipwayStore
import SlipwaySystem
import SlipwayVerbs

struct InstallerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "installer", abstract: "Writes a release and the node's programs as one file that a shell runs.",
        discussion: """
            On a host with a shell and coreutils, `sh FILE` makes it a server that runs the release: it checks itself, \
            shows whose key signed it and what it will do, installs, starts and waits until the app is healthy. Run \
            again it brings the host up to the release. The key must be the one that signed the release; beside the \
            file lies its signature, FILE.minisig. The part after the script is an oci-archive, and deploy, inspect, \
            diff and verify take the file as it is.

            Example: slipway installer shop:1.4.2 --output shop-1.4.2.run
            """)

    @Argument(help: "name[:version] in the store, or sha256:….") var ref: String
    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file()) var output: String
    @Option(help: ArgumentHelp("The key that signs: a name of yours, or a file.", valueName: "key"))
    var key: String?
    @Option(help: ArgumentHelp("Take the key's passphrase from a file.", valueName: "file"), completion: .file())
    var passphraseFile: String?
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let (store, name, manifest) = try stored()
        try OutputFile.check(output, example: "\(name.name)-\(name.version).run")
        guard let statement = try StoredAttachments(store, of: manifest)?.signed().statement else {
            throw InstallerWriter.unsigned(name)
        }
        let tell: (String) -> Void = { if !speech.quiet { Terminal.tell($0) } }
        let key = try KeysChoice.signing(option: key, passphraseFile: passphraseFile, tell: tell)
        let stub = try Files.text(BuildAssets.besideProgram().path(.installer), limit: 1 << 20)
        let writer = InstallerWriter(
            store: store, key: key, programs: try NodePrograms.folder(for: statement.platform, tell: tell), stub: stub)
        let size = try writer.write(manifest, name: name, to: output)
        if speech.json {
            let document = InstallerDocument(
                name, digest: manifest.digest, platform: statement.platform, slipway: Program.version,
                signedBy: key.shown.name, key: key.shown.line, output: output, size: size,
                signature: output + InstallerWriter.signatureEnding)
            Terminal.answer(try JSONText.string(document, pretty: true))
        } else {
            Terminal.answer("\(output) \(size) \(key.shown.line)")
        }
    }

    private func stored() throws -> (DirectoryStore, ReleaseName, Descriptor) {
        let place = try StoreFolder.path(store)
        let missing = Refusal(
            .notFound, "the store \(place) has no release \(ref)", hint: "build it: slipway build RECIPE")
        switch Reference(ref) {
        case .stored(let name, let version)?:
            let store = try DirectoryStore(reading: place)
            guard let (found, manifest) = try store.resolve(name: name, version: version) else { throw missing }
            return (store, found, manifest)
        case .digest(let digest)?:
            let store = try DirectoryStore(reading: place)
            guard let manifest = try store.resolve(digest) else { throw missing }
            guard let statement = try StoredAttachments(store, of: manifest)?.signed().statement else {
                throw InstallerWriter.unsigned(ReleaseName(name: "release", version: digest.short))
            }
            return (store, ReleaseName(name: statement.app, version: statement.version), manifest)
        case .bundle?, .remote?, nil:
            throw Refusal(
                .usage, "\(ref) is no release in the store", hint: "give name, name:version or sha256:… of the store")
        }
    }
}
