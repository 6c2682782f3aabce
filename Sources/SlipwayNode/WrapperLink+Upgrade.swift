import SlipwayModel
import SlipwaySystem

/// Brings a wrapper that is at work to the wrapper program of this daemon, in place. To be used while no switch of its
/// app runs.
extension WrapperLink {
    enum Upgrade {
        case done(pid: Int32)
        case refused(String)
    }

    /// Milliseconds: the wrapper gives the program 5 s to say who it is.
    private static let upgradePatience: Int64 = 8000
    /// Between two looks at a wrapper that may have become it without a word.
    private static let look: Int64 = 200

    /// nil when it is that program already, or is not at work. Throws when it does not answer.
    func upgrade() throws -> Upgrade? {
        guard let pid = living?.pid, isOther(pid) else { return nil }
        try send(.upgrade(program: configuration.wrapper))
        let deadline = Clock.monotonic() + Self.upgradePatience
        var subscription = try subscribe()
        while isOther(pid), Clock.monotonic() < deadline {
            if subscription.isOver { subscription = try subscribe() }
            let status = try subscription.next(deadline: min(Clock.monotonic() + Self.look, deadline))
            if let trouble = status?.trouble, trouble.contains(configuration.wrapper) { return .refused(trouble) }
        }
        return isOther(pid) ? .refused("\(title) stays what it is and does not say why") : .done(pid: pid)
    }

    /// It runs another file than this daemon would start, even one of the same name.
    private func isOther(_ pid: Int32) -> Bool {
        guard let theirs = (try? Files.facts("/proc/\(pid)/exe", following: true)) ?? nil,
            let ours = (try? Files.facts(configuration.wrapper, following: true)) ?? nil
        else { return false }
        return theirs.device != ours.device || theirs.inode != ours.inode
    }
}
