package import SlipwayModel

/// The command line of the step between a wrapper and its program: `slipway-wrapper run …`. There is no secret in it,
/// since there is none in the program's own.
package struct LauncherCall: Hashable, Sendable {
    package static let word = "run"

    /// The release's folder, and in it the hook.
    package var release: String
    package var hook: String
    /// The pipe to the wrapper.
    package var reply: String
    /// The program does not say itself that it is ready.
    package var isSilent: Bool
    /// How long the hook may take.
    package var deadline: TimeSpan
    package var path: String
    package var arguments: [String]

    package init(
        release: String, hook: String, reply: String, isSilent: Bool, deadline: TimeSpan = .seconds(60), path: String,
        arguments: [String]
    ) {
        self.release = release
        self.hook = hook
        self.reply = reply
        self.isSilent = isSilent
        self.deadline = deadline
        self.path = path
        self.arguments = arguments
    }

    /// nil when the words are no such call; the program's own name is not among them.
    package init?(words: [String]) {
        guard words.count >= 7, words[0] == Self.word, ["speaks", "silent"].contains(words[4]),
            let deadline = TimeSpan(words[5])
        else { return nil }
        self.init(
            release: words[1], hook: words[2], reply: words[3], isSilent: words[4] == "silent", deadline: deadline,
            path: words[6], arguments: Array(words[7...]))
    }

    package var words: [String] {
        [Self.word, release, hook, reply, isSilent ? "silent" : "speaks", "\(deadline)", path] + arguments
    }
}
