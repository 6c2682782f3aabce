/// A step of a release's own in the switch to it: a program of the release, and one that takes back what it did.
package struct SwitchStep: Codable, Hashable, Sendable {
    /// Where in the switch it is made; several of one moment run in the recipe's order.
    package enum Moment: String, Codable, CaseIterable, Sendable {
        /// The generation is on the disk; nothing of it runs. After a handover's stop of the old one.
        case beforeStart = "before-start"
        /// Its gate has passed; no client has reached it.
        case beforeAdmit = "before-admit"
        /// It serves, and its trial has not begun.
        case afterAdmit = "after-admit"
        /// Its trial has passed.
        case beforeCommit = "before-commit"
    }

    package var at: Moment
    /// A program of the release and its arguments; well when it exits with 0.
    package var `do`: [String]
    /// Takes it back, also when `do` has got halfway only, and may run twice; nil when nothing needs to be.
    package var undo: [String]?
    /// Of each of the two.
    package var deadline: TimeSpan

    package init(
        at: Moment = .beforeAdmit, do: [String], undo: [String]? = nil, deadline: TimeSpan = .seconds(60)
    ) {
        self.at = at
        self.do = `do`
        self.undo = undo
        self.deadline = deadline
    }
}
