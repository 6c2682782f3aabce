package import SlipwayModel

/// Says in words how a process ended that nobody had asked to.
package enum ExitReason {
    package static func of(_ exit: WrapperStatus.Exit) -> Condemnation {
        if let memory = exit.outOfMemory {
            return Condemnation(cause: "out-of-memory", reason: "it ended: \(exit.how), \(memory)")
        }
        return Condemnation(
            cause: exit.how.hasPrefix("signal") ? "killed" : "exit", reason: "it ended: \(exit.how)")
    }
}
