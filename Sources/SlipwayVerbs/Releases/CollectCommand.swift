import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwayStore
import SlipwaySystem

struct CollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Removes what nothing needs any more, from the store or from a node.",
        discussion: """
            Of the store: what belongs to no release that has a name. With --root or \
            --node: releases and contents of the node that no generation needs.

            Example: slipway gc --root ~/node
            """)

    @Flag(name: .customLong("node"), help: "Clean up the system's own node.") var onNode = false
    @Option(
        help: ArgumentHelp("The store; ~/.local/share/slipway by default.", valueName: "dir"), completion: .directory)
    var store: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if store != nil, onNode || node.root != nil {
            throw ValidationError("Clean up a store or a node, not both at once")
        }
    }

    func run() throws {
        let document = onNode || node.root != nil ? try collectNode() : try collectStore()
        if speech.json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        if document.files == 0, document.releases == 0 {
            return Terminal.answer("nothing to collect in \(document.place)")
        }
        Terminal.answer(
            Self.counted(document.releases, "release") + " and " + Self.counted(document.files, "file")
                + " removed from \(document.place), \(Sizes.text(document.bytes)) freed")
    }

    private static func counted(_ number: Int, _ what: String) -> String {
        "\(number) \(what)\(number == 1 ? "" : "s")"
    }

    private func collectNode() throws -> CollectDocument {
        var document: CollectDocument?
        _ = try node.ask(.collect) { if case .collected(let it) = $0 { document = it } }
        guard let document else { throw Refusal(.unreachable, "the daemon told nothing of what it removed") }
        return document
    }

    private func collectStore() throws -> CollectDocument {
        let path = try StoreFolder.path(store)
        let freed = try DirectoryStore.collect(path)
        return CollectDocument(place: path, releases: freed.releases, files: freed.files, bytes: freed.bytes)
    }
}
