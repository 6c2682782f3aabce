import Glibc
import SlipwayControl
import SlipwayModel
import SlipwayNode
import SlipwaySystem

/// Starts, restarts and ends the daemon of an installation by whoever keeps it.
struct DaemonControl {
    let paths: InstallPaths
    let keeping: InstallFacts.Keeping

    static let unit = "slipwayd.service"
    /// Milliseconds that systemd or a keeper is given: longer than a daemon gives a switch that is under way.
    private static let patience: Int32 = 90_000

    /// Returns once it answers; one that runs already is left alone. With systemd also at each boot.
    func start() throws {
        switch keeping {
        case .systemd, .userSystemd:
            try systemctl(["daemon-reload"])
            try systemctl(["enable", Self.unit])
            // What has failed too often is not started again without it.
            try? systemctl(["reset-failed", Self.unit])
            try systemctl(["start", Self.unit])
        case .keeper: try keep()
        }
        try check()
    }

    /// The daemon of whatever `current` points at, in the place of the one that runs.
    func restart() throws {
        switch keeping {
        case .systemd, .userSystemd:
            try systemctl(["daemon-reload"])
            try? systemctl(["reset-failed", Self.unit])
            try systemctl(["restart", Self.unit])
        case .keeper:
            try end()
            try keep()
        }
        try check()
    }

    /// The apps run on unless `stoppingApps`.
    func end(stoppingApps: Bool = false) throws {
        let look = DaemonLook(paths: paths)
        let daemon = look.node.flatMap { ProcessTable.identity(of: $0.pid) }.flatMap(ChildProcess.adopt)
        if daemon != nil, stoppingApps || keeping == .keeper {
            _ = try look.ask(.shutDown(stoppingApps: stoppingApps))
            guard daemon?.ending(within: Self.patience) != nil else {
                throw Refusal(.failed, "the daemon has not ended in \(Self.patience / 1000) s")
            }
        }
        if keeping == .keeper { return }
        try systemctl(["disable", "--now", Self.unit])
    }

    func systemctl(_ words: [String]) throws {
        let words = (keeping == .userSystemd ? ["--user"] : []) + ["--no-ask-password"] + words
        let result = try Command.run("systemctl", words, within: Int64(Self.patience))
        if result.succeeded { return }
        let reason = result.errors.split(separator: "\n").first.map(String.init) ?? "\(result.ending)"
        throw Refusal(
            .failed, "systemctl \(words.joined(separator: " ")) failed: \(reason)",
            hint: "see journalctl -u \(Self.unit)")
    }

    private func keep() throws {
        var words = ["keep", "--background", "--program", paths.current + "/slipwayd"]
        if let root = paths.root { words += ["--root", root] }
        let result = try Command.run(paths.current + "/slipwayd", words, within: Int64(Self.patience))
        guard result.succeeded else {
            let reason = result.errors.split(separator: "\n").last.map(String.init) ?? "\(result.ending)"
            throw Refusal(.failed, "the daemon did not start: \(reason)", hint: "see \(paths.node.daemonLog)")
        }
    }

    private func check() throws {
        guard DaemonLook(paths: paths).node == nil else { return }
        throw Refusal(
            .failed, "the daemon was started and does not answer",
            hint: keeping == .keeper ? "see \(paths.node.daemonLog)" : "see journalctl -u \(Self.unit)")
    }
}
