import SlipwayModel
import SlipwaySystem

/// The unit that runs one app's wrapper, spoken to by `systemctl`.
struct AppUnit {
    /// `slipway-app@shop.service`: an app's name has no letter that systemd would write in another way.
    let name: String
    private let isUsers: Bool

    /// Milliseconds: longer than a wrapper may take to get ready, and than a stop that is under way.
    private static let patience: Int64 = 30_000

    init(_ app: String, user: Bool) {
        name = "slipway-app@\(app).service"
        isUsers = user
    }

    /// Returns once the wrapper has said that it is ready.
    func start() throws { try command("start") }

    /// Also takes away what waits to start it again.
    func stop(within milliseconds: Int64) throws { try command("stop", within: milliseconds) }

    private func command(_ verb: String, within milliseconds: Int64 = patience) throws {
        // While the daemon itself is stopped, jobs of units that are ordered before it would wait for that.
        try Self.systemctl(
            [verb, "--job-mode=ignore-dependencies", name], user: isUsers, within: milliseconds)
    }

    static func systemctl(_ words: [String], user: Bool, within milliseconds: Int64 = patience) throws {
        let words = (user ? ["--user"] : []) + ["--no-ask-password"] + words
        let result = try Command.run(
            "systemctl", words, environment: Keeping.userEnvironment, within: milliseconds)
        if result.succeeded { return }
        let reason = result.errors.split(separator: "\n").first.map(String.init)
        throw NodeError(
            "run", "systemctl " + words.joined(separator: " "),
            result.isLate ? "it has not ended in \(milliseconds / 1000) s" : reason ?? "\(result.ending)")
    }
}
