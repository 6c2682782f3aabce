import SlipwayModel
import SlipwaySystem

/// Owns the pieces of a log that were put aside: gives each its number, and lets the oldest go.
package struct LogShelf {
    /// The path of the log itself.
    package let log: String
    /// The highest number given so far.
    package private(set) var last: Int

    package init(_ log: String) {
        self.log = log
        last = 0
        last = names().map(\.number).max() ?? 0
    }

    /// Puts the present piece aside. The numbers only grow, so nobody else's place is taken.
    package mutating func putAside() throws {
        let number = min(last + 1, LogPieceName.most)
        try Disk.rename(log, to: LogPieceName.path(log, number))
        last = number
    }

    /// Lets the oldest go beyond as many as are kept.
    package func prune(keep: Int) {
        let numbers = Set(names().map(\.number)).sorted()
        for number in numbers.dropLast(max(keep, 1)) {
            let path = LogPieceName.path(log, number)
            try? Disk.unlink(path)
            try? Disk.unlink(path + LogPieceName.ending)
        }
    }

    /// The paths of those that are not compressed, the newest first.
    package func plain() -> [String] {
        names().filter { !$0.isCompressed }.map(\.number).sorted(by: >).map { LogPieceName.path(log, $0) }
    }

    /// Removes what compressions that were cut short have left.
    package func clear() {
        for path in leftovers() { try? Disk.unlink(path) }
    }

    private var ownName: String { String(log.split(separator: "/").last ?? "") }

    private func names() -> [LogPieceName] {
        let name = ownName
        return ((try? Files.names(in: parent(of: log))) ?? []).compactMap { LogPieceName($0, of: name) }
    }

    private func leftovers() -> [String] {
        let folder = parent(of: log)
        let start = ownName + "."
        return ((try? Files.names(in: folder)) ?? []).filter {
            $0.hasPrefix(start) && $0.hasSuffix(PieceCompression.unfinished)
        }.map { folder + "/" + $0 }
    }
}
