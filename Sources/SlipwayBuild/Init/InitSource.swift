import SlipwayModel
import SlipwaySystem

/// Finds the web app that a recipe is to be made for, and decides where the recipe goes.
package struct InitSource: Equatable, Sendable {
    /// A .war or an exploded folder.
    package var webapp: String
    /// Where recipe.yaml goes; nil: into a folder of the app's name, below where one stands.
    package var folder: String?

    /// `place` is a .war, an exploded web app, or a folder with one of them in it.
    package static func find(_ place: String, war: String?) throws -> InitSource {
        if let war {
            guard try Files.facts(war, following: true) != nil else {
                throw Refusal(.notFound, "--war \(war): there is no such file")
            }
            guard !Files.isFolder(place) || !isWebApp(place) else {
                throw Refusal(
                    .usage, "\(place) is a web app itself, and a recipe in it would be served to clients",
                    hint: "name another folder")
            }
            return InitSource(webapp: try checked(war), folder: place)
        }
        guard let facts = try Files.facts(place, following: true) else {
            throw Refusal(
                .notFound, "there is no \(place)",
                hint: "name a .war, or a folder that holds one: slipway init shop.war")
        }
        if facts.kind == .file { return InitSource(webapp: try checked(place), folder: nil) }
        if isWebApp(place) { return InitSource(webapp: place, folder: nil) }
        return InitSource(webapp: try search(place), folder: place)
    }

    private static func checked(_ path: String) throws -> String {
        if Files.isFolder(path) ? isWebApp(path) : path.lowercased().hasSuffix(".war") { return path }
        throw Refusal(
            .badInput, "\(path) is no web app", hint: "name a .war, or a folder with WEB-INF or an index.html in it")
    }

    static func isWebApp(_ folder: String) -> Bool {
        ["WEB-INF", "META-INF/MANIFEST.MF", "index.html", "index.jsp"].contains { Files.exists(folder + "/" + $0) }
    }

    /// Where builds leave it: in the folder itself, Maven's target, Gradle's build/libs.
    private static func search(_ folder: String) throws -> String {
        for place in ["", "/target", "/build/libs", "/dist"] {
            let names = try Files.names(in: folder + place).filter {
                $0.lowercased().hasSuffix(".war") && !$0.hasSuffix("-plain.war")
            }
            if names.count > 1 {
                throw Refusal(
                    .usage,
                    "\(folder)\(place) holds \(names.count) web apps: \(names.prefix(5).joined(separator: ", "))",
                    hint: "name the one you mean: --war \(ShellWord.quoted(folder + place + "/" + names[0]))")
            }
            if let name = names.first { return folder + place + "/" + name }
        }
        let exploded = try ["webapp", "src/main/webapp"].first { try isComplete(folder + "/" + $0, at: $0) }
        if let exploded { return folder + "/" + exploded }
        throw Refusal(
            .notFound, "\(folder) holds no web app",
            hint: "name a .war, or a folder with WEB-INF or an index.html in it; a project is to be built first")
    }

    /// The sources of a Maven project lack its classes and libraries.
    private static func isComplete(_ folder: String, at place: String) throws -> Bool {
        guard isWebApp(folder) else { return false }
        if place == "src/main/webapp" {
            throw Refusal(
                .badInput, "\(folder) is the source of a web app that is not built yet",
                hint: "build it, for example by mvn package, then try again")
        }
        return true
    }

    /// `path` as one writes it in a file of `folder`; both exist. Absolute where the two have nothing in common.
    package static func path(to path: String, from folder: String) throws -> String {
        let target = try Files.real(path).split(separator: "/")
        let start = try Files.real(folder).split(separator: "/")
        let shared = zip(target, start).prefix { $0 == $1 }.count
        let up = start.count - shared
        if shared == 0 || up > 4 { return "/" + target.joined(separator: "/") }
        return (Array(repeating: "..", count: up) + target[shared...].map(String.init)).joined(separator: "/")
    }
}
