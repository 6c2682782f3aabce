import SlipwayBundle

/// What of a web app's files matters to its start.
struct ScanParts {
    struct Other {
        var source: TreeSource
        var kind: ScanMemory.Kind
    }

    /// The jars of `WEB-INF/lib`.
    private(set) var libraries: [TreeSource] = []
    private(set) var others: [Other] = []

    init(_ files: [TreeSource]) throws {
        for file in files {
            if ExplodedWebApp.isLibrary(file.path) {
                libraries.append(file)
            } else if let kind = Self.kind(file.path) {
                others.append(Other(source: file, kind: kind))
            }
        }
    }

    private static func kind(_ path: String) -> ScanMemory.Kind? {
        let classes = "WEB-INF/classes/"
        if path == "WEB-INF/web.xml" || path == "META-INF/context.xml" { return .settings }
        guard path.hasPrefix(classes) else { return nil }
        if path.hasSuffix(".class") { return .type }
        switch LibraryMember(String(path.dropFirst(classes.count))) {
        case .services: return .services
        case .olderServices: return .olderServices
        default: return nil
        }
    }
}

/// What single files say.
enum SettingsFacts {
    static func facts(_ bytes: [UInt8], _ kind: ScanMemory.Kind) -> ScanFacts {
        switch kind {
        case .type:
            var facts = ScanFacts()
            do throws(ClassFileReader.Damaged) {
                facts.add([try ClassFileReader.facts(bytes)])
            } catch {
                facts.doubt = .damagedClass
            }
            return facts
        case .services:
            var facts = ScanFacts()
            facts.initializers = ServicesText.names(bytes)
            return facts
        case .olderServices:
            var facts = ScanFacts()
            facts.olderInitializers = ServicesText.names(bytes)
            return facts
        case .settings: return settings(bytes)
        }
    }

    /// `web.xml` orders fragments, `context.xml` and `server.xml` set how jars are found: neither knows the words of
    /// the other.
    private static let words = [
        "JarScan", "<Resources", "<Loader", "xi:include", "addWebinfClassesResources", "altDDName", "xmlBlockExternal",
        "xmlValidation",
    ]

    static func settings(_ bytes: [UInt8]) -> ScanFacts {
        var facts = ScanFacts()
        if XMLGlance.mentions(["ordering"], in: bytes) { facts.signs.insert(.ordering) }
        if XMLGlance.mentions(words, in: bytes) {
            facts.signs.insert(.scanner)
        }
        return facts
    }
}
