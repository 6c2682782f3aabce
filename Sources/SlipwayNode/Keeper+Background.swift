import Glibc
import SlipwayModel
import SlipwaySystem

extension Keeper {
    /// Starts a keeper that outlives this process, and returns its sentence once the daemon serves. `program`: this
    /// very program. `milliseconds`: how long that may take.
    package static func background(_ call: Call, program: String, within milliseconds: Int64 = 20_000) throws -> String
    {
        let layout = NodeLayout(root: call.root)
        if let keeper = KeeperFile.running(layout), serves(layout) {
            return "the daemon runs already, kept by the process \(keeper.pid)"
        }
        try Folders.make(layout.run, mode: 0o700)
        let log = try Disk.create(layout.daemonLog, mode: 0o600, appending: true)
        let ready = try Pipe()
        var environment = ProcessTable.environment()
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["SLIPWAY_READY_FD"] = "3"
        let keeper = try ChildProcess.launch(
            LaunchRequest(
                path: program, arguments: ["keep", "--program", call.program] + call.words, environment: environment,
                folder: "/", descriptors: [-1, log.fd, log.fd, ready.writer?.fd ?? -1], newSession: true))
        ready.writer = nil
        guard Waiting.until(readable: ready.reader.fd, deadline: Clock.monotonic() + milliseconds), serves(layout)
        else {
            let how = keeper.ending(within: 100).map { "its keeper ended with \($0)" } ?? "it does not answer"
            let words = ((try? Files.text(layout.daemonLog)) ?? "").split(separator: "\n").suffix(5).map(String.init)
            throw Refusal(.failed, "the daemon did not start: \(how)", hint: "see \(layout.daemonLog)", detail: words)
        }
        return "the daemon runs, kept by the process \(keeper.pid)"
    }

    private static func serves(_ layout: NodeLayout) -> Bool {
        (try? UnixSocket.connect(layout.socket, within: 3)) != nil
    }
}
