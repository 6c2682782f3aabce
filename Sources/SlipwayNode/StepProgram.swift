import Glibc
import SlipwayDeploy
import SlipwayModel
import SlipwaySystem

/// Runs one step of a release's own: the wrapper program makes the environment of the app's own program, runs the step
/// in it, and makes an end of it when this daemon is gone.
struct StepProgram: StepRunning {
    private let configuration: NodeConfiguration
    private let app: AppLayout
    /// Beyond the deadline, in ms: what the wrapper program needs to make an end of a step.
    private static let patience: Int64 = 30_000

    init(_ configuration: NodeConfiguration, _ app: AppLayout) {
        self.configuration = configuration
        self.app = app
    }

    func run(_ command: [String], deadline: TimeSpan, generation: Int) throws {
        let title = "the step `\(command.joined(separator: " "))`"
        let log = try Disk.create(configuration.layout.daemonLog, mode: 0o600, appending: true)
        // Nobody writes into the first: its end tells that this daemon has gone.
        let (life, answer) = (try Pipe(), try Pipe())
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: configuration.wrapper,
                arguments: [
                    "step", app.folder, "\(generation)", configuration.name, configuration.layout.secrets,
                    "\(deadline)",
                ] + command,
                environment: [
                    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                    "SWIFT_BACKTRACE": "enable=no",
                ],
                folder: "/", descriptors: [life.reader.fd, answer.writer?.fd ?? -1, log.fd], newSession: true))
        answer.writer = nil
        let patience = Int64(deadline.milliseconds) + Self.patience
        let ending = withExtendedLifetime(life) { child.ending(within: Int32(clamping: patience)) }
        guard let ending else {
            child.signalGroup(SIGKILL)
            _ = child.ending(within: 1000)
            throw NodeError("run", title, "it does not end, although it was killed")
        }
        if ending == .exited(ExitCode.done.rawValue) { return }
        let words = String(decoding: (try? answer.reader.readAll(limit: 1 << 16)) ?? [], as: UTF8.self)
        guard ending == .exited(ExitCode.failed.rawValue) else {
            throw NodeError("run", title, words.isEmpty ? "its launcher ended with \(ending)" : "it \(words)")
        }
        throw Refusal(.failed, "\(title) \(words)")
    }
}
