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

    /// A web app whose context brings files from elsewhere, or looks for them in another way, has pages that only the
    /// server can tell. `context` is its context file.
    static func isLeftToServer(context: [UInt8]) -> Bool {
        let text = String(decoding: context, as: UTF8.self)
        return ["<Resources", "<Loader", "<JarScan"].contains { text.contains($0) }
    }
}
