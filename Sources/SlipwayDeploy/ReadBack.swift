import Glibc
import SlipwayCrypto
import SlipwayModel
import SlipwaySystem

/// Reads files back from the disk, past the page cache, while more of them are being written: what the disk kept, not
/// what memory remembers.
final class ReadBack: @unchecked Sendable {
    /// What a file was found to hold.
    struct Reading: Sendable {
        let digest: Digest
        let size: Int64
        /// False where the filesystem writes it out with everything else only, so that it came from memory.
        let isFromDisk: Bool
    }

    private struct File {
        let path: String
        /// Bytes, and one for the file itself.
        let weight: Int64
        var reading: Result<Reading, any Error>?
    }

    private let monitor = Monitor()
    private var files: [File] = []
    private var next = 0
    private var taken = 0
    private var unread: Int64 = 0
    private var isStarted = false
    private var hasThread = false
    private var isOver = false

    /// One that is complete, and keeps its name until its reading was taken; `size` in bytes.
    func add(_ path: String, size: Int64) {
        monitor.with {
            files.append(File(path: path, weight: size + 1))
            unread += size + 1
        }
        if isStarted { return }
        isStarted = true
        // Where no thread is to be had all of it is done by who takes the readings.
        hasThread = (try? Threads.start { [self] in work { isOver ? .some(nil) : nil } }) != nil
    }

    /// Waits until no more than so many bytes are still to be read; the readings that nobody has taken yet, in the order
    /// of their files, up to the first that is not there.
    func take(leaving most: Int64 = 0) throws -> [Reading] {
        if most == 0 || !hasThread { work { .some(nil) } }
        return try monitor.when { () -> [Result<Reading, any Error>]? in
            guard unread <= most else { return nil }
            let found = files[taken...].prefix { $0.reading != nil }.compactMap(\.reading)
            taken += found.count
            return found
        }.map { try $0.get() }
    }

    /// Leaves what was not asked for.
    func stop() {
        monitor.with {
            isOver = true
            next = files.count
        }
    }

    static func read(_ path: String) throws -> Reading {
        let file = try OpenFile.read(path)
        let isFromDisk = file.leaveCache()
        let (digest, size) = try Hashing.sha256(file)
        return Reading(digest: digest, size: size, isFromDisk: isFromDisk)
    }

    /// `idle` is asked where there is nothing to read: nil to wait for more.
    private func work(_ idle: () -> (Int, String)??) {
        while let (number, path) = monitor.when({ claim() ?? idle() }) {
            let reading = Result { try Self.read(path) }
            monitor.with {
                files[number].reading = reading
                unread -= files[number].weight
            }
        }
    }

    private func claim() -> (Int, String)?? {
        guard next < files.count else { return nil }
        defer { next += 1 }
        return (next, files[next].path)
    }
}
