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
    private static let patience: Int32 = 200_000
    /// Milliseconds in which a daemon that does not answer may end by itself.
    private static let grace: Int32 = 15_000

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

    /// The apps run on unless `stoppingApps`. Throws when the daemon refuses, which has not ended then.
    func end(stoppingApps: Bool = false) throws {
        let look = DaemonLook(paths: paths)
        let daemon = look.node.flatMap { ProcessTable.identity(of: $0.pid) }.flatMap(ChildProcess.adopt)
        if let daemon, stoppingApps || keeping == .keeper {
            _ = try look.ask(.shutDown(stoppingApps: stoppingApps))
            guard daemon.ending(within: Self.patience) != nil else {
                throw Refusal(.failed, "the daemon has not ended in \(Self.patience / 1000) s")
            }
        }
        switch keeping {
        case .keeper: endKeeper()
        case .systemd, .userSystemd:
            if UnitFiles(paths, keeping).areThere { try systemctl(["disable", "--now", Self.unit]) }
        }
    }

    /// With a daemon that dies again and again, or that hangs and is killed then.
    private func endKeeper() {
        guard let keeper = KeeperFile.running(paths.node) else { return }
        if KeeperFile.end(paths.node, within: Self.grace) { return }
        // It has adopted the apps' wrappers too, and those run on.
        for child in ProcessTable.children(of: keeper.pid) where isDaemon(child) { kill(child, SIGKILL) }
        _ = KeeperFile.end(paths.node, within: Self.grace)
    }

    private func isDaemon(_ pid: Int32) -> Bool {
        (try? Files.linkTarget("/proc/\(pid)/exe")).map { lastName(of: $0).hasPrefix("slipwayd") } ?? false
    }

    func systemctl(_ words: [String]) throws {
        let words = (keeping == .userSystemd ? ["--user"] : []) + ["--no-ask-password"] + words
        let result = try Command.run(
            "systemctl", words, environment: Keeping.userEnvironment, within: Int64(Self.patience))
        if result.succeeded { return }
        let reason =
            result.isLate
            ? "it has not ended in \(Self.patience / 1000) s"
            : result.errors.split(separator: "\n").first.map(String.init) ?? "\(result.ending)"
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
