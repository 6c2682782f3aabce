import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Decides what a release's bill of materials says: its images with their packages, and every jar with those in it. It
/// follows from the materials alone.
package struct BomPlan {
    /// Jars in jars beyond it are left out, and the outer one says so.
    private static let most = 8192

    private let materials: ReleaseMaterials
    private var components: [Bom.Component] = []
    private var dependsOn: [String: [String]] = [:]

    package init(_ materials: ReleaseMaterials) {
        self.materials = materials
        for image in materials.images { add(image) }
        for jar in materials.jars { add(jar) }
    }

    /// The document, the same bytes for the same materials.
    package func bytes() throws -> [UInt8] { try JSONText.bytes(document, pretty: true) + [10] }

    private static let app = "app"

    private var document: Bom {
        let name = materials.release
        let tool = Bom.Component(type: .application, name: "slipway", version: Program.version)
        let app = Bom.Component(
            type: .application, ref: Self.app, name: name.name, version: name.version,
            hashes: [Bom.Hash(materials.manifest)])
        var bom = Bom(
            serialNumber: "urn:uuid:" + NamedUUID.text(of: materials.manifest.description),
            metadata: Bom.Metadata(tools: .init(components: [tool]), component: app))
        bom.components = components
        bom.dependencies = ([Self.app] + components.compactMap(\.ref)).map {
            Bom.Dependency(ref: $0, dependsOn: dependsOn[$0])
        }
        return bom
    }

    private mutating func add(_ component: Bom.Component, of owner: String) {
        guard let ref = component.ref else { return }
        dependsOn[owner, default: []].append(ref)
        components.append(component)
    }

    private static func ref(_ image: ReleaseMaterials.Image) -> String { "image:" + image.folder }

    private mutating func add(_ image: ReleaseMaterials.Image) {
        let type: Bom.Component.Kind =
            switch image.image {
            case .jdk: .platform
            case .tomcat: .application
            }
        add(
            Bom.Component(
                type: type, ref: Self.ref(image), name: image.name, version: image.version,
                hashes: image.archive.map { [Bom.Hash($0)] }, evidence: Bom.Evidence(at: image.folder),
                properties: [Bom.Property(name: "slipway:tree", value: image.tree.description)]),
            of: Self.app)
        for package in image.packages {
            let purl = PackageURL.debian(package)
            // Two images may be made of one package.
            if components.contains(where: { $0.ref == purl }) {
                dependsOn[Self.ref(image), default: []].append(purl)
                continue
            }
            add(
                Bom.Component(
                    type: .library, ref: purl, name: package.package, version: package.version,
                    hashes: [Bom.Hash(package.sha256)], purl: purl),
                of: Self.ref(image))
        }
    }

    private mutating func add(_ jar: ReleaseMaterials.Jar) {
        let image = materials.images.first { jar.path.hasPrefix($0.folder + "/") }
        guard jar.path != ReleaseMaterials.wrapperJar else {
            return add(
                Bom.Component(
                    type: .library, ref: jar.path, name: "slipway-tomcat", version: Program.version,
                    hashes: [Bom.Hash(jar.digest)], purl: PackageURL.generic("slipway-tomcat", Program.version),
                    evidence: Bom.Evidence(at: jar.path)),
                of: Self.app)
        }
        add(jar.path, jar.digest, jar.facts, of: image.map(Self.ref) ?? Self.app)
    }

    private mutating func add(_ place: String, _ digest: Digest?, _ facts: JarFacts, of owner: String) {
        let identity = JarIdentity(facts, path: place)
        let room = Self.most - components.count
        let inside = facts.nested.count + identity.bundled.count
        let unread = inside >= room ? .tooLarge : facts.unread
        add(
            Bom.Component(
                type: .library, ref: place, group: identity.group, name: identity.name, version: identity.version,
                hashes: digest.map { [Bom.Hash($0)] }, purl: identity.purl, evidence: Bom.Evidence(at: place),
                properties: unread.map { [Bom.Property(name: "slipway:unread", value: $0.rawValue)] }),
            of: owner)
        if inside >= room { return }
        for library in identity.bundled {
            let purl = PackageURL.maven(library)
            let ref = place + "#" + purl
            // The same may be written in it twice.
            if components.contains(where: { $0.ref == ref }) { continue }
            add(
                Bom.Component(
                    type: .library, ref: ref, group: library.group, name: library.artifact,
                    version: library.version, purl: purl),
                of: place)
        }
        for jar in facts.nested { add(place + "!/" + jar.path, jar.digest, jar.facts, of: place) }
    }
}

/// Names by content (RFC 9562, "UUID Version 5").
enum NamedUUID {
    /// The namespace "6ba7b812-9dad-11d1-80b4-00c04fd430c8" (that of object identifiers) and the name, hashed.
    static func text(of name: String) -> String {
        let namespace: [UInt8] = [
            0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
        ]
        var bytes = Array(Hashing.sha1(namespace + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x50
        bytes[8] = bytes[8] & 0x3f | 0x80
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map { String(hex.dropFirst($0).prefix($1 - $0)) }
            .joined(separator: "-")
    }
}
