import SlipwayModel

/// Decides what a jar is called: by the Maven coordinates in it, else by its manifest, else by its file name.
package struct JarIdentity: Hashable, Sendable {
    package var group: String?
    package var name: String
    package var version: String?
    package var purl: String?
    /// Libraries whose classes were put into it.
    package var bundled: [JarFacts.Coordinates] = []

    package init(_ facts: JarFacts, path: String) {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let plain = JarReader.isJar(file) ? String(file.dropLast(4)) : file
        if let own = Self.own(facts, plain) {
            (group, name, version) = (own.group, own.artifact, own.version)
            purl = PackageURL.maven(own)
            bundled = facts.poms.filter { $0 != own }
            return
        }
        bundled = facts.poms
        let named = JarName(path: file)
        let manifest = facts.manifest
        if let symbolic = manifest.symbolicName {
            version = manifest.bundleVersion ?? manifest.version ?? named?.version
            // Bundles are mostly called by their group and artifact.
            let artifact = named?.name ?? plain
            if symbolic.hasSuffix("." + artifact), symbolic.count > artifact.count + 1, let version {
                group = String(symbolic.dropLast(artifact.count + 1))
                name = artifact
                purl = PackageURL.maven(.init(group: group ?? "", artifact: artifact, version: version))
            } else {
                name = symbolic
                purl = PackageURL.generic(name, version)
            }
            return
        }
        name = PlainWord.checked(named?.name ?? plain) ?? "jar"
        version = PlainWord.checked(named?.version)
        if let vendor = manifest.vendor, let title = manifest.title, let released = manifest.version {
            (group, name, version) = (vendor, title, released)
            purl = PackageURL.maven(.init(group: vendor, artifact: title, version: released))
        } else if let released = manifest.version ?? version {
            version = released
            purl = PackageURL.generic(name, released)
        }
    }

    /// The one that the file is called after, else the one that the manifest speaks of. A jar that swallowed another has
    /// only the other's coordinates, sometimes.
    private static func own(_ facts: JarFacts, _ file: String) -> JarFacts.Coordinates? {
        let fitting = facts.poms.filter { file == $0.artifact || file.hasPrefix($0.artifact + "-") }
        if let longest = fitting.max(by: { $0.artifact.utf8.count < $1.artifact.utf8.count }) { return longest }
        guard facts.poms.count == 1, let only = facts.poms.first else { return nil }
        if let symbolic = facts.manifest.symbolicName {
            return symbolic == only.group || letters(symbolic).hasSuffix(letters(only.artifact)) ? only : nil
        }
        let named = JarName(path: file + ".jar")
        return named == nil || named?.version == only.version ? only : nil
    }

    /// `org.apache.commons.lang3` ends like `commons-lang3`.
    private static func letters(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
