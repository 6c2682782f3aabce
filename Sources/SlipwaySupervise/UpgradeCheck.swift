import Glibc
import SlipwayModel
import SlipwaySystem

/// Asks a wrapper program who it is before this process becomes it: it has to start, to say so, and to end.
final class UpgradeCheck {
    /// The word that asks.
    static let word = "--check"
    /// What a fit program prints before its version.
    static let greeting = "slipway-wrapper "
    /// How long it may take, in ms.
    private static let patience: Int64 = 5000

    let program: String
    let process: ChildProcess
    let deadline: Int64
    private let output: OpenFile

    /// Throws when the program cannot even be started.
    init(_ program: String) throws {
        self.program = program
        let pipe = try Pipe()
        process = try ChildProcess.launch(
            LaunchRequest(
                path: program, arguments: [Self.word], environment: ["SWIFT_BACKTRACE": "enable=no"],
                descriptors: [-1, pipe.writer?.fd ?? -1, -1], newSession: true))
        pipe.writer = nil
        output = pipe.reader
        deadline = Clock.monotonic() + Self.patience
    }

    /// What it has come to.
    enum Verdict: Hashable {
        case fit(version: String)
        case unfit(String)
    }

    /// nil while it is at work and has time.
    func verdict(at now: Int64) -> Verdict? {
        if let ending = process.ending() {
            guard ending == .exited(0) else { return .unfit("it ends with \(ending) when it is asked for its version") }
            let text = said()
            guard text.hasPrefix(Self.greeting) else { return .unfit("it is no slipway-wrapper") }
            return .fit(version: String(text.dropFirst(Self.greeting.count).prefix { $0 != "\n" }))
        }
        if now < deadline { return nil }
        process.signalGroup(SIGKILL)
        _ = process.ending(within: 1000)
        return .unfit("it does not tell its version within \(TimeSpan(milliseconds: Int(Self.patience)))")
    }

    private func said() -> String {
        var room = [UInt8](repeating: 0, count: 256)
        guard Waiting.until(readable: output.fd, deadline: 0),
            let count = try? room.withUnsafeMutableBytes({ try output.read(into: $0) })
        else { return "" }
        return String(decoding: room[..<count], as: UTF8.self)
    }
}
