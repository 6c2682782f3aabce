/// What whoever signs a release says of it, in canonical JSON (`docs/formats.md`): sorted keys, no blanks, no line end.
/// Nothing in it depends on a clock.
package struct ReleaseStatement: Codable, Hashable, Sendable {
    package struct Tree: Codable, Hashable, Sendable {
        package var component: Component
        /// See `TreeListing.digest`.
        package var digest: Digest
        package var files: Int64
        package var bytes: Int64
        package init(component: Component, digest: Digest, files: Int64, bytes: Int64) {
            self.component = component
            self.digest = digest
            self.files = files
            self.bytes = bytes
        }
    }

    package static let schema = "dev.slipway.statement.v1"
    /// That a release may have; JSON's numbers are exact up to the highest.
    package static let sequences = 1...(1 << 53)

    package var schema = Self.schema
    /// The release's own name.
    package var app: String
    package var version: String
    /// 1 and up: later releases of an app have higher ones.
    package var sequence: Int
    package var platform: Platform
    package var manifest: Descriptor
    package var components: [Tree]
    /// What lies beside the release, by its media type: `MediaType.bom`, `MediaType.provenance`.
    package var attached: [Descriptor]

    package init(
        app: String, version: String, sequence: Int, platform: Platform, manifest: Descriptor, components: [Tree],
        attached: [Descriptor]
    ) {
        self.app = app
        self.version = version
        self.sequence = sequence
        self.platform = platform
        self.manifest = manifest
        self.components = components
        self.attached = attached
    }
}

/// What an operator lets pass for one deploy, of what a node refuses otherwise. What is altered, revoked, of another app
/// or for another platform is never let pass.
package enum Acceptance: String, Codable, CaseIterable, Hashable, Sendable {
    /// There is no signature.
    case unsigned
    /// It names a key that nobody has said is to be trusted; so nobody knows whether that key has signed it.
    case unknownKey = "unknown-key"
    /// The sequence is below the app's floor, and the ledger does not know the release as good.
    case older
    /// The sequence is far beyond the app's floor.
    case ahead
}

/// How a release that lies on a node came to be believed; kept beside its manifest.
package struct ReleaseTrust: Codable, Hashable, Sendable {
    /// As minisign prints it, sixteen hexadecimal digits; nil for a release without a signature.
    package var key: String?
    /// What its owner calls it: the comment of the public key.
    package var keyName: String?
    /// nil for a release without a statement.
    package var sequence: Int?
    /// What had to be let pass.
    package var accepted: [Acceptance]

    package init(key: String?, keyName: String?, sequence: Int?, accepted: [Acceptance]) {
        self.key = key
        self.keyName = keyName
        self.sequence = sequence
        self.accepted = accepted
    }
}
