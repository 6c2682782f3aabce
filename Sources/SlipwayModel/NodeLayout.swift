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
    /// Class-data archives that this node has made, a file `KEY.jsa` each.
    package var archives: String { state + "/archives" }
    /// What holds for the whole node; absent where nothing was ever set.
    package var settings: String { etc + "/node.json" }
    package var socket: String { run + "/slipwayd.sock" }
    /// One file for each secret, named as it is.
    package var secrets: String { etc + "/secrets" }
    /// The keys that releases may be signed with: `NAME.pub`, and `NAME.revoked` for those that no longer may.
    package var trust: String { etc + "/trust" }
    /// The highest sequence of each app that was installed, a file each; they outlive the apps.
    package var floors: String { state + "/floors" }
    package func floor(_ app: String) -> String { floors + "/" + app + ".json" }
    package var lock: String { run + "/slipwayd.lock" }
    /// Held while a release is unpacked.
    package var installLock: String { run + "/install.lock" }
    package var daemonLog: String { run + "/slipwayd.log" }
    /// What has happened on this node, a JSON document a line; the older half lies beside it as `.1`.
    package var events: String { state + "/events.jsonl" }

    package func release(_ digest: Digest) -> String { releases + "/" + digest.short }
    package func app(_ name: String) -> AppLayout { AppLayout(folder: apps + "/" + name) }
}

/// Where everything of one app on a node lies.
package struct AppLayout: Hashable, Sendable {
    package let folder: String
    package init(folder: String) { self.folder = folder }

    /// The app's name: the last part of its folder.
    package var name: String { String(folder.split(separator: "/").last ?? "") }

    package var ledger: String { folder + "/ledger.jsonl" }
    package var current: String { folder + "/current" }
    package var want: String { folder + "/want.json" }
    /// Room set aside for the way back of a switch.
    package var reserve: String { folder + "/reserve" }
    package var generations: String { folder + "/generations" }
    package var shared: String { folder + "/shared" }
    /// Evidence of what went wrong, a folder `SEQUENCE-CAUSE` each.
    package var incidents: String { folder + "/incidents" }
    package var logs: String { shared + "/logs" }
    /// What the app's programs print, with the wrapper's own lines; older pieces lie beside it as `.1`, `.2` …
    package var log: String { logs + "/" + name + ".log" }
    package var run: String { folder + "/run" }
    package var status: String { run + "/status.json" }
    package var control: String { run + "/control.sock" }
    /// Held by the wrapper that is at work, so that there is never a second one.
    package var wrapperLock: String { run + "/wrapper.lock" }
    /// The addresses of the cluster's members on other nodes, one a line; absent without any.
    package var members: String { run + "/members" }
    /// The pipe that programs print into.
    package var logPipe: String { run + "/log.fifo" }
    /// The private run folder of a step of a release's own, there while one is at work.
    package var step: String { run + "/step" }
    /// Who is at work in a step; not in its folder, which is the app's.
    package var stepRecord: String { run + "/step.process" }
    /// Held by whoever runs a step.
    package var stepLock: String { run + "/step.lock" }
    /// The folder of one generation.
    package func generation(_ number: Int) -> String { generations + "/\(number)" }
    /// The private run folder of one generation's slot.
    package func slot(_ number: Int) -> String { slots + "/\(number)" }
    package var slots: String { run + "/slots" }
    /// All that lies in these two folders.
    package func slotLayout(_ number: Int) -> SlotLayout { SlotLayout(app: self, generation: number) }
}

/// Where everything of one slot lies: its generation's folder, and its private run folder, made anew for each start.
package struct SlotLayout: Hashable, Sendable {
    package let app: AppLayout
    package let generation: Int
    /// Its private run folder.
    package let run: String
    /// Emptied before each start.
    package let temp: String

    package init(app: AppLayout, generation: Int) {
        self.app = app
        self.generation = generation
        run = app.slot(generation)
        temp = app.generation(generation) + "/temp"
    }

    /// Of a step of the release's own: beside the generation's program, which may be at work.
    package init(stepOf generation: Int, app: AppLayout) {
        self.app = app
        self.generation = generation
        run = app.step
        temp = run + "/temp"
    }

    package var folder: String { app.generation(generation) }
    /// A link to the release's folder.
    package var release: String { folder + "/release" }
    package var configuration: String { folder + "/config.json" }
    package var work: String { folder + "/work" }

    /// What the Java VM says of the class-data archive it was given.
    package var archiveLog: String { run + "/archive.log" }
    /// The pipe of words to the program.
    package var control: String { run + "/control" }
    /// The pipe of what the program answers.
    package var reply: String { run + "/reply" }
    /// Who was started here, written before it became the program.
    package var birth: String { run + "/birth" }
    /// The secret that a probe of the private port shows.
    package var token: String { run + "/token" }
    /// The paths that the private port answers, one a line.
    package var probes: String { run + "/probes" }
    /// The paths that the program asks of itself before the first client, with their queries, one a line, after a
    /// line of how many milliseconds all of it may take.
    package var warmUp: String { run + "/warm-up" }
    package var nodeProperties: String { run + "/node.properties" }
    /// One file of properties for each web app.
    package var properties: String { run + "/properties" }
    /// The files of `ServiceSpec.nodeFiles`, filled in, by their paths in the release.
    package var files: String { run + "/files" }
    /// Secrets that the program wants as files.
    package var secretFiles: String { run + "/secrets" }
}
