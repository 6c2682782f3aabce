import Glibc
import SlipwayArchive
import SlipwayModel
import SlipwaySystem

/// Puts a compressed piece of a log in the place of the plain one. At every instant at least one of the two is there,
/// whole; readers take the plain one while it is. Runs in a process of its own, and may be killed anywhere.
package enum PieceCompression {
    /// The first of a wrapper's words that asks for it; the path of a piece follows.
    package static let word = "compress"
    /// How the names of those end that are being written.
    package static let unfinished = ".new"
    /// Bytes; the program may have put anything in a piece's place.
    private static let most: Int64 = 4 << 30

    /// nil when the words ask for something else; otherwise the exit status.
    package static func run(words: [String]) -> Int32? {
        guard words.count == 2, words[0] == word else { return nil }
        _ = nice(19)
        do {
            try run(words[1])
            return 0
        } catch {
            return 1
        }
    }

    /// A process compresses the piece at `path`, perhaps one that a wrapper before an upgrade has begun.
    package static func isUnderWay(_ path: String) -> Bool {
        guard let piece = try? PlainFile.read(path) else { return false }
        return !isTaken(piece)
    }

    /// False when another process has it. It is ours for as long as it is open.
    private static func isTaken(_ piece: OpenFile) -> Bool { flock(piece.fd, LOCK_EX | LOCK_NB) == 0 }

    /// Compresses the piece at `path`. When it throws, the plain piece is still there, or another process had it.
    package static func run(_ path: String) throws {
        let piece = try PlainFile.read(path)
        guard isTaken(piece) else { throw SystemError("compress", path, EBUSY) }
        // Who had it until just now may have removed it.
        guard Files.exists(path) else { return }
        let target = path + LogPieceName.ending
        // A name of its own: another wrapper may have begun the same before it died.
        let fresh = "\(target).\(getpid())\(unfinished)"
        do {
            try Disk.unlink(fresh)
            try compress(piece, path, to: try Disk.create(fresh, mode: 0o640, exclusive: true), fresh)
            if let modified = try Files.facts(path)?.modified { try Disk.setTime(fresh, seconds: modified) }
            try Disk.rename(fresh, to: target)
        } catch {
            try? Disk.unlink(fresh)
            throw error
        }
        try Disk.syncFolder(parent(of: path))
        try Disk.unlink(path)
    }

    private static func compress(_ piece: OpenFile, _ path: String, to file: OpenFile, _ fresh: String) throws {
        let encoder = try ZstdEncoder(level: 3) { try Disk.write($0, to: file, fresh) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
        defer { room.deallocate() }
        var total: Int64 = 0
        while case let count = try piece.read(into: room), count > 0 {
            total += Int64(count)
            guard total <= most else { throw SystemError("compress", path, EFBIG) }
            try encoder.write(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        try encoder.finish()
        try Disk.sync(file, fresh)
    }
}
