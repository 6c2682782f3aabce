package import SlipwayModel

/// Decides from what a host says of itself how the installer gets there and as whom it runs.
package struct ProvisionPlan: Hashable, Sendable {
    package enum Copy: Hashable, Sendable {
        /// The very same file is there.
        case none
        /// From this byte on; what is before has the digest of the file's own beginning.
        case from(Int64)
    }

    package var folder: String
    package var copy: Copy
    package var usesSudo: Bool

    /// Bytes that stay free beside the file.
    private static let spare: Int64 = 16 << 20

    /// `beginning` tells the digest of so many first bytes of the file.
    package static func make(
        _ probe: HostProbe, host: RemoteHost, digest: Digest, size: Int64, sudo: Bool,
        beginning: (Int64) throws -> Digest
    ) throws -> ProvisionPlan {
        guard probe.system == "Linux" else {
            throw Refusal(
                .failed, "\(host) runs \(probe.system.isEmpty ? "no system we know" : probe.system), not Linux")
        }
        guard let folder = probe.folder else {
            throw Refusal(
                .notPermitted, "on \(host) there is no folder that the file could be put into",
                hint: "give the user a home folder that it may write to")
        }
        let usesSudo = try usesSudo(probe, host, wanted: sudo)
        if let whole = probe.whole, whole.digest == digest, whole.bytes == size {
            return ProvisionPlan(folder: folder, copy: .none, usesSudo: usesSudo)
        }
        var start: Int64 = 0
        if let part = probe.part, part.bytes > 0, part.bytes < size, try beginning(part.bytes) == part.digest {
            start = part.bytes
        }
        if probe.room < size - start + spare {
            throw Refusal(
                .noRoom,
                "on \(host) there is room for \(Sizes.text(probe.room)) in \(folder), and the file takes "
                    + Sizes.text(size),
                hint: "make room there, or give the user a home folder on another disk")
        }
        return ProvisionPlan(folder: folder, copy: .from(start), usesSudo: usesSudo)
    }

    private static func usesSudo(_ probe: HostProbe, _ host: RemoteHost, wanted: Bool) throws -> Bool {
        if probe.uid == 0 || !wanted { return false }
        let other = "log in as root, or install for that user alone with --no-sudo"
        switch probe.sudo {
        case .free: return true
        case .asks:
            throw Refusal(
                .notPermitted, "the user on \(host) is not root, and sudo wants a password there",
                hint: "allow sudo without one, \(other)")
        case .none:
            throw Refusal(.notPermitted, "the user on \(host) is not root, and there is no sudo", hint: other)
        }
    }
}
