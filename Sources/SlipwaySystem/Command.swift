import Glibc

/// Runs a program to its end and collects what it prints.
package enum Command {
    package struct Result: Sendable {
        package var ending: Ending
        package var output: String
        package var errors: String
        /// It was ended because its time was over.
        package var isLate = false
        package var succeeded: Bool { ending == .exited(0) }
    }

    /// Looks the program up in PATH. Throws when it cannot be started; a bad exit status is a result. `within`:
    /// milliseconds after which it is killed.
    package static func run(
        _ program: String, _ arguments: [String], environment extra: [String: String] = [:], folder: String? = nil,
        within: Int64? = nil
    ) throws -> Result {
        let environment = ProcessTable.environment().merging(extra) { $1 }
        guard let path = find(program, in: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin") else {
            throw SystemError("find the program", program, ENOENT)
        }
        let outputPipe = try Pipe()
        let errorPipe = try Pipe()
        let child = try ChildProcess.launch(
            LaunchRequest(
                path: path, arguments: arguments, environment: environment, folder: folder,
                descriptors: [-1, outputPipe.writer!.fd, errorPipe.writer!.fd]))
        outputPipe.writer = nil
        errorPipe.writer = nil
        let deadline = within.map { Clock.monotonic() + $0 }
        let texts = try drain([outputPipe.reader, errorPipe.reader], until: deadline)
        let rest = deadline.map { Int32(clamping: max($0 - Clock.monotonic(), 0)) } ?? -1
        if let ending = child.ending(within: rest) {
            return Result(ending: ending, output: texts[0], errors: texts[1])
        }
        child.signal(SIGKILL)
        let ending = child.ending(within: 1000) ?? .unknown
        return Result(ending: ending, output: texts[0], errors: texts[1], isLate: true)
    }

    package static func find(_ program: String, in path: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        return path.split(separator: ":").map { $0 + "/" + program }.first { access($0, X_OK) == 0 }
    }

    private static func drain(_ ends: [OpenFile], until deadline: Int64?) throws -> [String] {
        var texts = [[UInt8]](repeating: [], count: ends.count)
        var open = ends.map { pollfd(fd: $0.fd, events: Int16(POLLIN), revents: 0) }
        var piece = [UInt8](repeating: 0, count: 65_536)
        while open.contains(where: { $0.fd >= 0 }) {
            let rest = deadline.map { Int32(clamping: max($0 - Clock.monotonic(), 0)) } ?? -1
            if rest == 0 { break }
            if poll(&open, nfds_t(open.count), rest) < 0 && errno != EINTR { break }
            for index in open.indices where open[index].fd >= 0 && open[index].revents != 0 {
                let count = try piece.withUnsafeMutableBytes { try ends[index].read(into: $0) }
                if count == 0 { open[index].fd = -1 } else { texts[index].append(contentsOf: piece[..<count]) }
            }
        }
        return texts.map { String(decoding: $0, as: UTF8.self) }
    }
}
