/// Decides which files of a web app are pages, and what else their classes depend on before they are looked at.
struct PagePlan {
    /// Sorted paths in the web app.
    let pages: [String]
    /// The files below `WEB-INF` that the search for tag libraries sees, but for the web app's own classes.
    let listed: [String]
    /// Of those the ones that it reads wherever they lie.
    let descriptions: [String]
    let libraries: [String]

    /// `paths` of the files of a web app.
    init(paths: some Sequence<String>) {
        let sorted = paths.sorted()
        pages = sorted.filter(Self.isPage)
        libraries = sorted.filter(ExplodedWebApp.isLibrary)
        listed = sorted.filter {
            $0.hasPrefix("WEB-INF/") && !ExplodedWebApp.isLibrary($0) && !Self.isClass($0)
        }
        descriptions = listed.filter { $0.hasSuffix(".tld") }
    }

    /// As the server's own configuration has it; fragments end in `jspf`.
    private static func isPage(_ path: String) -> Bool {
        guard path.hasSuffix(".jsp") || path.hasSuffix(".jspx") else { return false }
        return ["META-INF/", "WEB-INF/classes/", "WEB-INF/lib/"].allSatisfy { !path.hasPrefix($0) }
    }

    private static func isClass(_ path: String) -> Bool {
        path.hasPrefix("WEB-INF/classes/") && path.hasSuffix(".class")
    }

    static let contextFile = "META-INF/context.xml"

    static let descriptor = "WEB-INF/web.xml"
    private static let otherDescriptor = "WEB-INF/tomcat-web.xml"

    /// A second descriptor changes the first; a name that our own report cannot hold is not found again in it.
    static func isLeftToServer(paths: some Sequence<String>) -> Bool {
        paths.contains { $0 == otherDescriptor || !isPlain($0) }
    }

    private static func isPlain(_ path: String) -> Bool {
        if path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) { return false }
        return path.split(separator: "/").allSatisfy { part in
            part.unicodeScalars.first?.properties.isWhitespace == false
                && part.unicodeScalars.last?.properties.isWhitespace == false
        }
    }

    /// What the web app's descriptor says may come from the properties of the server's own start.
    static func isLeftToServer(descriptor: [UInt8]) -> Bool { XMLGlance.mentions(["${"], in: descriptor) }

    /// Whether some jars of the web app may not be looked at for what they put beside its own files.
    static func isSelective(descriptor: [UInt8]) -> Bool {
        XMLGlance.mentions(["metadata-complete", "absolute-ordering"], in: descriptor)
    }

    /// `webXml` is the server's own: what it says of pages and tag libraries holds for each web app.
    static func isLeftToServer(webXml: [UInt8]) -> Bool {
        if XMLGlance.mentions([], in: webXml) { return true }
        var rest = String(decoding: webXml, as: UTF8.self)[...]
        var text = ""
        while let start = rest.firstRange(of: "<!--") {
            text += rest[..<start.lowerBound]
            let after = rest[start.upperBound...]
            rest = after.firstRange(of: "-->").map { after[$0.upperBound...] } ?? ""
        }
        text += rest
        return ["<jsp-property-group", "<taglib"].contains { text.contains($0) }
    }

    /// A web app whose context brings files from elsewhere, or looks for them in another way, has pages that only the
    /// server can tell. `context` is its context file.
    static func isLeftToServer(context: [UInt8]) -> Bool {
        let text = String(decoding: context, as: UTF8.self)
        return ["<Resources", "<Loader", "<JarScan"].contains { text.contains($0) }
    }
}
