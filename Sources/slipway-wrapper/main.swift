import Glibc
import SlipwayModel
import SlipwaySupervise
import SlipwaySystem

ProcessTable.configureStaticLookups()
_ = signal(SIGPIPE, SIG_IGN)

/// Says why, and ends.
func leave(_ code: ExitCode, _ sentence: String) -> Never {
    let line = Array("slipway-wrapper: \(sentence)\n".utf8)
    _ = write(2, line, line.count)
    exit(code.rawValue)
}

/// `--app DIR --node-name NAME`, each once, in any order.
func options(_ arguments: [String]) -> (app: AppLayout, nodeName: String)? {
    guard arguments.count == 4 else { return nil }
    let options = Dictionary([(arguments[0], arguments[1]), (arguments[2], arguments[3])]) { a, _ in a }
    guard let folder = options["--app"], let nodeName = options["--node-name"] else { return nil }
    return (try? Files.real(folder)).map { (AppLayout(folder: $0), nodeName) }
}

guard let (app, nodeName) = options(Array(CommandLine.arguments.dropFirst())) else {
    leave(.usage, "usage: slipway-wrapper --app FOLDER --node-name NAME, where the folder exists")
}
do {
    let code = try Wrapper.run(app, nodeName: nodeName)
    if code == .busy { leave(.busy, "another wrapper is at work in \(app.folder)") }
    exit(code.rawValue)
} catch {
    leave(.failed, SuperviseError.sentence(error))
}
