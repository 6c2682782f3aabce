import SlipwayCrypto
package import SlipwayModel
import SlipwaySystem
import Synchronization

/// Remembers the digests of files by what the system says of them, so that a file nobody has touched is not read again.
///
/// A file is remembered only when its last change was clearly over before it was read: of a file changed since, or in
/// the same tick of the clock, the times cannot tell. Not for two threads at once.
package final class KnownFiles {
    package typealias Content = (digest: Digest, size: Int64)

    /// Milliseconds: the coarsest times that file systems keep, and how far the clock of a file server may be off.
    package static let grain: Int64 = 2000
    private static let key = "files"
    private static let head = "slipway files 1"
    private static let most = 100_000

    private let store: DirectoryStore
    private let now: @Sendable () -> Int64
    private var known: [FileStamp: Digest] = [:]
    private var fresh: [FileStamp: Digest] = [:]
    private var used: Set<FileStamp> = []

    /// `now`: milliseconds since 1970, by the clock that files get their times from.
    package init(_ store: DirectoryStore, now: @escaping @Sendable () -> Int64 = { Clock.wall() }) {
        self.store = store
        self.now = now
        known = store.noted(Self.key).map(Self.read) ?? [:]
    }

    /// Digests and sizes in the order of the paths; those not known are read, several at once. Links are followed.
    /// Throws the error of the first file that has one.
    package func digests(of paths: [String]) throws -> [Content] {
        var found: [Content?] = []
        var unknown: [Int] = []
        for (number, path) in paths.enumerated() {
            let stamp = try Files.facts(path, following: true).map { FileStamp($0) }
            if let stamp, let digest = known[stamp] {
                used.insert(stamp)
                found.append((digest, stamp.size))
            } else {
                unknown.append(number)
                found.append(nil)
            }
        }
        let read = try Self.hash(unknown.map { paths[$0] }, now)
        for (number, result) in zip(unknown, read) {
            found[number] = result.content
            if let stamp = result.stamp { fresh[stamp] = result.content.digest }
        }
        return found.compactMap(\.self)
    }

    /// Writes down what has been learned. Worth nothing but time, so no reason to fail.
    package func keep() {
        if fresh.isEmpty { return }
        var all = fresh
        for stamp in used { all[stamp] = known[stamp] }
        for (stamp, digest) in known where all.count < Self.most { all[stamp] = digest }
        var text = Self.head + "\n"
        for (stamp, digest) in all { text += "\(stamp) \(digest.hex)\n" }
        store.note(Self.key, Array(text.utf8))
        known = all
        fresh = [:]
    }

    private static func read(_ bytes: [UInt8]) -> [FileStamp: Digest] {
        let lines = bytes.split(separator: 10)
        guard lines.first?.elementsEqual(head.utf8) == true else { return [:] }
        var known: [FileStamp: Digest] = Dictionary(minimumCapacity: lines.count)
        for line in lines.dropFirst() {
            guard let blank = line.lastIndex(of: 32), let stamp = FileStamp(text: line[..<blank]),
                let digest = Digest(hex: String(decoding: line[(blank + 1)...], as: UTF8.self))
            else { return [:] }
            known[stamp] = digest
        }
        return known
    }

    private struct Reading: Sendable {
        var content: Content
        /// nil where the file's times do not vouch for it.
        var stamp: FileStamp?
    }

    private final class Readings: Sendable {
        let all: Mutex<[Reading?]>
        init(_ count: Int) { all = Mutex(Array(repeating: nil, count: count)) }
    }

    private static func hash(_ paths: [String], _ now: @escaping @Sendable () -> Int64) throws -> [Reading] {
        let readings = Readings(paths.count)
        try Workers.each(paths.count) { number in
            let reading = try Self.hash(paths[number], now)
            readings.all.withLock { $0[number] = reading }
        }
        return readings.all.withLock { $0 }.compactMap(\.self)
    }

    private static func hash(_ path: String, _ now: () -> Int64) throws -> Reading {
        do {
            let file = try OpenFile.read(path)
            let before = FileStamp(try Files.facts(of: file, path))
            let begun = now()
            let content = try Hashing.sha256(file)
            let after = FileStamp(try Files.facts(of: file, path))
            let vouched = before == after && after.size == content.size && after.isSettled(at: begun, grain: grain)
            return Reading(content: content, stamp: vouched ? after : nil)
        } catch let error as SystemError {
            throw SystemError(error.operation, path, error.code)
        }
    }
}
