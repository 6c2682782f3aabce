import ArgumentParser
import Glibc
import SlipwayBuild
import SlipwayControl
import SlipwayModel
import SlipwayRecipe
import SlipwaySystem
import SlipwayVerbs

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a first recipe for a web app, which builds at once.",
        discussion: """
            Looks into a .war or an exploded web app: what it is called, whether it uses javax.servlet or \
            jakarta.servlet, what it will look for on the node. A recipe that is there is never written over. The \
            recipe goes into a folder of the app's name, or into the folder that holds the web app when you name that.

            Example: slipway init shop-1.4.2.war
            """)

    @Argument(
        help: ArgumentHelp("A .war, an exploded web app, or a folder that holds one.", valueName: "dir"),
        completion: .file())
    var place = "."
    @Option(
        help: ArgumentHelp("The web app, when the folder has several or none.", valueName: "file"), completion: .file())
    var war: String?
    @Option(help: "The app's name; that of the web app by default.") var name: String?
    @Option(help: "The release's version; that of the web app by default, or 1.0.0.") var version: String?
    @Option(help: ArgumentHelp("Where recipe.yaml goes.", valueName: "dir"), completion: .directory) var output: String?
    @Flag(help: "Ask nothing.") var yes = false
    @OptionGroup var speech: SpeechOptions

    func run() throws {
        let source = try InitSource.find(place, war: war)
        let facts = try Self.survey(source.webapp)
        let real = try Files.real(source.webapp)
        var plan = InitPlan(file: lastName(of: real), in: lastName(of: parent(of: real)), facts: facts)
        try plan.choose(name: name, version: version)
        if isatty(0) == 1, isatty(2) == 1, !yes, !speech.json, !speech.quiet { try ask(&plan) }
        let written = try RecipeFolder(try folder(source, plan), plan).write(source.webapp)
        if speech.json {
            let document = InitDocument(
                recipe: written.recipe, name: plan.name, version: plan.version, context: plan.context,
                webapp: written.webapp, convertedFrom: written.origin, servlets: facts.servlets?.rawValue,
                remarks: plan.remarks)
            return Terminal.answer(try JSONText.string(document, pretty: true))
        }
        if !speech.quiet {
            Terminal.tell("  \(lastName(of: real)) \(Self.words(plan))")
            for remark in plan.remarks { Terminal.tell("  note: \(remark)") }
        }
        Terminal.answer(written.recipe)
        if !speech.quiet { Terminal.tell("next: slipway build \(ShellWord.quoted(parent(of: written.recipe)))") }
    }

    static func words(_ plan: InitPlan) -> String {
        let pages = plan.facts.pages == 0 ? "" : "; JSP pages: \(plan.facts.pages)"
        return switch plan.facts.servlets {
        case .jakarta: "uses jakarta.servlet, so it gets \(InitPlan.tomcat)\(pages)"
        case .javax: "uses javax.servlet, so it was converted for \(InitPlan.tomcat)\(pages)"
        case nil: "names no servlets, so it gets \(InitPlan.tomcat)\(pages)"
        }
    }

    private static func survey(_ webapp: String) throws -> WebAppFacts {
        let given = ProcessTable.environment()["TMPDIR"] ?? ""
        let place = given.hasPrefix("/") ? given : Files.isFolder("/var/tmp") ? "/var/tmp" : "/tmp"
        let work = place + "/slipway-init-" + (try Randomness.hex(bytes: 6))
        try Disk.makeFolder(work, mode: 0o700)
        defer { try? Folders.removeAll(work) }
        return try WebAppSurvey.facts(of: webapp, work: work)
    }

    /// An empty line takes what is offered.
    private func ask(_ plan: inout InitPlan) throws {
        func asked(_ what: String, _ offer: String) -> String? {
            Terminal.write("\(what) [\(offer)] ", to: 2)
            guard let line = readLine(strippingNewline: true), !line.isEmpty else { return nil }
            return line
        }
        if name == nil { try plan.choose(name: asked("name", plan.name), version: nil) }
        if version == nil { try plan.choose(name: nil, version: asked("version", plan.version)) }
    }

    /// Beside a web app of the same name, never in it: what lies there is served to clients.
    private func folder(_ source: InitSource, _ plan: InitPlan) throws -> String {
        if let folder = output ?? source.folder { return folder }
        guard Files.exists(plan.name), try Files.real(plan.name) == Files.real(source.webapp) else { return plan.name }
        return plan.name + "-release"
    }
}
