package import SlipwayModel

/// Decides from what ssh says why a host was not reached.
package enum SSHFault {
    /// `lines` are what it has written to standard error.
    package static func refusal(_ host: RemoteHost, _ lines: [String]) -> Refusal {
        let said = lines.map { String($0.filter { $0 != "\r" }) }.filter { !$0.isEmpty }
        let text = said.joined(separator: "\n")
        for (signs, code, sentence, hint) in table where signs.contains(where: { text.contains($0) }) {
            return Refusal(
                code, sentence.replacing("HOST", with: host.text), hint: hint?.replacing("HOST", with: host.text),
                detail: Array(said.suffix(3)))
        }
        let last = said.last ?? "ssh ended without a word"
        return Refusal(.unreachable, "\(host) was not reached: \(last)", detail: Array(said.suffix(3)))
    }

    private static let table: [([String], ExitCode, String, String?)] = [
        (
            ["REMOTE HOST IDENTIFICATION HAS CHANGED", "has changed and you have requested strict checking"],
            .notPermitted, "HOST has another host key than the one that is known",
            "find out why; when it was installed anew, take the old key away: ssh-keygen -R"
        ),
        (
            ["Host key verification failed", "host key is known for"], .notPermitted,
            "the host key of HOST is not known yet",
            "log in once with ssh HOST and compare the key, or add it to ~/.ssh/known_hosts"
        ),
        (
            ["Permission denied", "Too many authentication failures", "No supported authentication methods"],
            .notPermitted, "HOST does not let this user in", "try ssh HOST; a key in the agent, or -- -i FILE, opens it"
        ),
        (["Could not resolve hostname"], .unreachable, "the name of HOST is not known here", nil),
        (
            ["Connection refused"], .unreachable, "nothing answers ssh on HOST",
            "is sshd running there, and on this port?"
        ),
        (
            ["No route to host", "Network is unreachable"], .unreachable, "there is no way through the network to HOST",
            nil
        ),
        (
            ["Connection timed out", "Operation timed out", "timed out during banner exchange"], .unreachable,
            "HOST did not answer in time", nil
        ),
        (
            ["not responding", "Broken pipe", "Connection reset", "closed by remote host"], .unreachable,
            "the connection to HOST was lost", "run it again: what has arrived there stays"
        ),
        (
            ["Bad configuration option", "Bad owner or permissions", "unknown option", "illegal option", "usage: ssh"],
            .usage, "ssh does not take its options", "they come after --, as ssh itself takes them"
        ),
    ]
}
