package import SlipwayModel

/// What `provision --json` prints: a row for each host, in the order they were named in.
package struct ProvisionDocument: Codable, Equatable, Sendable {
    package struct Host: Codable, Equatable, Sendable {
        package var host: String
        /// `done` or `failed`.
        package var outcome: String
        package var code: Int32
        package var sentence: String
        package var hint: String?
        package var detail: [String]
        /// Milliseconds.
        package var took: Int64
        /// Bytes that were sent.
        package var sent: Int64
        /// As `uname -m` tells it; nil when the host was not reached.
        package var machine: String?
        package var usedSudo: Bool

        package init(
            host: String, _ refusal: Refusal?, took: Int64, sent: Int64, machine: String?, usedSudo: Bool
        ) {
            self.host = host
            outcome = refusal == nil ? "done" : "failed"
            code = refusal?.code.rawValue ?? 0
            sentence = refusal?.sentence ?? "installed"
            hint = refusal?.hint
            detail = refusal?.detail ?? []
            self.took = took
            self.sent = sent
            self.machine = machine
            self.usedSudo = usedSudo
        }
    }

    package var schema = 1
    package var installer: String
    package var digest: Digest
    /// Bytes.
    package var size: Int64
    package var hosts: [Host]

    package init(installer: String, digest: Digest, size: Int64, hosts: [Host]) {
        self.installer = installer
        self.digest = digest
        self.size = size
        self.hosts = hosts
    }
}
