import Glibc
package import SlipwayModel
import SlipwaySystem
import Synchronization

/// Runs a program of the release once, within a deadline; nothing of its process group is left afterwards.
package final class ExecProbe: Probe {
    private let check: HealthCheck
    /// The release's folder: the program's path is in it, and it is where the program runs.
    private let folder: String
    private let environment: [String: String]
    private let user: HostUser?
    /// What could not be ended yet, and the right to ask.
    private let left = Mutex<ChildProcess?>(nil)
    /// The same of probes that are no more, for whichever asks next.
    private static let abandoned = Mutex<[ChildProcess]>([])

    /// Bytes of a line of output that are kept.
    private static let longestDetail = 200
    /// Milliseconds for the end of what is killed; the kernel may hold it back for a disk.
    private static let patience: Int32 = 1000

    package init(_ check: HealthCheck, _ target: ProbeTarget) {
        self.check = check
        folder = target.release
        environment = target.environment
        user = target.user
    }

    deinit {
        if let child = left.withLock(\.self) { Self.abandoned.withLock { $0.append(child) } }
    }

    package func ask(suspicious: Bool) -> ProbeResult {
        Self.abandoned.withLock { children in children.removeAll { $0.ending() != nil } }
        return left.withLock { left in
            if let child = left {
                child.signalGroup(SIGKILL)
                guard child.ending() != nil else { return Self.stuck(0) }
                left = nil
            }
            return ask(&left)
        }
    }

    private static func stuck(_ took: Int64) -> ProbeResult {
        ProbeResult(verdict: .noData, detail: "it cannot be ended", took: took)
    }

    private func ask(_ left: inout ChildProcess?) -> ProbeResult {
        let begun = Clock.monotonic()
        let command = check.exec ?? []
        guard let program = command.first else {
            return ProbeResult(verdict: .fail, detail: "it names no program", took: 0)
        }
        do {
            let output = try Pipe()
            Waiting.setNonBlocking(output.reader.fd)
            var request = LaunchRequest(
                path: joined(folder, program), arguments: Array(command.dropFirst()), environment: environment,
                folder: folder, descriptors: [-1, output.writer!.fd, output.writer!.fd], newSession: true)
            request.user = user
            let process = try ChildProcess.launch(request)
            output.writer = nil
            return watch(process, output.reader, begun, &left)
        } catch {
            let reason = (error as? SystemError)?.reason ?? "\(error)"
            return ProbeResult(
                verdict: Self.verdict(of: error), detail: "\(program) cannot be started: \(reason)",
                took: Clock.monotonic() - begun)
        }
    }

    /// A node that is short of memory, processes or descriptors says nothing about the app.
    static func verdict(of error: any Error) -> ProbeResult.Verdict {
        guard let error = error as? SystemError else { return .fail }
        return [EAGAIN, ENOMEM, EMFILE, ENFILE].contains(error.code) ? .noData : .fail
    }

    private func watch(
        _ process: ChildProcess, _ output: OpenFile, _ begun: Int64, _ left: inout ChildProcess?
    ) -> ProbeResult {
        let deadline = begun + Int64(check.timeout.milliseconds)
        var tail = LastLine(longest: Self.longestDetail)
        var entries = [process.pidfd.fd, output.fd].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while entries[0].revents == 0, Clock.monotonic() < deadline {
            poll(&entries, 2, Int32(clamping: deadline - Clock.monotonic()))
            if entries[1].revents != 0, !tail.take(from: output) { entries[1].fd = -1 }
        }
        let isLate = entries[0].revents == 0
        // As long as it is not waited for, its number is nobody else's.
        process.signalGroup(SIGKILL)
        let ending = process.ending(within: Self.patience)
        _ = tail.take(from: output)
        let took = Clock.monotonic() - begun
        guard let ending else {
            left = process
            return Self.stuck(took)
        }
        if isLate { return ProbeResult(verdict: .fail, detail: "no answer in \(check.timeout)", took: took) }
        if ending == .exited(0) {
            return ProbeResult(verdict: .pass, detail: tail.text ?? "exit status 0 in \(took) ms", took: took)
        }
        let ended = "ended with \(ending)"
        return ProbeResult(verdict: .fail, detail: tail.text.map { "\(ended): \($0)" } ?? ended, took: took)
    }
}

/// The last line that is not blank of what a program prints, however much that is.
private struct LastLine {
    let longest: Int
    private var line: [UInt8] = []
    private var last: [UInt8] = []

    init(longest: Int) { self.longest = longest }

    /// False at the end of the output.
    mutating func take(from output: OpenFile) -> Bool {
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        // One that prints without pause does not hold the caller up.
        for _ in 0..<16 {
            let count = piece.withUnsafeMutableBytes { read(output.fd, $0.baseAddress, $0.count) }
            if count == 0 { return false }
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            for byte in piece[..<count] { take(byte) }
        }
        return true
    }

    private mutating func take(_ byte: UInt8) {
        if byte != 10 {
            if line.count < longest { line.append(byte) }
            return
        }
        keep()
        line = []
    }

    private mutating func keep() {
        if line.contains(where: { $0 > 0x20 }) { last = line }
    }

    /// nil when nothing was printed; control characters are blanks.
    var text: String? {
        var whole = self
        whole.keep()
        if whole.last.isEmpty { return nil }
        return String(String(decoding: whole.last, as: UTF8.self).map { $0.asciiValue ?? 32 < 32 ? " " : $0 })
    }
}
