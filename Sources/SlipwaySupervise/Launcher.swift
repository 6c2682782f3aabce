import SlipwayModel
import SlipwaySystem

/// Runs the pre-start hook in the process that then becomes the program, so that its number, its group and its
/// descriptors are the program's from the first instant. What goes wrong is said on the pipe of replies.
package enum Launcher {
    /// The exit status of a program that was not started.
    package static let failed: Int32 = 125
    /// How the process of a wrapper names its own program, whatever has become of the file.
    package static let program = "/proc/self/exe"

    /// Returns only when the program was not started.
    package static func run(_ call: LauncherCall) -> Int32 {
        let reply = try? FIFO.open(call.reply)
        func say(_ line: String) { _ = reply.map { FIFO.offer(Array((line + "\n").utf8), to: $0) } }
        let environment = ProcessTable.environment()
        if let fault = fault(call, environment.filter { !$0.key.hasPrefix("LISTEN_") }) {
            say("failed \(fault)")
            return failed
        }
        if call.isSilent { say("ready\nadmitted") }
        do {
            try Exec.replace(call.path, call.arguments, environment: environment)
        } catch {
            say("failed \(SuperviseError.sentence(error))")
            return failed
        }
    }

    /// True while the process is still this step.
    static func isAtWork(in pid: Int32) -> Bool {
        ((try? Files.text("/proc/\(pid)/cmdline")) ?? "").hasPrefix("\(program)\0\(LauncherCall.word)\0")
    }

    /// nil when the hook has done its work. What it leaves behind is in our group and ends with us.
    private static func fault(_ call: LauncherCall, _ environment: [String: String]) -> String? {
        let title = "the pre-start hook \(call.hook)"
        do {
            let hook = try ChildProcess.launch(
                LaunchRequest(
                    path: call.release + "/" + call.hook, arguments: [], environment: environment,
                    folder: call.release))
            guard let ending = hook.ending(within: Int32(clamping: call.deadline.milliseconds)) else {
                return "\(title) was not done in \(call.deadline)"
            }
            return ending == .exited(0) ? nil : "\(title) ended with \(ending)"
        } catch {
            return "\(title) cannot be started: \((error as? SystemError)?.reason ?? "\(error)")"
        }
    }
}
