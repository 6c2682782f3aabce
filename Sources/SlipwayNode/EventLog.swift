import SlipwayControl
import SlipwaySystem
import Synchronization

/// Owns what has happened on the node: numbers each event, keeps it in `events.jsonl`, and wakes those who follow.
final class EventLog: Sendable {
    private let path: String
    private let last = Mutex(0)

    init(_ path: String) { self.path = path }

    /// A disk that is full loses the line, never the daemon.
    func record(
        _ what: EventDocument.What, app: String?, generation: Int? = nil, pid: Int32? = nil, _ detail: String
    ) {
        var event = EventDocument(
            sequence: last.withLock {
                $0 += 1
                return $0
            }, at: Clock.text(Clock.wall()), what: what, app: app, detail: detail)
        event.generation = generation
        event.pid = pid
    }
}
