import ArgumentParser
import SlipwayModel
import SlipwaySystem

struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "The manual pages of slipway and its verbs.",
        discussion: """
            Writes slipway.1 and a page for each verb into a folder; without one the first page is printed.

            Example: slipway man ~/.local/share/man/man1
            """)

    @Argument(help: "The folder; made when it is not there.", completion: .directory) var dir: String?

    func run() throws {
        let pages = Self.pages(try ToolDescription(of: .current))
        guard let dir else {
            if let first = pages.first { Terminal.write(first.text, to: 1) }
            return
        }
        if let facts = try Files.facts(dir, following: true), facts.kind != .folder {
            throw Refusal(.usage, "\(dir) is no folder", hint: "name a new one, or one that is there")
        }
        do {
            try Folders.make(dir)
            for page in pages {
                try DurableFile.replaceVolatile(joined(dir, page.name + ".1"), with: Array(page.text.utf8))
            }
        } catch let error as SystemError where error.refusal.hint == nil {
            throw Refusal(.failed, error.description, hint: "name another folder")
        }
        Terminal.answer("\(pages.count) pages in \(dir)")
    }

    static func pages(_ tool: ToolDescription) -> [ManPage] {
        let verbs = (tool.command.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
        return [ManPage(tool.command, path: ["slipway"], isRoot: true)]
            + verbs.map { ManPage($0, path: ["slipway", $0.commandName], isRoot: false) }
    }
}
