import SlipwayModel
import SlipwaySystem

/// The last lines of an app's log, from pieces put aside too.
enum LogTail {
    static func lines(_ app: AppLayout, _ count: Int) -> [String] {
        var cutter = LineCutter()
        var found = lines(LogPieces(app), count, &cutter)
        cutter.finish { found.append($0) }
        return found
    }

    /// One that has no end yet counts too, and stays in the cutter.
    static func lines(_ pieces: LogPieces, _ count: Int, _ cutter: inout LineCutter) -> [String] {
        var count = min(max(count, 1), 10_000)
        var bytes = pieces.present.map { tail(count, of: $0) } ?? []
        let unfinished = bytes[((bytes.lastIndex(of: 10) ?? -1) + 1)...]
        var found: [String] = []
        if !unfinished.isEmpty {
            cutter.add(unfinished) { found.append($0) }
            bytes.removeLast(unfinished.count)
            count -= 1
        }
        found = last(count, of: bytes) + found
        for number in pieces.numbers.reversed() where found.count < count {
            guard let piece = LogPiece(pieces.log, number) else { continue }
            found = last(count - found.count, of: piece) + found
        }
        return found
    }

    /// Long enough for any sane line, short enough to hold.
    private static func bytes(_ count: Int) -> Int { count * 1024 }

    private static func tail(_ count: Int, of file: OpenFile) -> [UInt8] {
        guard let size = try? file.size() else { return [] }
        let begin = max(0, size - Int64(bytes(count)))
        guard (try? file.seek(to: begin)) != nil else { return [] }
        return (try? file.readAll(limit: 64 << 20)) ?? []
    }

    private static func last(_ count: Int, of piece: LogPiece) -> [String] {
        do {
            return last(count, of: try piece.last(bytes(count)))
        } catch {
            return [piece.damage(error)]
        }
    }

    private static func last(_ count: Int, of bytes: [UInt8]) -> [String] {
        if bytes.isEmpty { return [] }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast(bytes.last == 10 ? 1 : 0)
        return lines.suffix(count).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The last `count` lines of those that the filter keeps; one that has no end yet stays in the cutter.
    static func lines(
        _ pieces: LogPieces, _ count: Int, _ filter: inout LogFilter, _ cutter: inout LineCutter
    ) throws -> [String] {
        var kept: [String] = []
        func keep(_ line: String) {
            kept.append(line)
            // Not each time: an array loses its first elements one by one at a price.
            if kept.count >= 2 * count { kept.removeFirst(kept.count - count) }
        }
        try pieces.read(&cutter, damaged: keep) { if filter.keeps($0) { keep($0) } }
        return Array(kept.suffix(count))
    }

    /// The generations that ran where the log begins: those whose first mark is not their start.
    static func running(_ pieces: LogPieces) throws -> Set<Int> {
        var seen: Set<Int> = []
        var running: Set<Int> = []
        var cutter = LineCutter()
        try pieces.read(&cutter) { line in
            guard line.hasPrefix("slipway: "), let mark = WrapperLine(line), let slot = mark.slot else { return }
            if seen.insert(slot).inserted, mark.turn != .starts { running.insert(slot) }
        }
        return running
    }
}
