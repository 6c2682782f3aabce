import SlipwayModel
import SlipwaySystem

extension InitPlan {
    /// What a person should know before the first deploy; each a sentence of its own.
    package var remarks: [String] {
        var remarks: [String] = []
        if facts.classVersion > Self.newestClass {
            remarks.append(
                "it is compiled for Java \(facts.classVersion - 44), and \(Self.jdk) is Java 17: define an image of a "
                    + "newer JDK (images/README.md) and name it under images")
        }
        if !facts.drawing.isEmpty {
            remarks.append(
                "it draws text (\(Self.list(facts.drawing))): \(Self.jdk) has no fonts of its own, so the node needs "
                    + "libfreetype6, fontconfig and a font such as fonts-dejavu-core")
        }
        if facts.hasContextFile {
            remarks.append(
                "its META-INF/context.xml is used as it is, but a path in it is not: context in the recipe says where "
                    + "the web app is found")
        }
        if !facts.resources.isEmpty {
            remarks.append(
                "its web.xml looks for \(Self.list(facts.resources)) in JNDI: give it in META-INF/context.xml, or in a "
                    + "template conf/context.xml")
        }
        if !facts.properties.isEmpty {
            remarks.append(
                "it brings \(Self.list(facts.properties)): what differs from node to node can stand under properties")
        }
        return remarks
    }

    /// The text of recipe.yaml. `webapp` is the path that the recipe names, `origin` that of what was converted.
    package func recipe(webapp: String, origin: String?, build: String) throws -> String {
        let head = """
            # Made by `slipway init` from \(Self.note(origin ?? webapp)). Build it with
            #
            #     slipway build \(Self.note(build))
            #
            # Every key that a recipe may have is explained in recipes/reference.yaml.

            """
        let noted = remarks.map { Self.comment(Self.capital($0) + ".") }.joined(separator: "#\n")
        return head + (noted.isEmpty ? "" : "#\n" + noted) + "\n"
            + (try release()) + (try webapps(webapp, origin)) + running
    }

    private func release() throws -> String {
        let source = versionSource.isEmpty ? "" : "   # \(versionSource)"
        return """
            name: \(try Self.word(name))
            version: \(try Self.word(version))\(source)

            images:
              jdk: \(Self.jdk)
              tomcat: \(Self.tomcat)   # \(reason)


            """
    }

    private var reason: String {
        switch facts.servlets {
        case .jakarta: "the web app uses jakarta.servlet"
        case .javax: "the web app used javax.servlet, and was converted"
        case nil: "nothing in the web app asks for another one"
        }
    }

    private func webapps(_ webapp: String, _ origin: String?) throws -> String {
        let conversion = origin.map {
            Self.comment(
                "Tomcat has no javax.servlet since version 10. The web app here is a copy in which it is jakarta.servlet; a "
                    + "new one is made, in this folder, by")
                + "#     \(Conversion.program) \(Self.note($0)) \(Self.note(webapp))\n"
        }
        let pages = facts.pages == 0 ? "" : "# Its JSP pages (\(facts.pages)) are compiled when the release is built.\n"
        return (conversion ?? "") + pages + """
            webapps:
              - war: \(try Self.word(webapp))
                context: \(context)   # the path clients find it at


            """
    }

    private var running: String {
        let page = context == "/" ? "/" : context + "/"
        let check =
            facts.welcome == nil
            ? """
              - tcp: http              # the port takes connections; a page tells more, such as
              # - http: \(page)        # and it must answer with status 200
            """
            : """
              - http: \(page)          # must answer with status 200: here comes \(facts.welcome ?? "a page")
            """
        return """
            listen:
              - name: http
                port: 8080

            # jvm:
            #   heap: 512m             # the most that the Java heap takes; Java's own choice otherwise

            # Slipway asks this again and again. A new release must pass it before it gets a single client.
            health:
            \(check)

            """
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }

    private static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// A path in a comment: nothing that ends the line.
    private static func note(_ path: String) -> String {
        ShellWord.quoted(String(path.map { $0.isNewline ? "?" : $0 }))
    }

    private static func comment(_ text: String) -> String {
        var lines = ["#"]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].utf8.count + word.utf8.count > 116 { lines.append("#") }
            lines[lines.count - 1] += " " + word
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A word that YAML takes as it is, else in quotes.
    private static func word(_ text: String) throws -> String {
        let isPlain = text.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
                || [45, 46, 47, 95].contains($0)
        }
        let means = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        let isNumber =
            text.allSatisfy { $0.isNumber || $0 == "." || $0 == "e" || $0 == "_" } && text.count { $0 == "." } < 2
        let begins = text.first.map { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "." } ?? false
        return isPlain && !means && !isNumber && begins ? text : try JSONText.string(text, pretty: false)
    }
}
