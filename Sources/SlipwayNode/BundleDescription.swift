import SlipwayModel

/// A bundle's contents as the worker tells them to the daemon.
struct BundleDescription: Codable {
    struct Part: Codable {
        var component: Component
        var digest: Digest
        /// The canonical text of its listing.
        var listing: String
    }

    var name: ReleaseName
    var digest: Digest
    var spec: ServiceSpec
    var parts: [Part]
    var properties: [String: [String: String]]

    init(_ contents: ReleaseContents) {
        name = contents.name
        digest = contents.digest
        spec = contents.spec
        parts = contents.parts.map {
            Part(component: $0.component, digest: $0.digest, listing: $0.listing.canonicalText)
        }
        properties = contents.properties
    }

    var contents: ReleaseContents {
        get throws {
            let parts = try parts.map { part in
                guard let listing = TreeListing(canonicalText: part.listing) else {
                    throw NodeError("read", "the worker's words", "they hold no listing of \(part.component.rawValue)")
                }
                return ReleaseContents.Part(component: part.component, digest: part.digest, listing: listing)
            }
            return ReleaseContents(name: name, digest: digest, spec: spec, parts: parts, properties: properties)
        }
    }
}
