/// What a release holds and how it is set up, as far as two of them can be compared.
package struct ReleaseContents: Sendable {
    package struct Part: Sendable {
        package var component: Component
        /// The tree digest.
        package var digest: Digest
        package var listing: TreeListing
        package init(component: Component, digest: Digest, listing: TreeListing) {
            self.component = component
            self.digest = digest
            self.listing = listing
        }
    }

    /// A jar as the release's bill of materials names it.
    package struct Jar: Hashable, Sendable {
        /// In the release; of one that lies in another, behind `!/`.
        package var path: String
        package var name: String
        package var version: String
        package init(path: String, name: String, version: String) {
            self.path = path
            self.name = name
            self.version = version
        }
    }

    package var name: ReleaseName
    package var digest: Digest
    package var spec: ServiceSpec
    package var parts: [Part]
    /// Default properties of each web app by its base name; those of other runtimes have the name `app`.
    package var properties: [String: [String: String]]
    /// What the node has set; empty for a release that is not installed.
    package var configuration: Configuration
    /// Those whose versions are known; nil for a release without a bill of materials.
    package var jars: [Jar]?

    package init(
        name: ReleaseName, digest: Digest, spec: ServiceSpec, parts: [Part],
        properties: [String: [String: String]], configuration: Configuration = Configuration(),
        jars: [Jar]? = nil
    ) {
        self.name = name
        self.digest = digest
        self.spec = spec
        self.parts = parts
        self.properties = properties
        self.configuration = configuration
        self.jars = jars
    }
}
