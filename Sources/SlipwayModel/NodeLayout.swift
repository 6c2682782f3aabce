/// Where everything of a node lies. With `--root DIR` all of it is below one folder an ordinary user may own; without,
/// it spreads over /var/lib, /etc and /run as the host expects.
package struct NodeLayout: Hashable, Sendable {
    package let state: String
    package let etc: String
    package let run: String

    /// nil: the system's own node.
    package init(root: String?) {
        state = root ?? "/var/lib/slipway"
        etc = root.map { $0 + "/etc" } ?? "/etc/slipway"
        run = root.map { $0 + "/run" } ?? "/run/slipway"
    }

    package var objects: String { state + "/objects" }
    package var releases: String { state + "/releases" }
    package var apps: String { state + "/apps" }
    package var incoming: String { state + "/incoming" }
    package var socket: String { run + "/slipwayd.sock" }
    package var lock: String { run + "/slipwayd.lock" }
    package var daemonLog: String { run + "/slipwayd.log" }

    package func release(_ digest: Digest) -> String { releases + "/" + digest.short }
    package func app(_ name: String) -> AppLayout { AppLayout(folder: apps + "/" + name) }
}

/// Where everything of one app on a node lies.
package struct AppLayout: Hashable, Sendable {
    package let folder: String
    package init(folder: String) { self.folder = folder }

    package var ledger: String { folder + "/ledger.jsonl" }
    package var current: String { folder + "/current" }
    package var want: String { folder + "/want.json" }
    package var generations: String { folder + "/generations" }
    package var shared: String { folder + "/shared" }
    package var logs: String { folder + "/shared/logs" }
    package var run: String { folder + "/run" }
    package var status: String { folder + "/run/status.json" }
    package var control: String { folder + "/run/control.sock" }
    package func generation(_ number: Int) -> String { generations + "/\(number)" }
    package func slot(_ number: Int) -> String { folder + "/run/slots/\(number)" }
}
