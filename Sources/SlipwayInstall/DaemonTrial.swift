import Glibc
import SlipwayControl
import SlipwayModel
import SlipwaySystem

/// Replaces the daemon by another version on trial: the links, the restart, and the way back. What is begun is written
/// down first, so that whoever comes after a crash can end it.
package struct DaemonTrial {
    /// `trial.json`.
    struct Record: Codable, Equatable {
        static let schema = "dev.slipway.trial.v1"
        var schema = Self.schema
        /// The folders' names of both programs.
        var from: String
        var to: String
    }

    let paths: InstallPaths
    let control: DaemonControl

    /// Milliseconds for which the new daemon has to live and to answer.
    private static let window: Int32 = 3000

    /// Throws when the new daemon did not hold; the old one runs again then. What cannot be undone is 2.
    func upgrade(to id: String) throws {
        let busy = DaemonLook(paths: paths).busy
        if let app = busy.first {
            throw Refusal(
                .busy, "the daemon cannot be replaced while \(app) is being changed",
                hint: "wait for that to end: " + paths.line("status \(app)"))
        }
        let old = try Files.linkTarget(paths.current)
        let bytes = try JSONText.bytes(Record(from: old, to: id))
        try DurableFile.replace(paths.trial, with: bytes)
        try AtomicLink.point(paths.previous, to: old)
        try AtomicLink.point(paths.current, to: id)
        do {
            try control.restart()
            try prove(id)
        } catch {
            let why = (error as? Refusal)?.sentence ?? "\(error)"
            try goBack(to: old, because: why)
            throw Refusal(
                .failed, "the daemon of Slipway \(ProgramFolder.version(id)) did not hold: \(why)",
                hint: "Slipway \(ProgramFolder.version(old)) runs again; nothing of the apps was touched")
        }
        try commit()
    }

    /// Ends a trial whose installer has ended before it: good when the new daemon answers, else back. Throws when that
    /// was the version which is to be installed.
    func settle(offered: String) throws {
        guard let record = try record() else { return }
        let isThere = Files.exists(paths.programs(record.to) + "/slipwayd")
        if isThere, (try? Files.linkTarget(paths.current)) == record.to {
            // One that was killed before the restart has left the old daemon running.
            let look = DaemonLook(paths: paths)
            let isUp = look.node.flatMap(look.programs) == record.to
            if (try? isUp ? () : control.restart()) != nil, (try? prove(record.to)) != nil { return try commit() }
        }
        try goBack(to: record.from, because: "its trial was never ended")
        guard record.to == offered else { return }
        throw Refusal(
            .failed, "the daemon of Slipway \(ProgramFolder.version(record.to)), which was on trial, did not hold",
            hint: "Slipway \(ProgramFolder.version(record.from)) runs again; run this installer again for another trial"
        )
    }

    /// For the service manager, which finds that the new daemon dies: the link back; whoever calls starts the old one.
    /// False when nothing is on trial.
    func revert() throws -> Bool {
        guard let record = try record() else { return false }
        try AtomicLink.point(paths.current, to: record.from)
        try Disk.unlink(paths.trial)
        return true
    }

    private func record() throws -> Record? {
        guard Files.exists(paths.trial) else { return nil }
        let bytes = try Files.read(paths.trial, limit: 4096)
        guard let record = try? JSONText.value(Record.self, from: bytes), record.schema == Record.schema,
            [record.from, record.to].allSatisfy({ !$0.contains("/") && !$0.hasPrefix(".") })
        else {
            throw Refusal(
                .badInput, "\(paths.trial) cannot be understood",
                hint: "remove it, and point \(paths.current) to the version that is to run")
        }
        return record
    }

    /// It has to be the one that answers, and to live through the window.
    private func prove(_ id: String) throws {
        let look = DaemonLook(paths: paths)
        guard let node = look.node, let identity = ProcessTable.identity(of: node.pid),
            let process = ChildProcess.adopt(identity)
        else { throw Refusal(.failed, "it does not answer") }
        guard look.programs(node) == id else { throw Refusal(.failed, "another daemon answers in its place") }
        if let ending = process.ending(within: Self.window) { throw Refusal(.failed, "it ended with \(ending)") }
        guard let later = look.node, later.pid == node.pid else {
            throw Refusal(.failed, "it does not answer any longer")
        }
    }

    private func commit() throws {
        try Disk.unlink(paths.trial)
        try Disk.syncFolder(paths.library)
    }

    private func goBack(to old: String, because why: String) throws {
        do {
            try AtomicLink.point(paths.current, to: old)
            try control.restart()
            try Disk.unlink(paths.trial)
        } catch {
            throw Refusal(
                .stuck, "the new daemon did not hold (\(why)), and the old one cannot be started: \(error)",
                hint: "the apps run on; start \(paths.programs(old))/slipwayd by hand and see why it ends")
        }
    }
}
