import Glibc
import SlipwayModel
import SlipwaySystem

/// Finds the last lines of an app's log that belong to a process.
struct IncidentLog {
    private let app: AppLayout
    private static let shown = 200
    /// How far back the end of a process is looked for, once and, where much was printed since, once more.
    private static let reach = [1000, 10_000]

    init(_ app: AppLayout) { self.app = app }

    var latest: [UInt8] { Self.text(LogTail.lines(app, Self.shown)[...]) }

    /// Up to the wrapper's own line of that end, for the next process may have printed since; the latest lines where
    /// there is no such line.
    func before(_ exit: WrapperStatus.Exit, of generation: Int) -> [UInt8] {
        for count in Self.reach {
            let lines = LogTail.lines(app, count)
            let isAll = lines.count < count || count == Self.reach.last
            if let end = Self.end(of: exit, generation, in: lines), isAll || end + 1 >= Self.shown {
                return Self.text(lines[...end])
            }
            if isAll { break }
        }
        return latest
    }

    /// The last lines of a program may still be on their way when its end is known; the wrapper's own line of that end
    /// comes after them.
    func awaitEnd(_ exit: WrapperStatus.Exit, of generation: Int) {
        let deadline = Clock.monotonic() + 1000
        while Clock.monotonic() < deadline {
            // Nothing tells when a line has been written.
            if Self.end(of: exit, generation, in: LogTail.lines(app, 400)) != nil { return }
            if exit.at < Clock.wall() - 10_000 { return }
            _ = poll(nil, 0, 50)
        }
    }

    /// Where the wrapper tells of it. Its lines have whole seconds, so the line of the start says which end it is, where
    /// that is among the lines.
    static func end(of exit: WrapperStatus.Exit, _ generation: Int, in lines: [String]) -> Int? {
        var incarnation: Int?
        var found: Int?
        for (index, line) in lines.enumerated() where line.hasPrefix("slipway: ") {
            guard let mark = WrapperLine(line), mark.slot == generation else { continue }
            switch mark.turn {
            case .starts: incarnation = line.split(separator: " ").last.flatMap { Int($0) }
            case .runs: break
            case .ends:
                guard mark.at >= exit.at - 1000, mark.at <= exit.at + 5000 else { continue }
                if incarnation == exit.incarnation { return index }
                if incarnation == nil, found == nil { found = index }
            }
        }
        return found
    }

    private static func text(_ lines: ArraySlice<String>) -> [UInt8] {
        Array(lines.suffix(shown).map { $0 + "\n" }.joined().utf8)
    }
}
