/// One line from a program to its wrapper, on the pipe `reply`.
package enum ProgramReply: Hashable, Sendable {
    /// The port on 127.0.0.1 that answers probes.
    case port(Int)
    /// Fully started.
    case ready
    case admitted
    /// Admits nobody; so many connections are left.
    case parked(connections: Int)
    /// The last of those connections has ended.
    case drained
    /// Told to leave, so many of them.
    case websockets(Int)
    case failed(String)

    /// nil when the line is none of these.
    package init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        // A later program may say more behind a number.
        let number = rest.split(separator: " ").first.flatMap { Int($0) }
        switch words.first {
        case "port":
            guard let port = number, (1...65_535).contains(port) else { return nil }
            self = .port(port)
        case "ready": self = .ready
        case "admitted": self = .admitted
        case "parked": self = .parked(connections: number ?? 0)
        case "drained": self = .drained
        case "websockets":
            guard let number, number > 0 else { return nil }
            self = .websockets(number)
        case "failed": self = .failed(String(rest.prefix(500)))
        case _: return nil
        }
    }
}
