/// Decides which jars Tomcat must look into when it starts a web app, so that the rest can be left out with the same
/// result. What is not known for certain is looked into.
package struct ScanPlan: Hashable, Sendable {
    package struct Library: Hashable, Sendable {
        /// The file's name.
        package var name: String
        package var facts: ScanFacts
        package init(name: String, facts: ScanFacts) {
            self.name = name
            self.facts = facts
        }
    }

    /// A jar to look into.
    package struct Found: Hashable, Sendable {
        package var name: String
        /// For people, at least one.
        package var reasons: [String]
        /// It is looked into when pages are asked for, and not for what Tomcat registers at the start.
        package var isForTagsOnly: Bool { reasons == [ScanFacts.Signs.tagWords] }
    }

    /// How many lie in `WEB-INF/lib`.
    package let jars: Int
    /// Of `WEB-INF/lib`, sorted by name.
    package private(set) var found: [Found] = []
    /// Of Tomcat's own, sorted by name.
    package private(set) var server: [Found] = []
    /// Why Tomcat itself has to decide, for all web apps beside it too; nil where it need not.
    package let leftToTomcat: String?

    /// The names of both kinds, sorted, each once.
    package var scanned: [String] {
        Set((found + server).map(\.name)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Those of them that may register something: the search for tag libraries is another one.
    package var registering: [String] {
        Set((found + server).filter { !$0.isForTagsOnly }.map(\.name))
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// `libraries`: those of `WEB-INF/lib`; `rest`: all else of the web app that matters, in one; `settings`: the same
    /// of Tomcat's configuration; `server`: what is on Tomcat's own class path.
    package init(
        libraries: [Library], rest: ScanFacts, server: [Library], skips: StockSkips, settings: ScanFacts = ScanFacts()
    ) {
        jars = libraries.count
        let names = ServletNames(server: server.map(\.facts))
        let server = server.map { library in
            var facts = library.facts.seen(by: names)
            if facts.inertFragment != nil { facts.signs.insert(.fragment) }
            return Library(name: library.name, facts: facts)
        }
        let libraries = Self.telling(libraries.map { Library(name: $0.name, facts: $0.facts.seen(by: names)) }, skips)
        let rest = rest.seen(by: names)
        let parts = libraries.map(\.facts) + server.map(\.facts) + [rest]
        let wanted = WantedTypes(parts)
        leftToTomcat = Self.leftToTomcat(rest, settings)
        let doubts = Self.doubts(libraries + server, rest)
        let everywhere = doubts + wanted.everywhere
        let orders = (libraries.filter { !skips.skips($0.name) }.map(\.facts) + [rest]).contains {
            $0.signs.contains(.ordering)
        }
        found = Self.found(
            libraries, skips, everywhere + (orders ? ["the order of web fragments is set: it names every jar"] : []),
            wanted)
        self.server = Self.server(server, skips, everywhere, wanted)
    }

    /// Fragments that say nothing but their names matter together with others: two of one name end the start, and a jar
    /// without one has its own.
    private static func telling(_ libraries: [Library], _ skips: StockSkips) -> [Library] {
        let met = libraries.filter { !skips.skips($0.name) }
        let names = met.map { library in library.facts.inertFragment.flatMap { $0.isEmpty ? nil : $0 } ?? library.name }
        let isPlain = met.allSatisfy { $0.facts.signs.isDisjoint(with: [.fragment, .questions]) }
        if isPlain, Set(names).count == names.count {
            return libraries
        }
        return libraries.map { library in
            var library = library
            if library.facts.inertFragment != nil { library.facts.signs.insert(.fragment) }
            return library
        }
    }

    private static func leftToTomcat(_ rest: ScanFacts, _ settings: ScanFacts) -> String? {
        if rest.signs.contains(.scanner) {
            return "META-INF/context.xml may set where jars lie or which are looked into"
        }
        if settings.signs.contains(.scanner) {
            return "Tomcat's configuration may set where jars lie or which are looked into"
        }
        return nil
    }

    private static func doubts(_ libraries: [Library], _ rest: ScanFacts) -> [String] {
        let jars = libraries.compactMap { library in
            library.facts.doubt.map { (name: library.name, words: $0.words) }
        }
        let other = rest.doubt.map { ["a class in WEB-INF/classes: \($0.words)"] } ?? []
        return (jars.first.map { ["\($0.name): \($0.words)"] } ?? []) + other
    }

    private static func found(
        _ libraries: [Library], _ skips: StockSkips, _ everywhere: [String], _ wanted: WantedTypes
    ) -> [Found] {
        libraries.filter { !skips.skips($0.name) }.compactMap { library in
            let reasons =
                library.facts.signs.words + wanted.reasons(of: library.facts) + everywhere
            return reasons.isEmpty ? nil : Found(name: library.name, reasons: reasons)
        }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What lies beside such a jar may be on the class path because its manifest says so.
    private static func server(
        _ libraries: [Library], _ skips: StockSkips, _ everywhere: [String], _ wanted: WantedTypes
    ) -> [Found] {
        var found: [String: [String]] = [:]
        for library in libraries where !skips.skips(library.name) {
            let reasons = library.facts.signs.words + wanted.reasons(of: library.facts) + everywhere
            if !reasons.isEmpty { found[library.name, default: []] += reasons }
            for name in library.facts.classPath where !skips.skips(name) {
                found[name, default: []].append("the manifest of \(library.name) names it")
                found[library.name, default: []].append("its manifest names other jars")
            }
        }
        return found.map { Found(name: $0.key, reasons: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

extension ScanFacts.Doubt {
    fileprivate var words: String {
        switch self {
        case .notZip: "it is no zip that can be read to its end"
        case .damagedClass: "it holds a class that cannot be read"
        case .tooLarge: "it holds more than is looked at"
        }
    }
}

extension ScanFacts.Signs {
    fileprivate static let tagWords = "a tag library (.tld)"

    fileprivate var words: [String] {
        let all: [(ScanFacts.Signs, String)] = [
            (.fragment, "META-INF/web-fragment.xml"), (.tagLibrary, Self.tagWords),
            (.resources, "META-INF/resources"), (.initializer, "an initializer (META-INF/services)"),
            (.annotation, "a servlet, filter or listener by annotation"),
            (.questions, "a zip that others may read otherwise"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}
