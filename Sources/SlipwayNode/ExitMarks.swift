package import SlipwayModel
import SlipwaySystem
import Synchronization

/// Remembers which ends of an app's processes need no incident any more: each gets one, once, across daemons too. What a
/// user has ended gets none.
package struct ExitMarks {
    private struct Mark: Codable {
        var incarnation: Int
        /// Milliseconds since 1970.
        var at: Int64
    }

    private let path: String
    private let folder: String

    package init(_ app: AppLayout) {
        folder = app.incidents
        path = app.incidents + "/seen.json"
    }

    package func isNew(_ exit: WrapperStatus.Exit, of generation: Int) -> Bool {
        guard let mark = read()["\(generation)"] else { return true }
        // Numbers begin anew when a wrapper has lost its memory, and clocks are set back; not both at once.
        return exit.incarnation > mark.incarnation || exit.at > mark.at
    }

    /// Every end up to this one is dealt with. A full disk forgets it.
    package func note(_ generation: Int, incarnation: Int, at: Int64) {
        Self.writing.withLock { _ in write(generation, incarnation, at) }
    }

    /// Of a process that is about to be ended on purpose: no end of it within two minutes is news.
    package func expect(_ generation: Int, incarnation: Int) {
        note(generation, incarnation: incarnation, at: Clock.wall() + 120_000)
    }

    private static let writing = Mutex(())

    private func write(_ generation: Int, _ incarnation: Int, _ at: Int64) {
        var marks = read()
        let old = marks["\(generation)"] ?? Mark(incarnation: 0, at: 0)
        let isOlder = incarnation < old.incarnation && at <= old.at
        if isOlder { return }
        marks["\(generation)"] = Mark(incarnation: incarnation, at: max(at, old.at))
        let newest = marks.keys.compactMap { Int($0) }.sorted().suffix(Self.most)
        let kept = marks.filter { key, _ in Int(key).map(newest.contains) ?? false }
        // Not with its parents: an app that is gone stays gone.
        guard (try? Disk.makeFolder(folder, mode: 0o700)) != nil, let bytes = try? JSONText.bytes(kept) else { return }
        try? DurableFile.replaceVolatile(path, with: bytes, mode: 0o600)
    }

    /// Generations remembered.
    private static let most = 32

    private func read() -> [String: Mark] {
        guard let bytes = try? Files.read(path, limit: 1 << 20) else { return [:] }
        return (try? JSONText.value([String: Mark].self, from: bytes)) ?? [:]
    }
}
