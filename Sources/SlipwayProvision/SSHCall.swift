import SlipwayModel

/// The words that the system's ssh is called with. Its own files decide the rest: configuration, agent, known hosts,
/// jump hosts.
package struct SSHCall: Hashable, Sendable {
    package var host: RemoteHost
    /// The user's own; the first that sets a thing wins, so they stand before ours.
    package var options: [String]
    /// Where the one login per host is kept; at most some 90 bytes.
    package var control: String
    /// May ask for passwords and host keys.
    package var asks: Bool

    package init(host: RemoteHost, options: [String], control: String, asks: Bool) {
        self.host = host
        self.options = options
        self.control = control
        self.asks = asks
    }

    package func arguments(_ script: RemoteScript) -> [String] { head + ["-T", "--", host.text, script.command] }

    /// Ends the login.
    package var farewell: [String] { head + ["-O", "exit", "--", host.text] }

    private var head: [String] {
        let own = [
            "BatchMode=\(asks ? "no" : "yes")", "ControlMaster=auto", "ControlPath=\(control)", "ControlPersist=60",
            "ConnectTimeout=15", "ServerAliveInterval=10", "ServerAliveCountMax=3", "LogLevel=ERROR",
            "ForwardX11=no", "ForwardAgent=no", "ClearAllForwardings=yes", "RequestTTY=no",
        ]
        return options + own.flatMap { ["-o", $0] }
    }
}
