import Glibc
import SlipwayModel
import SlipwaySystem

/// The wrapper as a program: its words, then `Wrapper.run` or the step before a program.
package enum WrapperProgram {
    /// `arguments` are without the program's own name.
    package static func main(_ arguments: [String]) -> Never {
        ProcessTable.configureStaticLookups()
        if let call = LauncherCall(words: arguments) { exit(Launcher.run(call)) }
        _ = signal(SIGPIPE, SIG_IGN)
        if arguments == [UpgradeCheck.word] {
            let line = Array("\(UpgradeCheck.greeting)\(Program.version)\n".utf8)
            exit(write(1, line, line.count) == line.count ? 0 : 1)
        }
        if arguments == ["--make-way"] {
            ControlGroups.makeWay()
            exit(0)
        }
        if let code = PieceCompression.run(words: arguments) { exit(code) }
        if let call = StepCall(words: arguments) { exit(StepLauncher.run(call)) }
        guard let (app, nodeName, secrets) = options(arguments) else {
            leave(
                .usage,
                "usage: slipway-wrapper --app FOLDER --node-name NAME [--secrets FOLDER], where the folder exists")
        }
        StepRemains.clearUnlessAtWork(app)
        do {
            let code = try Wrapper.run(app, nodeName: nodeName, secrets)
            if code == .busy { leave(.busy, "another wrapper is at work in \(app.folder)") }
            exit(code.rawValue)
        } catch {
            leave(.failed, SuperviseError.sentence(error))
        }
    }

    /// `--app DIR --node-name NAME`, and where the secrets lie when not in the app's own node; each once, in any order.
    private static func options(
        _ arguments: [String]
    ) -> (app: AppLayout, nodeName: String, secrets: SecretFolder)? {
        let known: Set = ["--app", "--node-name", "--secrets"]
        var options: [String: String] = [:]
        for index in stride(from: 0, to: arguments.count, by: 2) {
            guard known.contains(arguments[index]), index + 1 < arguments.count, options[arguments[index]] == nil
            else { return nil }
            options[arguments[index]] = arguments[index + 1]
        }
        guard let nodeName = options["--node-name"], let folder = options["--app"].flatMap({ try? Files.real($0) })
        else { return nil }
        let app = AppLayout(folder: folder)
        return (app, nodeName, options["--secrets"].map { SecretFolder($0) } ?? SecretFolder(of: app))
    }

    /// Says why, and ends.
    private static func leave(_ code: ExitCode, _ sentence: String) -> Never {
        let line = Array("slipway-wrapper: \(sentence)\n".utf8)
        _ = write(2, line, line.count)
        exit(code.rawValue)
    }
}
