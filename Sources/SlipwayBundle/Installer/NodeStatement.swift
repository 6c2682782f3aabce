package import SlipwayModel
import SlipwaySystem

/// What whoever signs an installer says of the programs in it, in canonical JSON (`docs/formats.md`): sorted keys, no
/// blanks, no line end. Signed by the key of the release that the installer is for.
package struct NodeStatement: Codable, Hashable, Sendable {
    package struct Program: Codable, Hashable, Sendable {
        package var name: String
        /// Of the program as it is installed, whatever form it travels in; in bytes.
        package var size: Int64
        package var digest: Digest
        package init(name: String, size: Int64, digest: Digest) {
            self.name = name
            self.size = size
            self.digest = digest
        }
    }

    /// Never that of a release's statement: one key signs both.
    package static let schema = "dev.slipway.node.v1"
    /// In the order in which they are named and lie in the file.
    package static let names = [daemon, wrapper]
    package static let daemon = "slipwayd"
    package static let wrapper = "slipway-wrapper"
    /// Bytes that a program may have.
    static let largest: Int64 = 1 << 30

    package var schema = Self.schema
    /// Of Slipway.
    package var version: String
    package var platform: Platform
    /// The manifest of the release beside them.
    package var release: Digest
    package var programs: [Program]

    package init(version: String, platform: Platform, release: Digest, programs: [Program]) {
        self.version = version
        self.platform = platform
        self.release = release
        self.programs = programs
    }

    /// nil when the bytes are no such statement, or are not written as it is written.
    init?(reading bytes: [UInt8]) {
        guard JSONShape.hasPlainKeys(bytes), let read = try? JSONText.value(Self.self, from: bytes),
            read.schema == Self.schema, ReleaseName.isVersion(read.version), read.platform.isNamed,
            read.programs.map(\.name) == Self.names,
            read.programs.allSatisfy({ (1...Self.largest).contains($0.size) }),
            (try? JSONText.bytes(read)) == bytes
        else { return nil }
        self = read
    }
}
