import Glibc
import SlipwayControl
import SlipwayModel
import SlipwayObserve
import SlipwaySystem

extension Conversation {
    /// The latest events, then what comes, when that is asked for too.
    func events(_ app: String?, since: Int64?, lines: Int, follow: Bool) throws -> String {
        if let app, node.events.latest(1, { $0.app == app }).isEmpty { _ = try node.deskOfAnyTime(app) }
        // RFC 3339 in UTC sorts as text.
        let from = since.map(Clock.text)
        let isWanted: (EventDocument) -> Bool = { event in
            (app == nil || event.app == app) && from.map { event.at >= $0 } ?? true
        }
        let follower = follow && node.isDaemon ? try node.events.follow() : nil
        defer { if let follower { node.events.unfollow(follower) } }
        let past = node.events.latest(min(max(lines, 1), 10_000), isWanted)
        for event in past { tell(.event(event)) }
        guard follow else { return "" }
        guard let follower else {
            throw Refusal(
                .unreachable, "no daemon runs for \(node.configuration.layout.state), so no event comes",
                hint: "start it with: \(node.configuration.startCommand)")
        }
        // Somebody may read slowly on purpose.
        client.bePatient()
        try hear(follower, after: past.last?.sequence ?? 0, isWanted)
        return ""
    }

    private func hear(
        _ follower: EventFollower, after last: Int, _ isWanted: (EventDocument) -> Bool
    ) throws {
        while true {
            // Asked before what has arrived is told, so that the daemon's last event is among it.
            let isLast = node.isEnding()
            for event in follower.arrived() where event.sequence > last && isWanted(event) { tell(.event(event)) }
            if clientIsGone || isLast { return }
            var polled = [
                pollfd(fd: client.fd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: follower.wake.file.fd, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 2, -1) < 0, errno != EINTR { throw SystemError("wait for", "events", errno) }
            if polled[0].revents != 0 { return }
        }
    }

    func metrics() throws -> String {
        for line in try metricsLines() { tell(.line(text: line)) }
        return ""
    }

    /// Prometheus text.
    func metricsLines() throws -> [String] {
        let status = try statusDocument(nil)
        func exclusive(_ pid: Int32?) -> Int64? {
            pid.flatMap(ProcessTable.identity).flatMap { ProcessFacts($0)?.privateBytes }
        }
        let wrappers = status.apps.compactMap { app in exclusive(app.wrapperPid).map { (app.name, $0) } }
        return MetricsView.lines(
            status, daemon: exclusive(ProcessTable.own.pid), wrappers: Dictionary(wrappers) { $1 })
    }
}
