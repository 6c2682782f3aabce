package import SlipwayModel

/// What an installer prints with `--json`.
package struct InstallDocument: Codable, Equatable, Sendable {
    package var schema = 1
    package var release: String?
    package var digest: Digest?
    package var sequence: Int?
    /// Of Slipway's programs in the file.
    package var version: String?
    package var platform: String?
    /// The public key that has signed it, as minisign writes it.
    package var key: String?
    /// What was done.
    package var steps: [String]
    package var address: String?
    /// Commands that come next.
    package var next: [String]
    /// What was written or is left.
    package var files: [String]

    package init(steps: [String] = [], next: [String] = [], files: [String] = []) {
        self.steps = steps
        self.next = next
        self.files = files
    }
}
