import Glibc
import SlipwayModel
import SlipwaySystem

/// Hands over new lines of a log as they come, across rotation, until the client has gone or the log has.
final class LogFollower {
    private let app: AppLayout
    private var file: OpenFile?
    private var inode: UInt64 = 0
    /// The first number of a piece of which nothing was read.
    private var unread: Int
    private var cutter: LineCutter
    private let body: (String) -> Void
    /// Tells when something in the log's folder changes.
    private let watch: OpenFile?
    /// Milliseconds; only where the kernel has no watch left to give.
    private static let pause: Int32 = 500

    /// Goes on where `pieces` end, and the line that `cutter` has begun.
    init(_ app: AppLayout, after pieces: LogPieces, _ cutter: LineCutter, _ body: @escaping (String) -> Void) {
        self.app = app
        self.cutter = cutter
        self.body = body
        file = pieces.present
        inode = pieces.inode
        unread = Self.unread(pieces)
        watch = Self.watch(app.logs)
    }

    private static func watch(_ folder: String) -> OpenFile? {
        let fd = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        if fd < 0 { return nil }
        let watch = OpenFile(owning: fd)
        let changes = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF)
        return inotify_add_watch(fd, folder, changes) < 0 ? nil : watch
    }

    /// `client` becomes readable when it goes away; -1 for one that cannot. `isOver` is asked after each change.
    func follow(client: Int32, isOver: () -> Bool) throws {
        while true {
            try catchUp()
            if isOver() || !Files.exists(app.logs) { return }
            var polled = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: watch?.fd ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, 2, watch == nil ? Self.pause : -1) < 0, errno != EINTR {
                throw SystemError("wait for", app.log, errno)
            }
            if polled[0].revents != 0 { return }
            drain()
        }
    }

    /// What happened is seen by looking; how often does not matter.
    private func drain() {
        guard let watch else { return }
        var room = [UInt8](repeating: 0, count: 16_384)
        while read(watch.fd, &room, room.count) > 0 {}
    }

    private func catchUp() throws {
        if let file { try cutter.read(file, body) }
        guard (try Files.facts(app.log))?.inode != inode else { return }
        let pieces = LogPieces(app)
        // What came between the last look and the rotation.
        if let file { try cutter.read(file, body) }
        for number in pieces.numbers where number >= unread {
            try cutter.read(LogPiece(pieces.log, number), damaged: body, body)
        }
        file = pieces.present
        inode = pieces.inode
        unread = Self.unread(pieces)
        if let file { try cutter.read(file, body) }
    }

    private static func unread(_ pieces: LogPieces) -> Int { pieces.next + (pieces.present == nil ? 0 : 1) }
}
