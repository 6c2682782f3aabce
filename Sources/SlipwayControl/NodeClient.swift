import Glibc
package import SlipwayModel
package import SlipwaySystem

/// One conversation with a node's daemon: a request, then its replies until the last.
package final class NodeClient {
    private let channel: LineChannel

    /// Refuses with 69 when no daemon listens there.
    package init(_ layout: NodeLayout, start hint: String) throws {
        do {
            channel = LineChannel(try UnixSocket.connect(layout.socket))
        } catch let error as SystemError {
            if error.code == EACCES || error.code == EPERM {
                throw Self.forbidden(layout)
            }
            throw Refusal(.unreachable, "no daemon runs for \(layout.state)", hint: "start it with: \(hint)")
        }
    }

    private static func forbidden(_ layout: NodeLayout) -> Refusal {
        let user = ProcessTable.userName(geteuid())
        let isSystems = layout == NodeLayout(root: nil)
        return Refusal(
            .notPermitted, "this user may not talk to the daemon of \(layout.state)",
            hint: isSystems
                ? "run the command as root, or have root run: usermod -aG slipway \(user), then log in again"
                : "run the command as the user who runs the daemon")
    }

    package func send(_ request: NodeRequest, descriptors: [OpenFile] = []) throws {
        try withExtendedLifetime(descriptors) {
            try channel.send(try JSONText.bytes(request), descriptors: descriptors.map(\.fd))
        }
    }

    /// nil when the daemon has gone away without a last word.
    package func reply(deadline: Int64 = .max) throws -> NodeReply? {
        try channel.line(deadline: deadline).map(Self.understood)
    }

    private static func understood(_ line: [UInt8]) throws -> NodeReply {
        do {
            return try JSONText.value(NodeReply.self, from: line)
        } catch {
            throw Refusal(
                .unreachable, "the daemon answered something this program does not understand",
                hint: "use programs of one version: \(error)")
        }
    }

    /// Waits for a reply, as long as `other` has nothing to read and `output` somebody who reads it.
    private func reply(besides other: OpenFile, output: Int32) throws -> Awaited {
        while true {
            if let line = channel.bufferedLine() { return .reply(try Self.understood(line)) }
            var polled = [
                pollfd(fd: channel.socket.fd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: other.fd, events: Int16(POLLIN), revents: 0),
                // Errors and a hang-up are told without being asked for; a negative number is passed over.
                pollfd(fd: output, events: 0, revents: 0),
            ]
            if poll(&polled, 3, -1) < 0 {
                if errno == EINTR { continue }
                throw SystemError("wait on", "the daemon", errno)
            }
            if polled[1].revents != 0 || polled[2].revents != 0 { return .other }
            if polled[0].revents != 0, try !channel.fill() { return .gone }
        }
    }

    private enum Awaited {
        case reply(NodeReply)
        case other
        case gone
    }

    /// What `conclude(_:)` does; calls `interrupt` each time `other` can be read, which must take what is there. With
    /// `output`, a descriptor, also once nobody reads that any more: then it must throw.
    package func conclude(
        besides other: OpenFile, output: Int32 = -1, interrupt: () throws -> Void,
        _ body: (NodeReply) throws -> Void
    ) throws -> String {
        while true {
            switch try reply(besides: other, output: output) {
            case .reply(let reply): if let sentence = try Self.last(reply, body) { return sentence }
            case .other: try interrupt()
            case .gone: throw Self.silence
            }
        }
    }

    /// Hands every reply but the last to `body`; returns the last sentence. Throws the daemon's refusal as it is, and
    /// `outcomeUnknown` when the daemon goes away meanwhile.
    package func conclude(_ body: (NodeReply) throws -> Void) throws -> String {
        while let reply = try reply() {
            if let sentence = try Self.last(reply, body) { return sentence }
        }
        throw Self.silence
    }

    private static func last(_ reply: NodeReply, _ body: (NodeReply) throws -> Void) throws -> String? {
        switch reply {
        case .done(let sentence): return sentence
        case .refused(let refusal): throw refusal
        case .step, .line, .status, .history, .node, .plan, .difference, .configuration, .verified, .collected,
            .secrets, .incidents, .incident, .event:
            try body(reply)
            return nil
        }
    }

    private static let silence = Refusal(
        .outcomeUnknown, "the daemon went away before it told the outcome",
        hint: "see `slipway status` and `slipway history` once it runs again; it finishes or undoes what it began")
}
