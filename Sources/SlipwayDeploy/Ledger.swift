import SlipwayCrypto
import SlipwayModel
import SlipwaySystem
import Synchronization

/// The file `ledger.jsonl` of one app: appended and synced event by event, each line with a checksum of its own. The
/// only truth about the app. A line is `{"sum":"<16 hex of SHA-256>","entry":{…}}`; a torn last line is dropped.
package final class Ledger: Sendable {
    private struct Content {
        var entries: [LedgerEntry] = []
        var state = LedgerState()
        /// Where a torn tail begins, when there is one; cut off before the next append.
        var torn: Int64?
        /// What could not be written when it happened; goes first at the next append.
        var unwritten: [LedgerEntry] = []

        func next(_ event: LedgerEvent, at: Int64) -> LedgerEntry {
            LedgerEntry(seq: entries.count + 1, at: at, up: Clock.monotonic(), event: event)
        }

        mutating func take(_ entry: LedgerEntry) {
            entries.append(entry)
            state.apply(entry)
        }
    }

    package let path: String
    private let content: Mutex<Content>

    package var entries: [LedgerEntry] { content.withLock { $0.entries } }
    package var state: LedgerState { content.withLock { $0.state } }

    /// Reads what is there; a missing file is an empty ledger. A broken line before the last is refused: the file was
    /// altered, and guessing would be worse.
    package init(_ path: String) throws {
        self.path = path
        content = Mutex(Files.exists(path) ? try Self.load(path) : Content())
    }

    private static func load(_ path: String) throws -> Content {
        var content = Content()
        let bytes = try Files.read(path, limit: 256 << 20)
        var good = 0
        while let end = bytes[good...].firstIndex(of: 10) {
            guard let entry = try entry(bytes[good..<end], path), entry.seq == content.entries.count + 1 else {
                if end + 1 == bytes.count { break }
                throw Refusal(
                    .badInput, "the ledger \(path) is damaged in line \(content.entries.count + 1)",
                    hint: "restore the file from a backup, or move it away to begin anew")
            }
            content.take(entry)
            good = end + 1
        }
        content.torn = good < bytes.count ? Int64(good) : nil
        return content
    }

    /// On disk when it returns; nothing has happened when it throws.
    package func append(_ event: LedgerEvent, at: Int64 = Clock.wall()) throws {
        try content.withLock { content in
            let entry = content.next(event, at: at)
            try write(content.unwritten + [entry], torn: &content.torn)
            content.unwritten = []
            content.take(entry)
        }
    }

    /// On disk if the disk takes it, else in memory until it does: the way back must not stop at a full disk. A daemon
    /// that ends before it is written begins that way back anew. `isWanted` is asked of the state at that instant.
    package func appendOrHold(
        _ event: LedgerEvent, at: Int64 = Clock.wall(), when isWanted: (LedgerState) -> Bool = { _ in true }
    ) {
        content.withLock { content in
            guard isWanted(content.state) else { return }
            let entry = content.next(event, at: at)
            do {
                try write(content.unwritten + [entry], torn: &content.torn)
                content.unwritten = []
            } catch {
                content.unwritten.append(entry)
            }
            content.take(entry)
        }
    }

    private func write(_ entries: [LedgerEntry], torn: inout Int64?) throws {
        if let cut = torn {
            try Disk.truncate(path, to: cut)
            torn = nil
        }
        let isNew = !Files.exists(path)
        let file = try Disk.create(path, mode: 0o644, appending: true)
        let before = try file.size()
        do {
            for entry in entries { try Disk.write(try Self.line(entry), to: file, path) }
            try Disk.sync(file, path)
            if isNew { try Disk.syncFolder(parent(of: path)) }
        } catch {
            // Half a line would make the next append unreadable, and a whole one would be believed after a restart.
            torn = before
            if (try? Disk.truncate(path, to: before)) != nil, (try? Disk.sync(file, path)) != nil { torn = nil }
            throw error
        }
    }

    private static func line(_ entry: LedgerEntry) throws -> [UInt8] {
        let body = try JSONText.bytes(entry)
        return Array("{\"sum\":\"\(checksum(body))\",\"entry\":".utf8) + body + [125, 10]
    }

    /// What every line tells, whatever else is in it.
    private struct Format: Decodable { var format: Int? }

    /// nil when it is damaged. Whole and not to be understood, it is a newer Slipway's, and refused.
    private static func entry(_ line: ArraySlice<UInt8>, _ path: String) throws -> LedgerEntry? {
        let head = Array("{\"sum\":\"0123456789abcdef\",\"entry\":".utf8)
        guard line.count > head.count + 1, line.last == 125, line.starts(with: head.prefix(8)) else { return nil }
        let sum = String(decoding: line.dropFirst(8).prefix(16), as: UTF8.self)
        let body = Array(line.dropFirst(head.count).dropLast())
        guard checksum(body) == sum else { return nil }
        let title = "the ledger \(path)"
        let format = (try? JSONText.value(Format.self, from: body))?.format ?? 1
        try FormatVersion.check(format, known: FormatVersion.ledger, title)
        if let entry = try? JSONText.value(LedgerEntry.self, from: body) { return entry }
        throw FormatVersion.newer(title, "an event that this one does not know", known: FormatVersion.ledger)
    }

    private static func checksum(_ bytes: [UInt8]) -> String { String(Hashing.sha256(bytes).hex.prefix(16)) }
}
