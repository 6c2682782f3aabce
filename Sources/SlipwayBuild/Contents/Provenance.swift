import SlipwayModel

/// How a release came to be, in the words of in-toto (Statement v1) and SLSA (provenance v1), as much of it as we write.
struct Provenance: Encodable {
    struct Subject: Encodable {
        var name: String
        var digest: [String: String]
    }

    /// in-toto's ResourceDescriptor.
    struct Resource: Encodable {
        var name: String?
        var uri: String?
        var digest: [String: String]?
        var annotations: [String: String]?
    }

    /// What whoever asked for the build decided.
    struct External: Encodable {
        var recipe: Resource
        var release: String
        var version: String
        var settings: [String: String]
    }

    struct Internal: Encodable { var platform: String }

    struct Definition: Encodable {
        var buildType = "urn:slipway:build:v1"
        var externalParameters: External
        var internalParameters: Internal
        var resolvedDependencies: [Resource]
    }

    struct Builder: Encodable {
        var id = "urn:slipway:builder"
        var version: [String: String]
    }

    struct Run: Encodable { var builder: Builder }

    struct Predicate: Encodable {
        var buildDefinition: Definition
        var runDetails: Run
    }

    var type = "https://in-toto.io/Statement/v1"
    var subject: [Subject]
    var predicateType = "https://slsa.dev/provenance/v1"
    var predicate: Predicate

    enum CodingKeys: String, CodingKey {
        case subject, predicateType, predicate
        case type = "_type"
    }
}
