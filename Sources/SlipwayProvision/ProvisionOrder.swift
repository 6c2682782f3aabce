package import SlipwayModel

/// What is wanted on every host.
package struct ProvisionOrder: Sendable {
    package struct Secret: Sendable {
        package var name: String
        package var content: [UInt8]

        package init(name: String, content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    package var installer: InstallerCopy
    package var hosts: [RemoteHost]
    package var secrets: [Secret] = []
    /// For the installer, beside the secrets.
    package var arguments: [String] = []
    package var usesSudo = true
    package var options: [String] = []
    /// At most so many hosts at once.
    package var jobs = 8
    package var asks = false

    package init(installer: InstallerCopy, hosts: [RemoteHost]) {
        self.installer = installer
        self.hosts = hosts
    }
}

/// What happens on the way, by the number of its host.
package enum ProvisionNews: Sendable {
    case step(String)
    /// The installer's own words.
    case said(String)
    case copied(Int64, of: Int64)
    case ended(ProvisionOutcome)
}

/// How it ended on one host.
package struct ProvisionOutcome: Sendable {
    package var host: RemoteHost
    /// nil when all is well.
    package var refusal: Refusal?
    /// Milliseconds.
    package var took: Int64 = 0
    /// Bytes that were sent.
    package var sent: Int64 = 0
    package var machine: String?
    /// Root by sudo.
    package var usedSudo = false

    package init(host: RemoteHost) { self.host = host }
}
