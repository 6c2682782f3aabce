package import SlipwayModel

/// What `build --json` prints.
package struct BuildDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var name: String
    package var version: String
    package var digest: Digest
    package var sequence: Int
    /// The number of the key.
    package var signedBy: String
    /// The bundle, as `--output` named it.
    package var output: String?
    package init(_ release: ReleaseName, digest: Digest, sequence: Int, signedBy: String, output: String?) {
        name = release.name
        version = release.version
        self.digest = digest
        self.sequence = sequence
        self.signedBy = signedBy
        self.output = output
    }
}
