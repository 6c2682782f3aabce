package import SlipwayModel

/// What a person has said to the installer.
package struct InstallOptions: Sendable {
    /// The file itself.
    package var installer: String
    package var root: String?
    /// Ask nothing.
    package var yes = false
    /// The key that it must be signed by.
    package var key: String?
    package var overrides: [String: String] = [:]
    /// Names of secrets and the files with their values.
    package var secrets: [String: String] = [:]

    package init(installer: String) { self.installer = installer }
}

/// What an installer holds, believed by its own key.
package struct Offer: Sendable {
    package var name: ReleaseName
    package var digest: Digest
    package var sequence: Int
    /// As it would run with what was set.
    package var spec: ServiceSpec
    /// Bytes and files that the release has when unpacked.
    package var bytes: Int64
    package var files: Int64
    package var platform: Platform
    /// Of Slipway.
    package var version: String
    /// The folder's name of its programs, which tells their bytes.
    package var programs: String
    /// Bytes of these.
    package var programBytes: Int64
    /// `minisign -P` takes it.
    package var keyLine: String
    package var keyName: String
    package var isDevelopmentKey: Bool

    package init(
        name: ReleaseName, digest: Digest, sequence: Int, spec: ServiceSpec, bytes: Int64, files: Int64,
        platform: Platform, version: String, programs: String, programBytes: Int64, keyLine: String,
        keyName: String, isDevelopmentKey: Bool
    ) {
        self.name = name
        self.digest = digest
        self.sequence = sequence
        self.spec = spec
        self.bytes = bytes
        self.files = files
        self.platform = platform
        self.version = version
        self.programs = programs
        self.programBytes = programBytes
        self.keyLine = keyLine
        self.keyName = keyName
        self.isDevelopmentKey = isDevelopmentKey
    }
}
