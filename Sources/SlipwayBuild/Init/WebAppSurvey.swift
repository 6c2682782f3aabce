import Glibc
import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Reads a .war or an exploded web app through, within bounds, and tells what a first recipe needs to know of it.
package struct WebAppSurvey {
    private static let mostEntries = 500_000
    /// Bytes of one file that is looked into; larger ones are passed over.
    private static let largestFile = 8 << 20
    /// Bytes of one jar inside a .war.
    private static let largestJar: Int64 = 512 << 20
    private static let mostProperties = 20

    private var facts = WebAppFacts()
    private var own = ServletVotes()
    private var isJakarta = false
    private var drawing: Set<String> = []

    /// `work` is a folder of the caller's that nobody else writes to.
    package static func facts(of webapp: String, work: String) throws -> WebAppFacts {
        var survey = WebAppSurvey()
        let isFolder = Files.isFolder(webapp)
        if isFolder { try survey.readFolder(webapp) } else { try survey.readArchive(webapp) }
        survey.facts.servlets = survey.isJakarta ? .jakarta : survey.own.winner
        // Only a web app whose own classes say nothing has its jars looked into: that takes a while.
        if survey.facts.servlets == nil {
            let jars = LibraryVotes(work: work, largest: largestJar, largestClass: largestFile)
            survey.facts.servlets = try isFolder ? jars.ofFolder(webapp) : jars.ofArchive(webapp)
        }
        survey.facts.drawing = survey.drawing.sorted()
        survey.facts.properties = survey.facts.properties.sorted()
        return survey.facts
    }

    private mutating func readFolder(_ folder: String) throws {
        for (path, facts) in try Files.walk(folder) where facts.kind == .file {
            try note(path) {
                facts.size > Int64(Self.largestFile)
                    ? nil : try Files.read(folder + "/" + path, limit: Self.largestFile)
            }
        }
    }

    private mutating func readArchive(_ path: String) throws {
        let archive = try ArchiveReader(file: path, format: .zip)
        var left = Self.mostEntries
        while let entry = try archive.next() {
            left -= 1
            if left < 0 {
                throw Refusal(.badInput, "\(path) has more than the \(Self.mostEntries) entries it may have")
            }
            guard entry.kind == .file else { continue }
            let name = try SafePath.check(entry.path, in: path)
            try note(name) {
                entry.size > Int64(Self.largestFile) ? nil : try archive.readAll(limit: Self.largestFile)
            }
        }
    }

    private mutating func note(_ path: String, _ content: () throws -> [UInt8]?) throws {
        switch path {
        case "META-INF/MANIFEST.MF":
            if let bytes = try content() { facts.version = JarManifest(reading: bytes).version }
        case "META-INF/context.xml": facts.hasContextFile = true
        case "WEB-INF/web.xml":
            guard let bytes = try content() else { return }
            let descriptor = DescriptorGlance(bytes)
            isJakarta = descriptor.isJakarta
            facts.resources = descriptor.resources
        case "index.html", "index.htm", "index.jsp": facts.welcome = min(facts.welcome ?? path, path)
        case _: break
        }
        if path.hasSuffix(".jsp") || path.hasSuffix(".jspx") {
            facts.pages += 1
            if let bytes = try content() { own.countPage(bytes) }
        }
        if path.hasPrefix("WEB-INF/classes/") { try noteClass(path, content) }
        if ExplodedWebApp.isLibrary(path), let reason = DrawingSigns.library(lastName(of: path)) {
            drawing.insert(reason)
        }
    }

    private mutating func noteClass(_ path: String, _ content: () throws -> [UInt8]?) throws {
        if path.hasSuffix(".properties") {
            let name = String(path.dropFirst("WEB-INF/classes/".count))
            if facts.properties.count < Self.mostProperties, PlainNote.isPlain(name) { facts.properties.append(name) }
        }
        guard path.hasSuffix(".class"), let bytes = try content(),
            bytes.count > 8, bytes.starts(with: [0xca, 0xfe, 0xba, 0xbe])
        else { return }
        facts.classVersion = max(facts.classVersion, Int(bytes[6]) << 8 | Int(bytes[7]))
        own.countClass(bytes)
        if let reason = DrawingSigns.reference(in: bytes) { drawing.insert(reason) }
    }
}

/// Decides what shows that a web app draws text, for which Java needs fonts.
enum DrawingSigns {
    private static let references = ["java/awt/Font", "java/awt/Graphics", "javax/swing/"]
    private static let libraries = [
        "jasperreports", "poi-", "itext", "openpdf", "jfreechart", "fop-", "batik-", "pdfbox", "flying-saucer",
        "kaptcha", "org.eclipse.birt", "xdocreport", "thumbnailator", "barcode4j",
    ]

    static func reference(in bytes: [UInt8]) -> String? {
        references.first { bytes.holds($0) }.map { $0.replacing("/", with: ".") }
    }

    static func library(_ name: String) -> String? {
        libraries.contains { name.hasPrefix($0) } && PlainNote.isPlain(name) ? name : nil
    }
}
