import Glibc
import SlipwayModel
import SlipwaySystem

/// Has a release's own Java VM make one class-data archive, without starting the app: at the lowest priority, as a user
/// who runs nothing else where apps have users, with no environment, able to write into one folder only. What it has
/// made is copied, so that it is the node's alone.
struct ArchiveMaker {
    struct Failure: Error { var cause: String }

    let layout: NodeLayout
    let plan: ArchivePlan
    /// Its folder, without links.
    let release: String
    /// nil is ours.
    let user: HostUser?

    /// At that priority a busy host may take long (ms).
    private static let patience: Int64 = 15 * 60_000
    private static let leastRoom: Int64 = 256 << 20

    /// Bytes of the archive. Throws `Failure`.
    func make() throws -> Int64 {
        do {
            try Folders.make(layout.archives)
            let room = try Files.room(at: layout.archives).bytes
            guard room >= Self.leastRoom else { throw Failure(cause: "only \(room >> 20) MiB are free on its disk") }
            try Folders.removeAllHeld(folder)
            defer { try? Folders.removeAllHeld(folder) }
            try Disk.makeFolder(folder, mode: 0o700)
            if let user, let place = try HeldPlace(folder) { try Disk.changeOwner(place, folder, user) }
            let (ending, words) = try run()
            guard ending == .exited(0) else {
                throw Failure(cause: ArchiveVerdict.cause(words) ?? "the Java VM ended with \(ending)")
            }
            return try take(words)
        } catch let error as SystemError {
            throw Failure(cause: "\(error)")
        }
    }

    private var folder: String { layout.archives + "/.new-" + plan.key }
    private var fresh: String { folder + "/archive.jsa" }

    /// How it ended, and the last of what it said.
    private func run() throws -> (Ending, [UInt8]) {
        let pipe = try Pipe()
        var request = LaunchRequest(
            path: plan.program.hasPrefix("/") ? plan.program : release + "/" + plan.program,
            arguments: plan.dump(to: fresh, folder: folder), environment: [:], folder: release,
            descriptors: [-1, pipe.writer!.fd, pipe.writer!.fd], newSession: true, umask: 0o077)
        request.oomScore = 1000
        request.user = user
        request.isBackground = true
        request.writable = folder
        let child = try ChildProcess.launch(request)
        // Nobody else has that end: the child's words end when it does.
        pipe.writer = nil
        let deadline = Clock.monotonic() + Self.patience
        var words: [UInt8] = []
        do {
            while Waiting.until(readable: pipe.reader.fd, deadline: deadline) {
                let piece = try [UInt8](unsafeUninitializedCapacity: 16_384) {
                    $1 = try pipe.reader.read(into: .init($0))
                }
                if piece.isEmpty { break }
                words = Array((words + piece).suffix(16_384))
            }
        } catch {
            child.signalGroup(SIGKILL)
            _ = child.ending(within: -1)
            throw error
        }
        if let ending = child.ending(within: Int32(clamping: max(0, deadline - Clock.monotonic()))) {
            return (ending, words)
        }
        child.signalGroup(SIGKILL)
        _ = child.ending(within: -1)
        throw Failure(cause: "it was not made in \(TimeSpan(milliseconds: Int(Self.patience)))")
    }

    /// Whoever made it may change that file at any time, and not the copy.
    private func take(_ words: [UInt8]) throws -> Int64 {
        let made: OpenFile
        do {
            made = try PlainFile.read(fresh)
        } catch {
            throw Failure(cause: ArchiveVerdict.cause(words) ?? "the Java VM has made none")
        }
        let facts = try Files.facts(of: made, fresh)
        guard facts.links == 1, facts.owner == user?.uid ?? geteuid() else {
            throw Failure(cause: "what lies there is not what the Java VM has made")
        }
        let size = try made.size()
        guard (ArchivePlan.smallest...ArchivePlan.largest).contains(size) else {
            throw Failure(cause: "what the Java VM has made is of \(size) bytes, which no archive is")
        }
        let copy = layout.archives + "/." + plan.key + ".new"
        try Disk.unlink(copy)
        do {
            let file = try Disk.create(copy, mode: 0o600, exclusive: true)
            var offset: Int64 = 0
            while offset < size {
                let piece = try [UInt8](unsafeUninitializedCapacity: 1 << 20) {
                    $1 = try made.read(into: .init($0), at: offset)
                }
                if piece.isEmpty { break }
                try Disk.write(piece, to: file, copy)
                offset += Int64(piece.count)
                if offset > ArchivePlan.largest { throw Failure(cause: "it does not end") }
            }
            try Disk.sync(file, copy)
            try Disk.chmod(copy, 0o444)
            try Disk.rename(copy, to: layout.archive(plan.key))
        } catch {
            try? Disk.unlink(copy)
            throw error
        }
        try Disk.syncFolder(layout.archives)
        return size
    }
}
