import SlipwayModel

/// Decides who may command a daemon: its own user, root, and the members of the operators' group where there is one.
struct AdmissionOfPeers: Hashable, Sendable {
    let own: UInt32
    /// nil: no group may.
    let operators: UInt32?

    /// Whatever groups it has.
    func isCertain(_ uid: UInt32) -> Bool { uid == own || uid == 0 }

    func admits(_ groups: Set<UInt32>) -> Bool { operators.map(groups.contains) ?? false }

    func refusal(_ user: String) -> Refusal {
        guard operators != nil else {
            return Refusal(.notPermitted, "only the user who runs the daemon, or root, may command it")
        }
        return Refusal(
            .notPermitted, "\(user) is no member of the group slipway, whose members may command this node",
            hint: "as root: usermod -aG slipway \(user), then log in again")
    }
}
