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

    package var name: ReleaseName
    package var digest: Digest
    package var spec: ServiceSpec
    package var parts: [Part]
    /// Default properties of each web app by its base name; those of other runtimes have the name `app`.
    package var properties: [String: [String: String]]
    /// What the node has set; empty for a release that is not installed.
    package var configuration: Configuration

    package init(
        name: ReleaseName, digest: Digest, spec: ServiceSpec, parts: [Part],
        properties: [String: [String: String]], configuration: Configuration = Configuration()
    ) {
        self.name = name
        self.digest = digest
        self.spec = spec
        self.parts = parts
        self.properties = properties
        self.configuration = configuration
    }
}
