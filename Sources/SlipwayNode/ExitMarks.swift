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

        /// Numbers begin anew when a wrapper has lost its memory, and clocks are set back; not both at once.
        func covers(_ exit: WrapperStatus.Exit) -> Bool { exit.incarnation <= incarnation && exit.at <= at }
    }

    private let path: String
    private let folder: String

    package init(_ app: AppLayout) {
        folder = app.incidents
        path = app.incidents + "/seen.json"
    }

    package func isNew(_ exit: WrapperStatus.Exit, of generation: Int) -> Bool {
        if Self.expected.withLock({ $0[path]?[generation] })?.covers(exit) == true { return false }
        return read()["\(generation)"]?.covers(exit) != true
    }

    /// Every end up to this one is dealt with. A full disk forgets it.
    package func note(_ generation: Int, incarnation: Int, at: Int64) {
        Self.writing.withLock { _ in write(generation, incarnation, at) }
    }

    /// Of a process that is about to be ended on purpose: no end of it within two minutes is news. The disk is not
    /// asked, for that may take its time: `settle` follows the signal, or `takeBack` when there was none.
    package func expect(_ generation: Int, incarnation: Int) {
        let now = Clock.wall()
        Self.expected.withLock { all in
            for (path, marks) in all {
                let left = marks.filter { now <= $0.value.at }
                all[path] = left.isEmpty ? nil : left
            }
            all[path, default: [:]][generation] = Mark(incarnation: incarnation, at: now + Self.near)
        }
    }

    /// The process that was expected to end has its signal: a later daemon shall know, too.
    package func settle(_ generation: Int) {
        guard let mark = Self.expected.withLock({ $0[path]?[generation] }) else { return }
        note(generation, incarnation: mark.incarnation, at: mark.at)
    }

    /// The process was let live after all.
    package func takeBack(_ generation: Int) {
        Self.expected.withLock { all in
            all[path]?[generation] = nil
            if all[path]?.isEmpty == true { all[path] = nil }
        }
    }

    /// Milliseconds.
    private static let near: Int64 = 120_000
    /// What is not on disk yet, by path and generation.
    private static let expected = Mutex<[String: [Int: Mark]]>([:])
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
