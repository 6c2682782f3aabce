package import SlipwayModel

/// The command line that a daemon has a step of a release's own run by: `slipway-wrapper step …`. Its words are as the
/// release has them, so no secret is among them.
package struct StepCall: Hashable, Sendable {
    package static let word = "step"

    package var app: AppLayout
    package var generation: Int
    package var nodeName: String
    package var secrets: SecretFolder
    package var deadline: TimeSpan
    /// A program of the release and its arguments; `${…}` is not yet filled in.
    package var command: [String]

    /// nil when the words are no such call; the program's own name is not among them.
    package init?(words: [String]) {
        guard words.count >= 7, words[0] == Self.word, let generation = Int(words[2]), let deadline = TimeSpan(words[5])
        else { return nil }
        app = AppLayout(folder: words[1])
        self.generation = generation
        nodeName = words[3]
        secrets = SecretFolder(words[4])
        self.deadline = deadline
        command = Array(words[6...])
    }

    /// As it is told in the app's log.
    var title: String { "the step `\(command.joined(separator: " "))` of generation \(generation)" }
    var slot: SlotLayout { SlotLayout(stepOf: generation, app: app) }
}
