import ArgumentParser

/// Whether a switch is made to what has failed by its own fault before.
struct ForceOption: ParsableArguments {
    @Flag(name: .customLong("force"), help: "Try again what has failed by its own fault.") private var isForced = false

    /// As it is asked of the node: nil without it.
    var asked: Bool? { isForced ? true : nil }
}
