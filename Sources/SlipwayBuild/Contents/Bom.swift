import SlipwayModel

/// A bill of materials in CycloneDX's words (version 1.5, JSON), as much of it as we write.
struct Bom: Encodable {
    struct Hash: Encodable {
        var alg = "SHA-256"
        var content: String
        init(_ digest: Digest) { content = digest.hex }
    }

    struct Property: Encodable {
        var name: String
        var value: String
    }

    struct Evidence: Encodable {
        struct Occurrence: Encodable { var location: String }
        var occurrences: [Occurrence]
        /// In the release; what lies in a jar stands behind `!/`.
        init(at location: String) { occurrences = [Occurrence(location: location)] }
    }

    struct Component: Encodable {
        enum Kind: String, Encodable { case application, platform, library }
        var type: Kind
        var ref: String?
        var group: String?
        var name: String
        var version: String?
        var hashes: [Hash]?
        var purl: String?
        var evidence: Evidence?
        var properties: [Property]?

        enum CodingKeys: String, CodingKey {
            case type, group, name, version, hashes, purl, evidence, properties
            case ref = "bom-ref"
        }
    }

    struct Metadata: Encodable {
        struct Tools: Encodable { var components: [Component] }
        var tools: Tools
        var component: Component
    }

    struct Dependency: Encodable {
        var ref: String
        var dependsOn: [String]?
    }

    var bomFormat = "CycloneDX"
    var specVersion = "1.5"
    var serialNumber: String
    var version = 1
    var metadata: Metadata
    var components: [Component] = []
    var dependencies: [Dependency] = []
}
