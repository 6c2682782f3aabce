package import SlipwayModel

/// What `verify --json` prints.
package struct VerifyDocument: Codable, Equatable, Sendable {
    package struct Damage: Codable, Equatable, Sendable {
        package var path: String
        /// The content that should be there.
        package var digest: Digest?
        /// In words: `is missing`, `its content has changed`.
        package var what: String
        package init(path: String, digest: Digest?, what: String) {
            self.path = path
            self.digest = digest
            self.what = what
        }
    }
    package var schema = 1
    /// The release, as `shop 1.4.2`.
    package var release: String
    package var digest: Digest
    package var files: Int
    package var bytes: Int64
    package var damaged: [Damage]
    /// Files put back by `--repair`.
    package var repaired: Int
    /// Of a bundle or a release in the store: the key, as minisign prints it, and what it is worth here.
    package var signedBy: String?
    package var signature: SignatureStanding?

    package init(release: String, digest: Digest, files: Int, bytes: Int64, damaged: [Damage], repaired: Int = 0) {
        self.release = release
        self.digest = digest
        self.files = files
        self.bytes = bytes
        self.damaged = damaged
        self.repaired = repaired
    }
}

/// What `gc --json` prints.
package struct CollectDocument: Codable, Equatable, Sendable {
    package var schema = 1
    /// The folder that was collected.
    package var place: String
    package var releases: Int
    package var files: Int
    /// Given back to the disk.
    package var bytes: Int64

    package init(place: String, releases: Int, files: Int, bytes: Int64) {
        self.place = place
        self.releases = releases
        self.files = files
        self.bytes = bytes
    }
}

/// What `secret list --json` prints: names, and which apps use them; never a value.
package struct SecretsDocument: Codable, Equatable, Sendable {
    package struct Secret: Codable, Equatable, Sendable {
        package var name: String
        package var usedBy: [String]
        /// False when a release names it and nobody has set it.
        package var isSet: Bool
        package init(name: String, usedBy: [String], isSet: Bool) {
            self.name = name
            self.usedBy = usedBy
            self.isSet = isSet
        }
    }
    package var schema = 1
    package var secrets: [Secret]
    package init(secrets: [Secret]) { self.secrets = secrets }
}
