package import SlipwayModel

/// What a switch needs of the wrapper; the node connects it.
package protocol SlotKeeping {
    /// Makes sure that the wrapper runs and has read `want.json`.
    func apply() throws
    /// Ends the process of a slot at once, unless another has taken its place meanwhile.
    func kill(_ slot: WrapperStatus.Slot, reason: String) throws
    /// Shows each new status to `look` until it answers; nil when the deadline (monotonic milliseconds) has passed.
    func wait<Answer>(until deadline: Int64, _ look: (WrapperStatus) -> Answer?) throws -> Answer?
}

/// What a switch needs to know of health; the node connects it.
package protocol HealthJudging {
    /// On the private port, before any client is admitted; `service` is as the node has configured it.
    func gate(generation: Int, service: ServiceSpec, again: Bool) throws -> Judgement
    /// On the public port, for the trial window.
    func trial(generation: Int, service: ServiceSpec) throws -> Judgement
}

/// Runs the steps of a release's own; the node connects it.
package protocol StepRunning {
    /// As the app's user, with the environment of the generation's own program. Throws a refusal that says why when it
    /// cannot be started, does not end with 0, or is not done in time; then nothing of it runs any more.
    func run(_ command: [String], deadline: TimeSpan, generation: Int) throws
}

package enum Judgement: Sendable {
    case passed(detail: String)
    /// `evidence`: probe history and the program's last lines.
    case failed(reason: String, evidence: [String])
}

/// What a switch tells while it runs.
package struct SwitchProgress: Sendable {
    package enum Phase: Sendable { case begun, done, failed, undoing, undone, undoFailed, note }
    package var rung: String
    package var phase: Phase
    package var detail: String?
    /// Milliseconds the step took, once it has ended.
    package var took: Int64?
}
