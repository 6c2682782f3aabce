import Glibc
package import SlipwayControl
import SlipwayObserve
package import SlipwaySystem
import Synchronization

/// Owns what has happened on the node: numbers each event, keeps it in `events.jsonl`, and wakes those who follow.
package final class EventLog: Sendable {
    private struct State {
        /// The number of the latest event; nil until the file has told.
        var last: Int?
        /// The file may end in the middle of a line.
        var isTorn = true
        var followers: [EventFollower] = []
    }

    private let path: String
    private let state = Mutex(State())
    /// Bytes after which the file is put aside as `.1`.
    private let most: Int64
    private static let longestDetail = 2000

    package init(_ path: String, most: Int64 = 1 << 20) {
        self.path = path
        self.most = most
    }

    /// A disk that is full loses the line, never the daemon.
    package func record(
        _ what: EventDocument.What, app: String?, generation: Int? = nil, pid: Int32? = nil, _ detail: String
    ) {
        state.withLock { state in
            let sequence = (state.last ?? EventFile(path).lastSequence) + 1
            state.last = sequence
            var event = EventDocument(
                sequence: sequence, at: Clock.text(Clock.wall()), what: what, app: app,
                detail: PrintedLine.cut(detail, to: Self.longestDetail))
            event.generation = generation
            event.pid = pid
            keep(event, &state)
            for follower in state.followers { follower.take(event) }
        }
    }

    private func keep(_ event: EventDocument, _ state: inout State) {
        do {
            var file = try PlainFile.append(path, mode: 0o644)
            if try file.size() >= most {
                try Disk.rename(path, to: path + ".1")
                file = try PlainFile.append(path, mode: 0o644)
            }
            let line = try JSONText.bytes(event) + [10]
            let start: [UInt8] = try state.isTorn && !EventFile(path).endsWithLine ? [10] : []
            state.isTorn = true
            try Disk.write(start + line, to: file, path)
            state.isTorn = false
        } catch {
            // It is on the followers' screens, and in the daemon's own log where that can still be written.
            DaemonLog.write("an event cannot be kept: \(error)")
        }
    }

    /// The latest events that `isWanted`, oldest first, at most `count` of them.
    package func latest(_ count: Int, _ isWanted: (EventDocument) -> Bool) -> [EventDocument] {
        EventFile(path).latest(count, isWanted)
    }

    /// Hands over what is recorded from now on.
    package func follow() throws -> EventFollower {
        let follower = try EventFollower()
        state.withLock { $0.followers.append(follower) }
        return follower
    }

    package func unfollow(_ follower: EventFollower) {
        state.withLock { $0.followers.removeAll { $0 === follower } }
    }
}

/// Holds the events that one follower has not seen yet.
package final class EventFollower: Sendable {
    private let waiting = Mutex<[EventDocument]>([])
    package let wake: WakeUp
    /// One that reads slowly loses the oldest.
    private static let most = 1000

    fileprivate init() throws { wake = try WakeUp() }

    fileprivate func take(_ event: EventDocument) {
        waiting.withLock {
            if $0.count == Self.most { $0.removeFirst() }
            $0.append(event)
        }
        wake.call()
    }

    package func arrived() -> [EventDocument] {
        wake.clear()
        return waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
