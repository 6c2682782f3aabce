import SlipwayArchive
import SlipwayCrypto
import SlipwayModel
package import SlipwaySystem

/// Looks into jars, and into jars inside them, as far as their names are written there. What is damaged or too much is
/// told in the facts and is no reason to fail. The same bytes give the same facts.
package struct JarReader {
    /// Of jars in jars.
    private static let deepest = 3
    private static let mostEntries = 500_000
    private static let mostNested = 2048
    private static let mostPoms = 256
    /// Bytes of a manifest or `pom.properties`.
    private static let largestText = 1 << 20
    /// Bytes of all nested jars together, and how many times the size of the outer one they may have.
    private static let largestNested: Int64 = 1 << 30
    private static let ratio: Int64 = 200

    /// What one jar with all in it may still take up.
    private struct Allowance {
        var entries = JarReader.mostEntries
        var nested = JarReader.mostNested
        var bytes: Int64
    }

    private struct Exceeded: Error {}

    /// Where nested jars lie while they are looked into.
    private let folder: String

    /// `folder` belongs to nobody else.
    package init(folder: String) { self.folder = folder }

    package func facts(of file: OpenFile) throws -> JarFacts {
        let size = try file.size()
        let (most, isOver) = size.multipliedReportingOverflow(by: Self.ratio)
        var left = Allowance(bytes: isOver ? Self.largestNested : min(Self.largestNested, (64 << 20) + most))
        return try facts(of: file, depth: 0, &left)
    }

    private func facts(of file: OpenFile, depth: Int, _ left: inout Allowance) throws -> JarFacts {
        do {
            return try walk(file, depth, &left)
        } catch is Refusal {
            return JarFacts(unread: .notZip)
        } catch is Exceeded {
            return JarFacts(unread: .tooLarge)
        }
    }

    private func walk(_ file: OpenFile, _ depth: Int, _ left: inout Allowance) throws -> JarFacts {
        var facts = JarFacts()
        var poms: [String: JarFacts.Coordinates] = [:]
        var hasManifest = false
        var seen: Set<String> = []
        let archive = try ArchiveReader(file: file, named: "a jar", format: .zip)
        while let entry = try archive.next() {
            left.entries -= 1
            if left.entries < 0 { throw Exceeded() }
            guard entry.kind == .file else { continue }
            switch Member(entry.path) {
            case .manifest where !hasManifest:
                hasManifest = true
                facts.manifest = JarManifest(reading: Self.text(archive))
            case .pom where poms[entry.path] == nil && poms.count < Self.mostPoms:
                poms[entry.path] = Self.coordinates(Self.text(archive))
            case .jar where seen.insert(entry.path).inserted:
                facts.nested.append(try nested(archive, entry.path, depth + 1, &left))
            case .manifest, .pom, .jar, .other: break
            }
        }
        facts.poms = poms.sorted { Self.isBefore($0.key, $1.key) }.map(\.value)
        facts.nested.sort { Self.isBefore($0.path, $1.path) }
        return facts
    }

    private enum Member {
        case manifest, pom, jar, other

        init(_ path: String) {
            self =
                path == "META-INF/MANIFEST.MF"
                ? .manifest
                : path.hasPrefix("META-INF/maven/") && path.hasSuffix("/pom.properties")
                    ? .pom : JarReader.isJar(path) ? .jar : .other
        }
    }

    package static func isJar(_ path: String) -> Bool { path.hasSuffix(".jar") || path.hasSuffix(".war") }

    private static func isBefore(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Empty when it cannot be read: the rest of the jar may be sound.
    private static func text(_ archive: ArchiveReader) -> [UInt8] {
        (try? archive.readAll(limit: largestText)) ?? []
    }

    private static func coordinates(_ text: [UInt8]) -> JarFacts.Coordinates? {
        let values = PropertiesFile(reading: text).values
        guard let group = PlainWord.checked(values["groupId"]), let artifact = PlainWord.checked(values["artifactId"]),
            let version = PlainWord.checked(values["version"])
        else { return nil }
        return JarFacts.Coordinates(group: group, artifact: artifact, version: version)
    }

    private func nested(
        _ archive: ArchiveReader, _ path: String, _ depth: Int, _ left: inout Allowance
    ) throws -> JarFacts.Nested {
        left.nested -= 1
        if left.nested < 0 { throw Exceeded() }
        let place = folder + "/nested-\(depth).jar"
        try Disk.unlink(place)
        defer { try? Disk.unlink(place) }
        let file = try Disk.create(place, mode: 0o600, exclusive: true)
        let hash = SHA256()
        let isWhole = try withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { room in
            while case let count = try archive.read(into: room), count > 0 {
                left.bytes -= Int64(count)
                if left.bytes < 0 { return false }
                let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
                hash.update(piece)
                try Disk.write(piece, to: file, place)
            }
            return true
        }
        guard isWhole else { return .init(path: path, digest: nil, facts: JarFacts(unread: .tooLarge)) }
        let facts =
            depth < Self.deepest
            ? try facts(of: OpenFile.read(place), depth: depth, &left) : JarFacts(unread: .tooDeep)
        return .init(path: path, digest: hash.finish(), facts: facts)
    }
}
