import ArgumentParser
import SlipwayNode

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

    /// See `WorkerCall`.
    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() throws {
        throw ArgumentParser.ExitCode(Worker.main(words))
    }
}
