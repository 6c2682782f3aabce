import SlipwayModel
import SlipwaySystem

/// The last lines of an app's log, from pieces put aside too.
enum LogTail {
    static func lines(_ app: AppLayout, _ count: Int) -> [String] { lines(LogPieces(app), count) }

    static func lines(_ pieces: LogPieces, _ count: Int) -> [String] {
        let count = min(max(count, 1), 10_000)
        var found: [String] = []
        for piece in pieces.pieces {
            found = last(count - found.count, of: piece.file) + found
            if found.count >= count { break }
        }
        return found
    }

    private static func last(_ count: Int, of file: OpenFile) -> [String] {
        guard let size = try? file.size() else { return [] }
        // Long enough for any sane line, short enough to hold.
        let begin = max(0, size - Int64(count) * 1024)
        guard (try? file.seek(to: begin)) != nil, let bytes = try? file.readAll(limit: 64 << 20) else { return [] }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast(bytes.last == 10 ? 1 : 0)
        if bytes.isEmpty { return [] }
        return lines.suffix(count).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The last `count` lines of those that the filter keeps; one that has no end yet stays in the cutter.
    static func lines(
        _ pieces: LogPieces, _ count: Int, _ filter: inout LogFilter, _ cutter: inout LineCutter
    ) throws -> [String] {
        var kept: [String] = []
        func take(_ line: String) {
            guard filter.keeps(line) else { return }
            kept.append(line)
            // Not each time: an array loses its first elements one by one at a price.
            if kept.count >= 2 * count { kept.removeFirst(kept.count - count) }
        }
        for piece in pieces.pieces.reversed() {
            try piece.file.seek(to: 0)
            try cutter.read(piece.file, take)
        }
        return Array(kept.suffix(count))
    }

    /// The generations that ran where the log begins: those whose first mark is not their start.
    static func running(_ pieces: LogPieces) throws -> Set<Int> {
        var seen: Set<Int> = []
        var running: Set<Int> = []
        var cutter = LineCutter()
        for piece in pieces.pieces.reversed() {
            try piece.file.seek(to: 0)
            try cutter.read(piece.file) { line in
                guard line.hasPrefix("slipway: "), let mark = LogMark(line), let slot = mark.slot else { return }
                if seen.insert(slot).inserted, mark.turn != .starts { running.insert(slot) }
            }
        }
        return running
    }
}
