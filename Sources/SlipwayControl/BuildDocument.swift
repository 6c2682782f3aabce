package import SlipwayModel

/// What `build --json` prints.
package struct BuildDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var name: String
    package var version: String
    package var digest: Digest
    /// The bundle, as `--output` named it.
    package var output: String?
    package init(_ release: ReleaseName, digest: Digest, output: String?) {
        name = release.name
        version = release.version
        self.digest = digest
        self.output = output
    }
}
