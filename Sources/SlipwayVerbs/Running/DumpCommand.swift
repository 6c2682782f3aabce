import ArgumentParser
import SlipwayControl
import SlipwayModel
import SlipwaySystem

struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "What the threads of an app do, or all that is in its memory.",
        discussion: """
            Threads are printed; a heap is written to a file on the node, whose path is printed. It may hold secrets.

            Example: slipway dump hello --threads --root ~/node
            """)

    @Argument(help: "The app.", completion: AppNames.completion) var app: String
    @Flag(help: "The stack of every thread.") var threads = false
    @Flag(help: "The whole heap, for a memory analyser.") var heap = false
    @OptionGroup var node: NodeOptions
    @Flag(help: "Print one JSON document instead of words.") var json = false

    func validate() throws {
        if threads == heap { throw ValidationError("Say which dump: --threads or --heap") }
    }

    func run() throws {
        var document = DumpDocument(app: app, kind: threads ? .threads : .heap)
        let sentence = try node.ask(.dump(app: app, kind: document.kind)) {
            if case .line(let text) = $0 { document.lines.append(text) }
        }
        if json { return Terminal.answer(try JSONText.string(document, pretty: true)) }
        for line in document.lines { Terminal.answer(line) }
        if !sentence.isEmpty { Terminal.tell(sentence) }
    }
}
