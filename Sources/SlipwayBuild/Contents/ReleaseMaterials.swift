package import SlipwayModel

/// What a release was made of, as far as the documents about it tell.
package struct ReleaseMaterials: Sendable {
    package struct Image: Sendable {
        package var image: BuildPlan.Image
        package var name: String
        package var version: String?
        package var tree: Digest
        /// In the order of the definition; empty for an archive.
        package var packages: [ImageLock.Entry]
        /// The digest of the archive that it was unpacked from.
        package var archive: Digest?

        package init(
            _ image: BuildPlan.Image, name: String, version: String?, tree: Digest, packages: [ImageLock.Entry],
            archive: Digest?
        ) {
            self.image = image
            self.name = name
            self.version = version
            self.tree = tree
            self.packages = packages
            self.archive = archive
        }

        /// Its folder in the release.
        var folder: String {
            switch image {
            case .jdk: ReleaseLayout.jdk
            case .tomcat: ReleaseLayout.tomcat
            }
        }
    }

    package struct Jar: Sendable {
        /// In the release.
        package var path: String
        package var digest: Digest
        package var facts: JarFacts
        package init(path: String, digest: Digest, facts: JarFacts) {
            self.path = path
            self.digest = digest
            self.facts = facts
        }
    }

    /// Something that the recipe names.
    package struct Source: Sendable {
        package enum Content: Hashable, Sendable {
            case file(Digest)
            /// A folder, by the digest of its files' listing.
            case folder(Digest)
        }
        package var name: String
        package var content: Content
        package init(name: String, content: Content) {
            self.name = name
            self.content = content
        }
    }

    /// Our own, where it lies in a release.
    static let wrapperJar = ReleaseLayout.service + "/" + BuildAssets.Asset.jar.rawValue

    package var release: ReleaseName
    package var manifest: Digest
    package var images: [Image]
    /// In the order of their paths.
    package var jars: [Jar]
    /// The recipe's file and what it brings in besides.
    package var recipe: Digest
    package var sources: [Source]
    /// As `config get` tells them, secrets masked.
    package var settings: [String: String]

    package init(
        release: ReleaseName, manifest: Digest, images: [Image], jars: [Jar], recipe: Digest, sources: [Source],
        settings: [String: String]
    ) {
        self.release = release
        self.manifest = manifest
        self.images = images
        self.jars = jars
        self.recipe = recipe
        self.sources = sources
        self.settings = settings
    }
}
