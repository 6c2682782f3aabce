package import SlipwayModel

/// Whether a release's signature is one that can be believed here.
package enum SignatureStanding: String, Codable, Sendable {
    case trusted
    case unsigned
    case unknownKey = "unknown-key"
    case revoked
    case altered
}

/// What `inspect --json` prints.
package struct InspectDocument: Codable, Equatable, Sendable {
    package struct Part: Codable, Equatable, Sendable {
        package var name: String
        /// The digest of its tree.
        package var digest: Digest
        /// Bytes, unpacked.
        package var size: Int64
        package var files: Int
        package init(name: String, digest: Digest, size: Int64, files: Int) {
            self.name = name
            self.digest = digest
            self.size = size
            self.files = files
        }
    }

    package struct Jar: Codable, Equatable, Sendable {
        package var name: String
        package var version: String?
        package init(name: String, version: String?) {
            self.name = name
            self.version = version
        }
    }

    package struct Listener: Codable, Equatable, Sendable {
        package var name: String
        package var port: Int
        package init(name: String, port: Int) {
            self.name = name
            self.port = port
        }
    }

    package struct File: Codable, Equatable, Sendable {
        package var path: String
        package var size: Int64
        package var digest: Digest
        package init(path: String, size: Int64, digest: Digest) {
            self.path = path
            self.size = size
            self.digest = digest
        }
    }

    package struct Provenance: Codable, Equatable, Sendable {
        package var builder: String
        package var dependencies: Int
        package init(builder: String, dependencies: Int) {
            self.builder = builder
            self.dependencies = dependencies
        }
    }

    /// What was worked out when it was built, so that it starts faster.
    package struct WarmStart: Codable, Equatable, Sendable {
        package struct WebApp: Codable, Equatable, Sendable {
            package var context: String
            package var jars: Int
            /// The names of those that Tomcat looks into at each start; nil where it decides that itself.
            package var scanned: [String]?
            /// Pages that are compiled; nil where that is left to the start.
            package var pages: Int?
        }
        package var webapps: [WebApp]
        /// How many classes a node makes an archive of; nil where it makes none.
        package var classes: Int?

        package init(_ warm: ServiceSpec.WarmStart, of webapps: [ServiceSpec.WebApp]) {
            self.webapps = zip(webapps, warm.webapps).map {
                WebApp(context: $0.context, jars: $1.jars, scanned: $1.scanned, pages: $1.pages)
            }
            classes = warm.classes
        }
    }

    package var schema = 1
    package var name: String
    package var version: String
    package var digest: Digest
    /// nil for a release without a statement.
    package var sequence: Int?
    /// The key, as minisign prints it.
    package var signedBy: String?
    package var signature: SignatureStanding?
    /// How many components its bill of materials lists.
    package var bom: Int?
    package var provenance: Provenance?
    package var platform: String
    package var runtime: String
    /// Bytes of all components, unpacked.
    package var size: Int64
    package var components: [Part]
    package var jars: [Jar]
    package var listen: [Listener]
    package var secrets: [String]
    package var warmStart: WarmStart?
    /// With `--files` only.
    package var files: [File]?

    package init(
        _ contents: ReleaseContents, platform: String, jars: [Jar], listingFiles: Bool
    ) {
        name = contents.name.name
        version = contents.name.version
        digest = contents.digest
        self.platform = platform
        runtime = contents.spec.runtime.rawValue
        size = contents.parts.reduce(0) { $0 + $1.listing.bytes }
        components = contents.parts.map {
            Part(
                name: $0.component.rawValue, digest: $0.digest, size: $0.listing.bytes, files: $0.listing.files.count)
        }
        self.jars = jars
        listen = contents.spec.listen.map { Listener(name: $0.name, port: $0.port) }
        secrets = contents.spec.secrets
        warmStart = contents.spec.warmStart.map { WarmStart($0, of: contents.spec.webapps) }
        if listingFiles {
            files = contents.parts.flatMap(\.listing.files).map {
                File(path: $0.path, size: $0.size, digest: $0.digest)
            }
        }
    }
}
