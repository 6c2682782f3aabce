package import SlipwayModel

/// What `installer --json` prints.
package struct InstallerDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var name: String
    package var version: String
    package var digest: Digest
    package var platform: String
    /// Of Slipway's programs in it.
    package var slipway: String
    /// The number of the key.
    package var signedBy: String
    /// All of it, as `--key` of the installer takes it.
    package var key: String
    /// The file, as `--output` named it, and its bytes.
    package var output: String
    package var size: Int64
    package var signature: String
    package init(
        _ release: ReleaseName, digest: Digest, platform: Platform, slipway: String, signedBy: String, key: String,
        output: String, size: Int64, signature: String
    ) {
        name = release.name
        version = release.version
        self.digest = digest
        self.platform = platform.description
        self.slipway = slipway
        self.signedBy = signedBy
        self.key = key
        self.output = output
        self.size = size
        self.signature = signature
    }
}
