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

    /// Between those who record and the thread that writes: there is work, and there is none.
    private struct Desk: Sendable {
        let work: WakeUp
        let idle: WakeUp
    }

    private struct Queue {
        /// nil: each event is written at once by who records it.
        var desk: Desk?
        var waiting: [EventDocument] = []
    }

    private let path: String
    private let state = Mutex(State())
    private let queue = Mutex(Queue())
    private static let mostWaiting = 2000
    /// Bytes after which the file is put aside as `.1`.
    private let most: Int64
    private static let longestDetail = 2000

    package init(_ path: String, most: Int64 = 1 << 20) {
        self.path = path
        self.most = most
    }

    /// A disk that is full loses the line, never the daemon; one that hangs holds nobody up once `startWriting` was
    /// called.
    package func record(
        _ what: EventDocument.What, app: String?, generation: Int? = nil, pid: Int32? = nil, _ detail: String
    ) {
        var event = EventDocument(
            sequence: 0, at: Clock.text(Clock.wall()), what: what, app: app,
            detail: PrintedLine.cut(detail, to: Self.longestDetail))
        event.generation = generation
        event.pid = pid
        let isQueued = queue.withLock { queue in
            guard let desk = queue.desk else { return false }
            // Of a disk that hangs for long the oldest are lost.
            if queue.waiting.count == Self.mostWaiting { queue.waiting.removeFirst() }
            queue.waiting.append(event)
            desk.idle.clear()
            desk.work.call()
            return true
        }
        if !isQueued { write(event) }
    }

    /// Numbers it, keeps it and hands it on.
    private func write(_ event: EventDocument) {
        var event = event
        state.withLock { state in
            event.sequence = (state.last ?? EventFile(path).lastSequence) + 1
            state.last = event.sequence
            keep(event, &state)
            for follower in state.followers { follower.take(event) }
        }
    }

    /// From now on a thread of its own writes what is recorded.
    package func startWriting() throws {
        let desk = Desk(work: try WakeUp(), idle: try WakeUp())
        desk.idle.call()
        queue.withLock { $0.desk = desk }
        try Threads.start { [self] in
            while true {
                _ = Waiting.until(readable: desk.work.file.fd, deadline: .max)
                desk.work.clear()
                while let next = takeNext(desk) { write(next) }
            }
        }
    }

    private func takeNext(_ desk: Desk) -> EventDocument? {
        queue.withLock { queue in
            if queue.waiting.isEmpty {
                desk.idle.call()
                return nil
            }
            return queue.waiting.removeFirst()
        }
    }

    /// Waits until all that was recorded so far is written, but no longer than a disk may take (ms).
    package func flush(within patience: Int64 = 500) {
        guard let desk = queue.withLock({ $0.desk }) else { return }
        _ = Waiting.until(readable: desk.idle.file.fd, deadline: Clock.monotonic() + patience)
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
        flush()
        return EventFile(path).latest(count, isWanted)
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
