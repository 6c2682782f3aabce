import Glibc
import SlipwayModel
import SlipwayNode
import SlipwaySupervise
import SlipwayTesting

// For tests only: the daemon, the worker or the wrapper, by the name it is started under, with the faults that the file
// `fault` beside the program's folder asks for.
let name = CommandLine.arguments.first.map(Array.init)?.split(separator: "/").last.map { String($0) } ?? ""
let words = Array(CommandLine.arguments.dropFirst())
PlannedClock.install()

func value(after option: String) -> String? {
    words.firstIndex(of: option).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
}

if name == "slipway-wrapper" {
    // The step before a program changes nothing of its own.
    if let app = value(after: "--app") { PlannedFaults.install(.wrapper, below: app) }
    WrapperProgram.main(words)
}
guard name == "slipwayd", let root = value(after: "--root") else {
    let usage = "usage: slipwayd [worker TASK] --root FOLDER, or slipway-wrapper …; this program is for tests\n"
    _ = write(2, usage, usage.utf8.count)
    exit(64)
}
Daemon.prepareProcess()
if words.first == "worker" {
    PlannedFaults.install(.worker, below: root)
    // The plan of its faults lies elsewhere.
    exit(Worker.main(Array(words.dropFirst()), isBoundToFiles: false))
}
PlannedFaults.install(.daemon, below: root)
exit(Daemon.run(root: root, nodeName: value(after: "--node-name"), wrapper: value(after: "--wrapper")).rawValue)
