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

    private let monitor = Monitor()
    private var paths: [String] = []
    private var readings: [Int: Result<Reading, any Error>] = [:]
    private var next = 0
    private var isStarted = false
    private var isOver = false

    /// One that is complete, and keeps its name until the readings were asked for.
    func add(_ path: String) {
        let isFirst = monitor.with {
            paths.append(path)
            defer { isStarted = true }
            return !isStarted
        }
        // Where no thread is to be had all of it is done by who asks for the readings.
        if isFirst { try? Threads.start { [self] in work { isOver ? .some(nil) : nil } } }
    }

    /// Waits for all that were added, and forgets them; in their order.
    func take() throws -> [Reading] {
        work { .some(nil) }
        let results = monitor.when { readings.count == paths.count ? readings : nil }
        defer { forget() }
        return try results.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }

    /// Leaves what was not asked for.
    func stop() {
        monitor.with {
            isOver = true
            next = paths.count
        }
    }

    static func read(_ path: String) throws -> Reading {
        let file = try OpenFile.read(path)
        let isFromDisk = file.leaveCache()
        let (digest, size) = try Hashing.sha256(file)
        return Reading(digest: digest, size: size, isFromDisk: isFromDisk)
    }

    private func forget() {
        monitor.with {
            paths = []
            readings = [:]
            next = 0
        }
    }

    /// `idle` is asked where there is nothing to read: nil to wait for more.
    private func work(_ idle: () -> (Int, String)??) {
        while let (number, path) = monitor.when({ claim() ?? idle() }) {
            let result = Result { try Self.read(path) }
            monitor.with { readings[number] = result }
        }
    }

    private func claim() -> (Int, String)?? {
        guard next < paths.count else { return nil }
        defer { next += 1 }
        return (next, paths[next])
    }
}
