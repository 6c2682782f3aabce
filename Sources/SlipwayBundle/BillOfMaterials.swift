package import SlipwayModel
import SlipwaySystem

/// What people are told of a release's bill of materials (CycloneDX), whoever has written it.
package struct BillOfMaterials: Sendable {
    /// How many components it lists.
    package let components: Int
    /// Those that lie in the release under a version.
    package let jars: [ReleaseContents.Jar]

    private struct Document: Decodable {
        struct Component: Decodable {
            struct Evidence: Decodable {
                struct Occurrence: Decodable { var location: String }
                var occurrences: [Occurrence]?
            }
            var name: String
            var version: String?
            var evidence: Evidence?
        }
        var components: [Component]?
    }

    /// nil when it cannot be understood.
    package init?(reading bytes: [UInt8]) {
        guard let document = try? JSONText.value(Document.self, from: bytes) else { return nil }
        let listed = document.components ?? []
        components = listed.count
        jars = listed.flatMap { component -> [ReleaseContents.Jar] in
            guard let version = component.version, Self.isPlain(component.name), Self.isPlain(version) else {
                return []
            }
            return (component.evidence?.occurrences ?? []).map(\.location).filter { $0.hasSuffix(".jar") }
                .map { ReleaseContents.Jar(path: $0, name: component.name, version: version) }
        }
    }

    /// A stranger wrote it, and it goes to a terminal.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 256 && text.unicodeScalars.allSatisfy { $0.value >= 32 && !(127...159).contains($0.value) }
    }
}

/// What people are told of a release's provenance (in-toto and SLSA), whoever has written it.
package struct ProvenanceFacts: Sendable {
    /// The program that built it, and the versions of what it is made of: `slipway 0.1.0, libzstd 1.5.4`.
    package let builder: String
    /// How many things went into it.
    package let dependencies: Int

    private struct Document: Decodable {
        struct Predicate: Decodable {
            struct Definition: Decodable {
                struct Resource: Decodable {}
                var resolvedDependencies: [Resource]?
            }
            struct Run: Decodable {
                struct Builder: Decodable {
                    var id: String
                    var version: [String: String]?
                }
                var builder: Builder
            }
            var buildDefinition: Definition
            var runDetails: Run
        }
        var predicate: Predicate
    }

    private static func rank(_ name: String) -> String { name == "slipway" ? "" : name }

    /// nil when it cannot be understood.
    package init?(reading bytes: [UInt8]) {
        guard let document = try? JSONText.value(Document.self, from: bytes) else { return nil }
        let run = document.predicate.runDetails.builder
        let versions = (run.version ?? [:]).sorted { Self.rank($0.key) < Self.rank($1.key) }
        let text = versions.isEmpty ? run.id : versions.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        guard BillOfMaterials.isPlain(text) else { return nil }
        builder = text
        dependencies = document.predicate.buildDefinition.resolvedDependencies?.count ?? 0
    }
}
