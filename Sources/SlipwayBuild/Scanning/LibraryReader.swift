import SlipwayArchive
import SlipwayModel
package import SlipwaySystem

/// Reads what a jar holds of what Tomcat looks for. The same bytes give the same facts; what cannot be read is told in
/// them and is no reason to fail.
package enum LibraryReader {
    private static let mostEntries = 500_000
    /// Bytes of a services file, a manifest or a web fragment.
    private static let largestText = 1 << 20
    /// Bytes of a class.
    private static let largestClass = 16 << 20
    /// Names of types, annotations and initializers in all of a jar's classes.
    private static let mostNames = 2_000_000

    private struct Exceeded: Error {}

    package static func facts(of file: OpenFile) throws -> ScanFacts {
        var facts = ScanFacts()
        do {
            try read(file, &facts)
        } catch is Refusal {
            facts.doubt = .notZip
        } catch is Exceeded {
            (facts.initializers, facts.olderInitializers) = ([], [])
            facts.doubt = .tooLarge
        }
        return facts
    }

    private static func read(_ file: OpenFile, _ facts: inout ScanFacts) throws {
        // What two readers might understand differently is left to the one that counts.
        let entries = (try? ZipDirectory(file))?.entries
        try file.seek(to: 0)
        let archive = try ArchiveReader(file: file, named: "a jar", format: .zip)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: largestClass + 1, alignment: 16)
        defer { room.deallocate() }
        var classes: [ClassFacts] = []
        var names = 0
        var number = 0
        while let entry = try archive.next() {
            if number == mostEntries { throw Exceeded() }
            let isPlain = entries.map { number < $0.count && $0[number].name.elementsEqual(entry.path.utf8) } ?? false
            if !isPlain { facts.signs.insert(.questions) }
            number += 1
            let before = (classes.count, facts.initializers.count + facts.olderInitializers.count)
            try look(at: entry, archive, room, &facts, &classes)
            for type in classes[before.0...] { names += 1 + type.parents.count + type.marks.count }
            names += facts.initializers.count + facts.olderInitializers.count - before.1
            if names > mostNames { throw Exceeded() }
        }
        if entries?.count != number { facts.signs.insert(.questions) }
        facts.add(classes)
    }

    private static func look(
        at entry: ArchiveEntry, _ archive: ArchiveReader, _ room: UnsafeMutableRawBufferPointer,
        _ facts: inout ScanFacts, _ classes: inout [ClassFacts]
    ) throws {
        let member = LibraryMember(entry.path)
        facts.signs.formUnion(member.signs)
        guard member.isRead else { return }
        // A link, for one, is a file like any other to Java.
        guard entry.kind == .file else {
            if member == .type { facts.doubt = .damagedClass }
            return facts.signs.formUnion(.questions)
        }
        switch member {
        case .type:
            let size = try fill(room, archive)
            if size > largestClass { throw Exceeded() }
            do throws(ClassFileReader.Damaged) {
                classes.append(try ClassFileReader.facts(UnsafeRawBufferPointer(rebasing: room[..<size])))
            } catch {
                facts.doubt = .damagedClass
            }
        case .services: facts.initializers += ServicesText.names(try archive.readAll(limit: largestText))
        case .olderServices: facts.olderInitializers += ServicesText.names(try archive.readAll(limit: largestText))
        case .manifest: facts.classPath += JarManifest.classPath(try archive.readAll(limit: largestText))
        case .fragment:
            let text = try archive.readAll(limit: largestText)
            if XMLGlance.mentions(["ordering"], in: text) { facts.signs.insert(.ordering) }
            add(FragmentText.verdict(text), at: entry.path, &facts)
        case .tagLibrary, .resources, .other: break
        }
    }

    /// A second one, or one for some versions of Java only, is more than is judged.
    private static func add(_ verdict: FragmentText.Verdict, at path: String, _ facts: inout ScanFacts) {
        let isFirst = facts.inertFragment == nil && !facts.signs.contains(.fragment)
        if case .inert(let name) = verdict, isFirst, path == "META-INF/web-fragment.xml" {
            facts.inertFragment = name ?? ""
        } else {
            facts.inertFragment = nil
            facts.signs.insert(.fragment)
        }
    }

    /// Bytes of the entry, one more than a class may have at most.
    private static func fill(_ room: UnsafeMutableRawBufferPointer, _ archive: ArchiveReader) throws -> Int {
        var size = 0
        while size < room.count {
            let count = try archive.read(into: UnsafeMutableRawBufferPointer(rebasing: room[size...]))
            if count == 0 { break }
            size += count
        }
        return size
    }
}

/// What one path in a jar means to Tomcat, and the same in `META-INF/versions/N/`.
enum LibraryMember: Hashable {
    case type, services, olderServices, manifest, fragment, tagLibrary, resources, other

    init(_ path: String) {
        let plain = Self.plain(path)
        self =
            if path.hasSuffix(".class") {
                .type
            } else if !path.hasPrefix("META-INF/") {
                .other
            } else if plain.hasPrefix("META-INF/resources/") || path.hasPrefix("META-INF/resources/") {
                .resources
            } else if plain == Self.services("jakarta") {
                .services
            } else if plain == Self.services("javax") {
                .olderServices
            } else if plain == "META-INF/web-fragment.xml" {
                .fragment
            } else if path == "META-INF/MANIFEST.MF" {
                .manifest
            } else {
                path.lowercased().hasSuffix(".tld") ? .tagLibrary : .other
            }
    }

    private static func services(_ names: String) -> String {
        "META-INF/services/\(names).servlet.ServletContainerInitializer"
    }

    private static func plain(_ path: String) -> String {
        let versions = "META-INF/versions/"
        guard path.hasPrefix(versions), let slash = path.dropFirst(versions.count).firstIndex(of: "/") else {
            return path
        }
        return String(path[path.index(after: slash)...])
    }

    var signs: ScanFacts.Signs {
        switch self {
        case .services: .initializer
        case .olderServices: .olderInitializer
        // What it says decides.
        case .fragment: []
        case .tagLibrary: .tagLibrary
        case .resources: .resources
        case .type, .manifest, .other: []
        }
    }

    var isRead: Bool {
        switch self {
        case .type, .services, .olderServices, .fragment, .manifest: true
        case .tagLibrary, .resources, .other: false
        }
    }
}

/// The names in a services file, as Tomcat's `WebappServiceLoader` reads them.
enum ServicesText {
    static func names(_ bytes: [UInt8]) -> [String] {
        bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).compactMap { line in
            let text = line.prefix { $0 != 0x23 }
            let name = text.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed()
            return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
        }
    }
}
